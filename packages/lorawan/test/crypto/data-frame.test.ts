import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { concatBytes, fromHex, toHex, type DevAddr } from "@lorats/base";
import {
  computeDownlinkMic,
  computeUplinkMic,
  encryptFOpts,
  encryptFrmPayload,
  verifyForwardingMic,
  verifyUplinkMic,
  type NetworkKeys,
} from "@lorats/lorawan";
import { ciphers, key, vector } from "../support.ts";

const devAddr = "01020304" as DevAddr;

describe("§4.4 MIC and §4.3.3 encryption, 1.0 (brocaar)", () => {
  for (const id of [
    "brocaar-10-frmpayload",
    "brocaar-10-fopts",
    "brocaar-10-mac-in-frmpayload",
    "brocaar-10-devstatusans",
  ]) {
    it(id, () => {
      const { input, expected } = vector(id);
      const phy = fromHex(input.phy);
      const keys: NetworkKeys = { version: "1.0", nwkSKey: key(input.nwkSKey) };
      const context = { fCnt: expected.fCnt };
      assert.equal(toHex(computeUplinkMic(ciphers, keys, phy, context)), toHex(phy.subarray(-4)));
      assert.ok(verifyUplinkMic(ciphers, keys, phy, context));
      assert.ok(!verifyUplinkMic(ciphers, keys, phy, { fCnt: expected.fCnt + 0x1_0000 }));
      const length = expected.frmPlain.length / 2;
      const secret = key(expected.fPort === 0 ? input.nwkSKey : input.appSKey);
      const stream = { direction: "up", devAddr, fCnt: expected.fCnt } as const;
      const cipherText = phy.subarray(phy.length - 4 - length, phy.length - 4);
      const plain = encryptFrmPayload(ciphers, secret, stream, cipherText);
      assert.equal(toHex(plain), expected.frmPlain);
    });
  }
});

describe("1.1 §4.4.2 the two halves of an uplink's MIC (brocaar)", () => {
  for (const id of [
    "brocaar-11-frmpayload",
    "brocaar-11-ack-confFCnt-in-mic",
    "brocaar-11-mac-in-frmpayload",
  ]) {
    it(id, () => {
      const { input, expected } = vector(id);
      const phy = concatBytes(fromHex(input.phyWithoutMic), fromHex(expected));
      const fCnt = phy[6]!;
      const keys: NetworkKeys = {
        version: "1.1",
        fNwkSIntKey: key(input.fNwkSIntKey),
        sNwkSIntKey: key(input.sNwkSIntKey),
        nwkSEncKey: key("00".repeat(16)),
      };
      const { confFCnt, txDr, txCh } = input;
      const context = { fCnt, confFCnt, txDr, txCh };
      assert.equal(toHex(computeUplinkMic(ciphers, keys, phy, context)), expected);
      assert.ok(verifyForwardingMic(ciphers, keys.fNwkSIntKey, phy, fCnt));
      const otherCounter = verifyUplinkMic(ciphers, keys, phy, { ...context, confFCnt: 2 });
      assert.equal(otherCounter, input.ackBit === 0, "ConfFCnt counts exactly when ACK is set");
      assert.ok(!verifyUplinkMic(ciphers, keys, phy, { ...context, txCh: txCh + 1 }));
      assert.ok(!verifyUplinkMic(ciphers, keys, phy, { ...context, txDr: txDr + 1 }));
    });
  }
});

describe("1.1 §4.3.1.6 encrypted FOpts (brocaar)", () => {
  it("a downlink without application port counts with NFCntDown", () => {
    const { input, expected } = vector("brocaar-11-encrypted-fopts-nfcntdown");
    const phy = fromHex(input.phy);
    const stream = { direction: "down", devAddr, fCnt: 0 } as const;
    const fOpts = phy.subarray(8, 11);
    const plain = encryptFOpts(ciphers, key(input.nwkSEncKey), stream, false, fOpts);
    assert.equal(toHex(plain), expected.fOptsPlain);
  });

  it("a downlink with an application port counts with AFCntDown", () => {
    const { input, expected } = vector("brocaar-11-encrypted-fopts-afcntdown");
    const phy = fromHex(input.phy);
    const stream = { direction: "down", devAddr, fCnt: 0 } as const;
    const fOpts = phy.subarray(8, 11);
    const plain = encryptFOpts(ciphers, key(input.nwkSEncKey), stream, true, fOpts);
    assert.equal(toHex(plain), expected.fOptsPlain);
    const payload = encryptFrmPayload(ciphers, key(input.appSKey), stream, phy.subarray(12, 16));
    assert.equal(toHex(payload), expected.frmPlain);
  });

  it("§4.4.1 their downlink MICs", () => {
    for (const id of [
      "brocaar-11-encrypted-fopts-nfcntdown",
      "brocaar-11-encrypted-fopts-afcntdown",
    ]) {
      const { input, expected } = vector(id);
      const keys: NetworkKeys = {
        version: "1.1",
        fNwkSIntKey: key("00".repeat(16)),
        sNwkSIntKey: key(input.sNwkSIntKey),
        nwkSEncKey: key(input.nwkSEncKey),
      };
      const mic = computeDownlinkMic(ciphers, keys, fromHex(input.phy), { fCnt: 0 });
      assert.equal(toHex(mic), expected.mic);
    }
  });
});
