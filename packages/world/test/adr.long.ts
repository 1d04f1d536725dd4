import assert from "node:assert/strict";
import { it } from "node:test";
import { CITIES, compare, EVALUATION_SEEDS } from "./adr.bench.ts";

/** Fixed before the evaluation seeds were drawn. */
const LESS_AIRTIME = 0.9;

for (const { name, ...city } of CITIES) {
  it(`${name}: the steady algorithm delivers as much as both peers with a tenth less airtime`, (t) => {
    const results = new Map(compare(city, EVALUATION_SEEDS).map((one) => [one.algorithm, one]));
    const steady = results.get("steady")!;
    for (const peer of ["default", "tts"]) {
      const its = results.get(peer)!;
      const saved = 1 - steady.airtimeMsPerByte / its.airtimeMsPerByte;
      t.diagnostic(
        `figure: ${name}: steady ${(100 * steady.delivery).toFixed(2)} % delivered, ` +
          `${peer} ${(100 * its.delivery).toFixed(2)} %; ${(100 * saved).toFixed(1)} % less airtime a byte`,
      );
      assert.ok(steady.delivery >= its.delivery, `${peer} delivers more`);
      assert.ok(steady.airtimeMsPerByte <= LESS_AIRTIME * its.airtimeMsPerByte);
    }
  });
}
