import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { GatewayId } from "@lorats/base";
import type { GatewayTimes } from "@lorats/backhaul";
import fc from "fast-check";
import { ClosedFrames } from "../../src/uplink/closed-frames.ts";
import type { Sighting } from "../../src/uplink/sighting.ts";

const int64 = fc.bigInt({ min: -(2n ** 63n) + 1n, max: 2n ** 63n - 1n });
const plain = { noNullPrototype: true };

const counter = fc.oneof(
  fc.record({ kind: fc.constant("tmst" as const), us: fc.nat({ max: 2 ** 32 - 1 }) }, plain),
  fc.record({ kind: fc.constant("xtime" as const), xtime: int64 }, plain),
);
const times: fc.Arbitrary<GatewayTimes> = fc.record(
  { counter, gpsNs: int64, utc: int64 },
  { ...plain, requiredKeys: [] },
);
const sighting: fc.Arbitrary<Sighting> = fc.record(
  {
    gatewayId: fc.uuid().map((id) => id as GatewayId),
    antenna: fc.option(fc.nat(7), { nil: undefined }),
    board: fc.option(fc.nat(7), { nil: undefined }),
    freqHz: fc.integer({ min: 0, max: 2_500_000_000 }),
    times,
    endMono: int64,
  },
  plain,
);
const frame = fc.record({
  key: fc.constantFrom("a", "b", "c", "d"),
  sightings: fc.array(sighting, { minLength: 1, maxLength: 9 }),
});

describe("frames whose windows closed", () => {
  it("are remembered as they were heard, the newest of the same bytes", () => {
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 300 }), (frames) => {
        const closed = new ClosedFrames(600_000, 1000);
        const known = new Map<string, { fate: object; sightings: Sighting[] }>();
        for (const { key, sightings } of frames) {
          const fate = {};
          closed.add(key, fate, sightings, 0n);
          known.set(key, { fate, sightings });
        }
        for (const [key, { fate, sightings }] of known) {
          const found = closed.get(key, 0n)!;
          assert.equal(found.fate, fate);
          assert.deepEqual(found.sightings, sightings);
        }
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  const [heard, again] = fc.sample(sighting, { seed: 7, numRuns: 2 }) as [Sighting, Sighting];

  it("take copies that come afterwards, wherever they are remembered", () => {
    const closed = new ClosedFrames(600_000, 2);
    closed.add("a", {}, [heard], 0n);
    closed.add("b", {}, [heard], 0n);
    closed.add("c", {}, [heard], 0n);
    for (const key of ["a", "c"]) {
      closed.addLate(key, again);
      assert.deepEqual(closed.get(key, 0n)!.sightings, [heard, again]);
    }
    assert.deepEqual(closed.get("b", 0n)!.sightings, [heard]);
    for (let i = 0; i < 100; i++) closed.addLate("b", again);
    assert.equal(closed.get("b", 0n)!.sightings.length, 65);
  });

  it("are forgotten after their time, and earlier when there are too many", () => {
    const closed = new ClosedFrames(1000, 3);
    closed.add("old", {}, [heard], 0n);
    closed.add("new", {}, [heard], 600_000_000n);
    assert.ok(closed.get("old", 1_000_000_000n));
    assert.equal(closed.get("old", 1_000_000_001n), undefined);
    assert.ok(closed.get("new", 1_600_000_000n));
    for (let i = 0; i < 6; i++) closed.add(`${i}`, {}, [heard], 700_000_000n);
    assert.equal(closed.get("new", 700_000_000n), undefined);
    for (const i of [3, 4, 5]) assert.ok(closed.get(`${i}`, 700_000_000n));
  });
});
