import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { fromHex, toHex } from "@lorats/base";
import { decodeRelayedUplink, encodeRelayedUplink } from "@lorats/lorawan";
import { anyBytes, anyUint, record } from "../support.ts";

it("TS011 a forwarded uplink (ChirpStack)", () => {
  const uplink = {
    dataRate: 5,
    snrDb: 9,
    rssiDbm: -110,
    worChannel: 1,
    freqHz: 868_100_000,
    phyPayload: fromHex("e0010203"),
  };
  assert.equal(toHex(encodeRelayedUplink(uplink)), "d5bf01287684e0010203");
  const decoded = decodeRelayedUplink(fromHex("d5bf01287684e0010203"));
  assert.deepEqual(decoded, { ok: true, value: uplink });
});

it("survives encoding and decoding", () => {
  const anyRelayed = record({
    dataRate: anyUint(4),
    snrDb: fc.integer({ min: -20, max: 11 }),
    rssiDbm: fc.integer({ min: -142, max: -15 }),
    worChannel: anyUint(2),
    freqHz: anyUint(23).map((field) => field * 100),
    phyPayload: anyBytes(1, 200),
  });
  fc.assert(
    fc.property(anyRelayed, (uplink) => {
      const decoded = decodeRelayedUplink(encodeRelayedUplink(uplink));
      assert.deepEqual(decoded, { ok: true, value: uplink });
    }),
  );
});

it("levels beyond the scale are clamped", () => {
  const decoded = decodeRelayedUplink(
    encodeRelayedUplink({
      dataRate: 0,
      snrDb: 30,
      rssiDbm: -160,
      worChannel: 0,
      freqHz: 0,
      phyPayload: fromHex("e0"),
    }),
  );
  assert.ok(decoded.ok);
  assert.deepEqual([decoded.value.snrDb, decoded.value.rssiDbm], [11, -142]);
});

it("metadata without a frame is refused", () => {
  const decoded = decodeRelayedUplink(new Uint8Array(6));
  assert.equal(decoded.ok ? "" : decoded.code, "LW_TOO_SHORT");
});
