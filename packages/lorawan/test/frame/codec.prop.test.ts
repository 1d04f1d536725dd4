import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { decodePhyPayload, encodePhyPayload } from "@lorats/lorawan";
import { anyBytes, anyFrame } from "../support.ts";

it("every frame survives encoding and decoding", () => {
  fc.assert(
    fc.property(anyFrame, (frame) => {
      const decoded = decodePhyPayload(encodePhyPayload(frame));
      assert.ok(decoded.ok);
      assert.deepEqual(decoded.value, frame);
    }),
    { numRuns: 3000 },
  );
});

/** MHDR bits 4…2 are RFU, and so is bit 6 of a downlink's FCtrl: a receiver ignores them. */
function withoutReservedBits(bytes: Uint8Array): Uint8Array {
  const out = bytes.slice();
  const mType = out[0]! >> 5;
  if (mType !== 7) out[0]! &= 0xe3;
  if (mType === 3 || mType === 5) out[5]! &= 0xbf;
  return out;
}

it("whatever is accepted is encoded to the same bytes, reserved bits apart", () => {
  let accepted = 0;
  fc.assert(
    fc.property(anyBytes(1, 40), (bytes) => {
      const decoded = decodePhyPayload(bytes);
      if (!decoded.ok) {
        assert.match(decoded.code, /^LW_[A-Z0-9_]+$/);
        return;
      }
      accepted++;
      assert.deepEqual(encodePhyPayload(decoded.value), withoutReservedBits(bytes));
    }),
    { numRuns: 5000 },
  );
  assert.ok(accepted > 500);
});

it("byte fields are views, not copies", () => {
  fc.assert(
    fc.property(anyFrame, (frame) => {
      const bytes = encodePhyPayload(frame);
      const decoded = decodePhyPayload(bytes);
      assert.ok(decoded.ok);
      for (const field of Object.values(decoded.value)) {
        if (field instanceof Uint8Array && field.length > 0) {
          assert.equal(field.buffer, bytes.buffer);
        }
      }
    }),
    { numRuns: 200 },
  );
});
