import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { FrameDetails } from "@lorats/api";
import { nsBetween, timesOf } from "../../src/inspector/times.ts";

describe("times of a frame", () => {
  it("are told apart to the nanosecond", () => {
    assert.equal(nsBetween("2026-11-26T00:00:01.000000001Z", "2026-11-26T00:00:01Z"), 1);
    assert.equal(nsBetween("2026-11-26T00:00:00Z", "2026-11-26T00:00:00.5Z"), -5e8);
    assert.equal(nsBetween("2027-01-01T00:00:00.123Z", "2026-12-31T23:59:59.123Z"), 1e9);
  });

  it("go by each gateway's best clock, taken back to the first chirp", () => {
    const airtimeNs = 50_000_000;
    const timing = { time: "2026-11-26T05:00:00Z", sdNs: 140, source: "sdr" as const };
    const base = { gatewayEui: "0a", arrivedAt: "2026-11-26T05:00:00.060Z", arrivedSdNs: 1e6 };
    const receptions = [
      { ...base, gatewayName: "A", lts: { onset: "2026-11-26T05:00:00.0000001Z", onsetSdNs: 140 } },
      { ...base, gatewayName: "B", gatewayTime: "2026-11-26T05:00:00.050002Z" },
      { ...base },
    ];
    const frame = { airtimeNs, receptions } as unknown as FrameDetails;
    assert.deepEqual(
      timesOf(frame, timing).map(({ label, offsetNs, sdNs }) => [label, offsetNs, sdNs]),
      [
        ["A · software radio", 100, 140],
        ["B · GPS", 2000, 1000],
        ["0a · server", 10_000_000, 1e6],
      ],
    );
  });
});
