import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import { nodeAes } from "@lorats/base/node";
import {
  Ciphers,
  encodePhyPayload,
  encryptFOpts,
  encryptFrmPayload,
  frmPayloadKey,
  signDownlink,
  signUplink,
  verifyDownlinkMic,
  verifyUplinkMic,
} from "@lorats/lorawan";
import {
  anyBytes,
  anyDevAddr,
  anyDownlink,
  anyKey,
  anySession,
  anyUint,
  anyUplink,
  ciphers,
} from "../support.ts";

const context = fc.record({
  fCnt: anyUint(32),
  confFCnt: anyUint(32),
  txDr: anyUint(4),
  txCh: anyUint(7),
});

it("a signed uplink verifies, and no flip of any bit does", () => {
  const input = fc.tuple(anyUplink, anySession, context, anyUint(16));
  fc.assert(
    fc.property(input, ([frame, keys, context, where]) => {
      const phy = encodePhyPayload(frame);
      signUplink(ciphers, keys, phy, context);
      assert.ok(verifyUplinkMic(ciphers, keys, phy, context));
      const bit = where % (8 * phy.length);
      phy[bit >> 3]! ^= 1 << (bit & 7);
      assert.ok(!verifyUplinkMic(ciphers, keys, phy, context));
    }),
    { numRuns: 500 },
  );
});

it("a signed downlink verifies, and not as an uplink", () => {
  fc.assert(
    fc.property(anyDownlink, anySession, context, (frame, keys, context) => {
      const phy = encodePhyPayload(frame);
      signDownlink(ciphers, keys, phy, context);
      assert.ok(verifyDownlinkMic(ciphers, keys, phy, context));
      assert.ok(!verifyUplinkMic(ciphers, keys, phy, context));
    }),
    { numRuns: 300 },
  );
});

const stream = fc.record({
  direction: fc.constantFrom("up" as const, "down" as const),
  devAddr: anyDevAddr,
  fCnt: anyUint(32),
});

it("encryption undoes itself and depends on counter, direction and address", () => {
  fc.assert(
    fc.property(anyKey, stream, anyBytes(16, 242), (key, stream, plain) => {
      const sealed = encryptFrmPayload(ciphers, key, stream, plain);
      assert.deepEqual(encryptFrmPayload(ciphers, key, stream, sealed), plain);
      assert.notDeepEqual(sealed, plain);
      const other = { ...stream, fCnt: (stream.fCnt + 0x1_0000) % 2 ** 32 };
      assert.notDeepEqual(encryptFrmPayload(ciphers, key, other, plain), sealed);
      const back = { ...stream, direction: stream.direction === "up" ? "down" : "up" } as const;
      assert.notDeepEqual(encryptFrmPayload(ciphers, key, back, plain), sealed);
    }),
    { numRuns: 300 },
  );
});

it("FOpts encryption undoes itself; the two downlink counters give different streams", () => {
  fc.assert(
    fc.property(anyKey, stream, anyBytes(8, 15), fc.boolean(), (key, stream, plain, app) => {
      const sealed = encryptFOpts(ciphers, key, stream, app, plain);
      assert.deepEqual(encryptFOpts(ciphers, key, stream, app, sealed), plain);
      assert.notDeepEqual(encryptFOpts(ciphers, key, stream, !app, plain), sealed);
    }),
    { numRuns: 300 },
  );
});

it("node:crypto behind the port gives the same frames", () => {
  const other = new Ciphers(nodeAes);
  fc.assert(
    fc.property(anyUplink, anySession, context, (frame, keys, context) => {
      const ours = encodePhyPayload(frame);
      const theirs = ours.slice();
      signUplink(ciphers, keys, ours, context);
      signUplink(other, keys, theirs, context);
      assert.deepEqual(ours, theirs);
      const key = frmPayloadKey(keys, frame.fPort ?? 1);
      const stream = { direction: "up", devAddr: frame.devAddr, fCnt: context.fCnt } as const;
      assert.deepEqual(
        encryptFrmPayload(ciphers, key, stream, frame.frmPayload),
        encryptFrmPayload(other, key, stream, frame.frmPayload),
      );
    }),
    { numRuns: 300 },
  );
});
