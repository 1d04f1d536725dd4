import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { fromHex, toHex } from "@lorats/base";
import {
  BEACON_SF10,
  BEACON_SF12,
  BEACON_SF9,
  beaconLength,
  decodeBeacon,
  decodeBeaconPosition,
  encodeBeacon,
  encodeBeaconPosition,
} from "@lorats/lorawan";
import { anyBytes, anyUint, record } from "../support.ts";

describe("1.1 §15 beacon frames", () => {
  it("the example of the EU868 clause", () => {
    const bytes = fromHex("0000 000002cc a27e 00 012000 008103 de55");
    const beacon = {
      param: 0,
      time: 0xcc02_0000,
      gwSpecific: { infoDesc: 0, info: fromHex("012000008103") },
    };
    assert.deepEqual(decodeBeacon(BEACON_SF9, bytes), { ok: true, value: beacon });
    assert.equal(toHex(encodeBeacon(BEACON_SF9, beacon)), toHex(bytes));
  });

  it("regions differ in reserved bytes: 17, 19 and 23", () => {
    assert.deepEqual([BEACON_SF9, BEACON_SF10, BEACON_SF12].map(beaconLength), [17, 19, 23]);
  });

  const anyBeacon = record({
    param: anyUint(8),
    time: anyUint(32),
    gwSpecific: record({ infoDesc: anyUint(8), info: anyBytes(6) }),
  });
  const anyLayout = fc.constantFrom(BEACON_SF9, BEACON_SF10, BEACON_SF12);

  it("every beacon survives, and a flipped bit is noticed where it matters", () => {
    fc.assert(
      fc.property(anyLayout, anyBeacon, anyUint(16), (layout, beacon, where) => {
        const bytes = encodeBeacon(layout, beacon);
        assert.deepEqual(decodeBeacon(layout, bytes), { ok: true, value: beacon });
        const bit = where % (8 * bytes.length);
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        const decoded = decodeBeacon(layout, bytes);
        if (bit >> 3 < layout.rfu1 + 7)
          assert.equal(decoded.ok ? "" : decoded.code, "LW_BEACON_CRC");
        else assert.ok(decoded.ok && decoded.value.gwSpecific === null);
      }),
      { numRuns: 500 },
    );
  });

  it("fields that do not fit are refused", () => {
    const gwSpecific = { infoDesc: 0, info: new Uint8Array(6) };
    for (const beacon of [
      { param: 256, time: 0, gwSpecific },
      { param: 0, time: 2 ** 32, gwSpecific },
      { param: 0, time: 0, gwSpecific: { ...gwSpecific, infoDesc: -1 } },
      { param: 0, time: 0, gwSpecific: { ...gwSpecific, info: new Uint8Array(5) } },
    ]) {
      assert.throws(() => encodeBeacon(BEACON_SF9, beacon), { code: "LW_BAD_FIELD" });
    }
  });

  it("another length is refused", () => {
    const decoded = decodeBeacon(BEACON_SF9, new Uint8Array(16));
    assert.equal(decoded.ok ? "" : decoded.code, "LW_BAD_LENGTH");
  });

  it("positions are right to a few metres, at the ends of the scale too", () => {
    for (const position of [
      { latitudeDeg: 48.8584, longitudeDeg: 2.2945 },
      { latitudeDeg: -33.8568, longitudeDeg: -151.2153 },
      { latitudeDeg: 90, longitudeDeg: 180 },
      { latitudeDeg: -90, longitudeDeg: -180 },
    ]) {
      const decoded = decodeBeaconPosition(encodeBeaconPosition(position));
      assert.ok(Math.abs(decoded.latitudeDeg - position.latitudeDeg) < 3e-5);
      assert.ok(Math.abs(decoded.longitudeDeg - position.longitudeDeg) < 3e-5);
    }
  });
});
