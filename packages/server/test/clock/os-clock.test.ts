import assert from "node:assert/strict";
import { it } from "node:test";
import { VirtualClock } from "@lorats/base";
import { until } from "../../../base/test/until.ts";
import { OsClock, type OsClockProbe, readOsClock } from "../../src/clock/os-clock.ts";

const NOW_MS = 1_795_000_000_000;
/** As chrony 4.3 prints it on a machine in step with a stratum 2 server. */
const TRACKING =
  "C0248FB8,192.36.143.184,3,1795000000.123,0.000012345,-0.000009,0.000021,-3.1,0.002,0.05,0.012000000,0.000800000,64.2,Normal\n";

function probe(parts: { written?: number; tracking?: string }): OsClockProbe {
  return {
    writtenMs: async (path) => (path.includes("timesync") ? parts.written : undefined),
    output: async (command) => (command === "chronyc" ? parts.tracking : undefined),
  };
}

it("takes half of chrony's bound as one deviation", async () => {
  const state = await readOsClock(probe({ tracking: TRACKING }), NOW_MS);
  assert.equal(state.source, "chrony");
  assert.ok(Math.abs(state.sdNs - 0.5e9 * (0.000012345 + 0.0008 + 0.006)) < 1);
});

it("does not believe a chrony that is not in step, or prints something else", async () => {
  for (const tracking of [TRACKING.replace("Normal", "Not synchronised"), "", "506 Cannot talk"]) {
    assert.equal((await readOsClock(probe({ tracking }), NOW_MS)).source, "unknown");
  }
});

it("knows timesyncd by its file, as long as it is touched", async () => {
  const fresh = await readOsClock(probe({ written: NOW_MS - 60_000 }), NOW_MS);
  assert.deepEqual(fresh, { source: "timesyncd", sdNs: 15e6 });
  const old = await readOsClock(probe({ written: NOW_MS - 4 * 3_600_000 }), NOW_MS);
  assert.deepEqual(old, { source: "unknown", sdNs: 1e9 });
});

it("looks again every minute, and stops", async () => {
  const clock = new VirtualClock();
  const parts: { tracking?: string } = {};
  const os = new OsClock(clock, probe(parts));
  await os.start();
  assert.equal(os.state.source, "unknown");
  parts.tracking = TRACKING;
  clock.advance(60_000);
  await until(() => os.state.source === "chrony");
  os.stop();
  delete parts.tracking;
  clock.advance(120_000);
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(os.state.source, "chrony");
});
