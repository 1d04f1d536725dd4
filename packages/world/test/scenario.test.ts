import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { DEMO_SCENARIO } from "../src/demo-scenario.ts";
import { readScenario } from "../src/scenario.ts";

const CAMPUS = fileURLToPath(new URL("../../../examples/world/campus.toml", import.meta.url));

/** The campus with a piece of its text exchanged. */
function changed(t: TestContext, from: string | RegExp, to: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-scenario-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const text = readFileSync(CAMPUS, "utf8");
  assert.ok(text.search(from) >= 0, String(from));
  const file = path.join(folder, "changed.toml");
  writeFileSync(file, text.replace(from, to));
  return file;
}

describe("scenario file", () => {
  it("gives the demo's world when it is the demo's example", () => {
    assert.deepEqual(readScenario(CAMPUS), DEMO_SCENARIO);
  });

  it("takes other propagation and SDRs with settings", (t) => {
    const hata = '{ model = "okumura-hata", area = "suburban" }';
    const { air } = readScenario(changed(t, /\{ model = "log.*$/m, hata));
    assert.deepEqual(air.propagation, {
      model: "okumura-hata",
      area: "suburban",
      lowestBaseM: 25,
    });
    const { gateways } = readScenario(changed(t, /sdr = .*/, "sdr = { port = 0 }"));
    assert.deepEqual(gateways[0]!.sdr, { crystalPpm: 1.8, port: 0 });
    assert.equal(gateways[1]!.sdr, undefined);
  });

  for (const [what, from, to, expected] of [
    ["a word that TOML does not know", "seed = ", "seed ~ ", /WORLD_BAD_TOML.*line 5/],
    ["a number that is too small", "intervalS = 12", "intervalS = 1", /devices\.0\.intervalS: .*5/],
    [
      "a name that is unknown",
      "outdoor = true",
      "outdoor = true\noutdor = 1",
      /devices\.0: .*outdor/,
    ],
    ["a sensor that is unknown", '"soilProbe"', '"moon"', /devices\.1\.sensor: .*weatherStation/],
    ["an EUI that is none", "0a00-0000-0000-d003", "d003", /devices\.2\.devEui: 16 hex/],
    ["an EUI that is taken", "d004", "d003", /called 0a0000000000d003/],
    ["a model that is unknown", "log-distance", "magic", /air\.propagation/],
  ] as const) {
    it(`refuses ${what} in one line that says where`, (t) => {
      const file = changed(t, from, to);
      assert.throws(
        () => readScenario(file),
        (error: Error & { code: string }) => {
          const line = `${error.code}: ${error.message}`;
          assert.match(line, expected);
          assert.ok(line.includes("changed.toml") && !line.includes("\n"));
          return true;
        },
      );
    });
  }

  it("says that there is no such file", () => {
    assert.throws(() => readScenario("/nowhere/x.toml"), { code: "WORLD_NO_FILE" });
  });
});
