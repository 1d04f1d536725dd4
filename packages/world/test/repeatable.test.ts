import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { SeededRandom, VirtualClock } from "@lorats/base";
import { attackPlanSchema } from "../src/attack/attack-plan.ts";
import { DEMO_SCENARIO } from "../src/demo-scenario.ts";
import { SdrReceiver, QUANTUM } from "../src/iq/sdr-receiver.ts";
import { SdrStation } from "../src/iq/sdr-station.ts";
import type { Scenario } from "../src/scenario.ts";
import { World } from "../src/world.ts";
import { at, radioBench, uplink } from "./support/radio-bench.ts";

const APP_KEY = "00112233445566778899aabbccddeeff";

/** What happened in some minutes of a world whose gateways nobody answers. */
async function history(t: TestContext, scenario: Scenario): Promise<string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-world-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const clock = new VirtualClock();
  const world = new World({
    scenario,
    clock,
    folder,
    rootKeys: new Map(scenario.devices.map(({ devEui }) => [devEui, { appKey: APP_KEY }])),
    // The discard port: nothing answers.
    server: { host: "127.0.0.1", udpPort: 9 },
    sdrs: "iq",
    sdrPort: 0,
  });
  await world.start();
  clock.advance(300_000);
  await world.stop();
  return ["truth.jsonl", "truth-attacks.jsonl"].map((name) =>
    readFileSync(path.join(folder, name), "utf8"),
  );
}

describe("a seeded world", () => {
  const plan = attackPlanSchema.parse({
    kind: "delay",
    delayS: 5,
    calibration: { kind: "paper" },
  });
  const scenario = (seed: number): Scenario => ({
    ...DEMO_SCENARIO,
    seed,
    attackers: [{ ...DEMO_SCENARIO.attackers[0]!, attacks: [plan] }],
  });

  it("has the same history twice, attacks included, and another with another seed", async (t) => {
    const [first, again, other] = [
      await history(t, scenario(1)),
      await history(t, scenario(1)),
      await history(t, scenario(2)),
    ];
    assert.ok(first[0]!.split("\n").length > 50);
    assert.ok(first[1]!.includes('"event":"replay"'));
    assert.deepEqual(again, first);
    assert.notEqual(other[0], first[0]);
  });

  it("gives the same bytes of I/Q twice", () => {
    const digest = (seed: number): string => {
      const bench = radioBench("sx1276", seed);
      const random = new SeededRandom(seed);
      const sdr = new SdrReceiver(() => 1, random.fork(1));
      sdr.set({ centreHz: 868_300_000, rateHz: 2_400_000, gainTenthsDb: 300 });
      const station = new SdrStation(
        { id: "gateway", place: bench.gateway.place },
        { sdr, clock: bench.clock, random: random.fork(2), truth: { write: () => {} } },
      );
      bench.air.listen(station);
      station.turnOn();
      const hash = createHash("sha256");
      const bytes = new Uint8Array(2 * QUANTUM);
      for (const sf of [7, 9]) {
        bench.clock.advance(20);
        uplink(bench, `device ${sf}`, at(400, 100), { sf, freqHz: 868_100_000 + 2e5 * (sf - 7) });
      }
      for (let i = 0; i < 40; i++) {
        bench.clock.advance(10);
        while (station.isDue()) {
          sdr.render(bytes);
          hash.update(bytes);
        }
      }
      assert.ok(sdr.index > 50 * QUANTUM);
      return hash.digest("hex");
    };
    assert.equal(digest(3), digest(3));
    assert.notEqual(digest(3), digest(4));
  });
});
