import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CallerError, type DevAddr } from "@lorats/base";
import {
  BEACON_GUARD_MS,
  BEACON_RESERVED_MS,
  beaconPeriodStartS,
  nextPingSlot,
  pingOffset,
  pingPeriod,
  pingSlotsAfter,
  SLOT_MS,
  SLOTS_PER_PERIOD,
} from "@lorats/lorawan";
import { anyDevAddr, anyUint, ciphers, vector } from "../support.ts";

describe("1.1 §13 ping slots", () => {
  it("agree with ChirpStack", () => {
    const { input, expected } = vector("chirpstack-next-ping-slot-ms");
    for (const [i, [afterS, pingNb]] of input.data.entries()) {
      const periodicity = 7 - Math.log2(pingNb);
      const slot = nextPingSlot(
        ciphers,
        input.devAddr,
        periodicity,
        BigInt(afterS) * 1_000_000_000n,
      );
      assert.equal(slot.gpsNs, BigInt(expected[i]) * 1_000_000n);
    }
  });

  it("a beacon period is its reserved part, its window and its guard", () => {
    assert.equal(BEACON_RESERVED_MS + SLOTS_PER_PERIOD * SLOT_MS + BEACON_GUARD_MS, 128_000);
  });

  it("2^(7 − periodicity) of them in every beacon period, evenly spaced", () => {
    const input = fc.tuple(anyDevAddr, fc.integer({ min: 0, max: 7 }), anyUint(24));
    fc.assert(
      fc.property(input, ([devAddr, periodicity, period]) => {
        const beaconTimeS = period * 128;
        const slots: number[] = [];
        for (const slot of pingSlotsAfter(
          ciphers,
          devAddr,
          periodicity,
          BigInt(beaconTimeS) * 10n ** 9n,
        )) {
          if (slot.beaconTimeS > beaconTimeS) break;
          slots.push(slot.slot);
        }
        assert.equal(slots.length, 2 ** (7 - periodicity));
        assert.ok(slots[0]! < pingPeriod(periodicity));
        assert.ok(slots.every((slot, i) => slot === slots[0]! + i * pingPeriod(periodicity)));
      }),
      { numRuns: 200 },
    );
  });

  it("slots differ from period to period and from device to device", () => {
    const offsets = new Set<number>();
    for (let i = 0; i < 100; i++)
      offsets.add(pingOffset(ciphers, 128 * i, "26012345" as DevAddr, 7));
    assert.ok(offsets.size > 80);
    const other = pingOffset(ciphers, 128, "26012346" as DevAddr, 7);
    assert.notEqual(other, pingOffset(ciphers, 128, "26012345" as DevAddr, 7));
  });

  it("a beacon period starts at a multiple of 128 s of GPS time", () => {
    assert.equal(beaconPeriodStartS(127_999_999_999n), 0);
    assert.equal(beaconPeriodStartS(128_000_000_000n), 128);
  });

  it("refuses other periodicities", () => {
    for (const periodicity of [-1, 8, 1.5])
      assert.throws(() => pingPeriod(periodicity), CallerError);
  });
});
