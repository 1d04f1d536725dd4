import assert from "node:assert/strict";
import { it } from "node:test";
import type { Uplink } from "@lorats/api";
import { twoTimes } from "../../src/forensics/bounds.ts";

const earlier = [
  { fCnt: 9, time: "2026-01-01T00:00:30Z" },
  { fCnt: 7, time: "2026-01-01T00:00:10Z", timing: { time: "2026-01-01T00:00:09.5Z" } },
] as unknown as Uplink[];

it("a frame that was held back has two times, and was made after the one before it", () => {
  const timing = {
    time: "2026-01-01T00:00:20.000000001Z",
    deliveredAt: "2026-01-01T00:00:50Z",
    sdNs: 140,
    source: "sdr" as const,
  };
  const times = twoTimes({ fCnt: 8 }, { timing }, earlier);
  assert.equal(times.heardAt, timing.deliveredAt);
  assert.equal(times.sentAt, timing.time);
  assert.equal(times.differenceNs, 29_999_999_999);
  assert.deepEqual(times.before, { fCnt: 7, time: "2026-01-01T00:00:09.5Z" });
});

it("a frame that came at once has one", () => {
  const timing = { time: "2026-01-01T00:00:20Z", sdNs: 140, source: "sdr" as const };
  const times = twoTimes({}, { timing }, earlier);
  assert.equal(times.differenceNs, 0);
  assert.equal(times.heardAt, times.sentAt);
  assert.equal(times.before, undefined);
});
