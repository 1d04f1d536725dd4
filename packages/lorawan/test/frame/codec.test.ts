import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CallerError, fromHex, toHex } from "@lorats/base";
import { decodePhyPayload, encodePhyPayload, type PhyPayload } from "@lorats/lorawan";
import { vector } from "../support.ts";

function decode(hex: string): PhyPayload {
  const decoded = decodePhyPayload(fromHex(hex));
  assert.ok(decoded.ok, hex);
  return decoded.value;
}

function refusalOf(hex: string): string {
  const decoded = decodePhyPayload(fromHex(hex));
  assert.ok(!decoded.ok, hex);
  assert.ok(decoded.reason.length > 10);
  return decoded.code;
}

describe("§4 MAC message formats: what is read", () => {
  it("§6.2.4 join-request, EUIs and DevNonce least significant byte first (brocaar)", () => {
    const { input, expected } = vector("brocaar-join-request");
    const { mic, ...fields } = decode(input.phy) as Extract<PhyPayload, { mType: "join-request" }>;
    assert.deepEqual(fields, {
      mType: "join-request",
      joinEui: expected.joinEUI,
      devEui: expected.devEUI,
      devNonce: expected.devNonce,
    });
    assert.equal(toHex(mic), "6a990e12");
  });

  it("§4.3 data frame with FOpts, FPort and FRMPayload (brocaar)", () => {
    assert.deepEqual(decode(vector("brocaar-10-devstatusans").input.phy), {
      mType: "confirmed-data-up",
      devAddr: "01020304",
      fCtrl: { adr: false, adrAckReq: false, ack: false, classB: false },
      fCnt: 0,
      fOpts: fromHex("067307"),
      fPort: 10,
      frmPayload: fromHex("e264d4f7"),
      mic: fromHex("e117d2c0"),
    });
  });

  it("§4.3.1 an FHDR alone has neither FPort nor payload", () => {
    const frame = decode(
      "a0040302017f0500000102030405060708090a0b0c0d0e11223344".replace("7f", "3f"),
    );
    assert.ok(frame.mType === "confirmed-data-down");
    assert.equal(frame.fPort, null);
    assert.equal(frame.fOpts.length, 15);
    assert.equal(frame.frmPayload.length, 0);
    assert.deepEqual(frame.fCtrl, { adr: false, ack: true, fPending: true });
  });

  it("§4.3.2 an FPort without payload is allowed", () => {
    const frame = decode("4004030201000000 07 11223344");
    assert.ok(frame.mType === "unconfirmed-data-up");
    assert.equal(frame.fPort, 7);
    assert.equal(frame.frmPayload.length, 0);
  });

  it("1.1 §6.2.4 rejoin types 0, 1 and 2", () => {
    const type0 = decode("c0 00 130000 0807060504030201 0201 aabbccdd");
    assert.deepEqual(type0, {
      mType: "rejoin-request",
      rejoinType: 0,
      netId: 0x13,
      devEui: "0102030405060708",
      rjCount0: 0x0102,
      mic: fromHex("aabbccdd"),
    });
    const type1 = decode("c0 01 1817161514131211 0807060504030201 0201 aabbccdd");
    assert.deepEqual(type1, {
      mType: "rejoin-request",
      rejoinType: 1,
      joinEui: "1112131415161718",
      devEui: "0102030405060708",
      rjCount1: 0x0102,
      mic: fromHex("aabbccdd"),
    });
    assert.ok(decode("c0 02 130000 0807060504030201 0201 aabbccdd"));
  });

  it("§4.2.1 MType 7 is the vendor's, whatever the Major bits say", () => {
    assert.deepEqual(decode("e3010203"), {
      mType: "proprietary",
      vendorBits: 3,
      payload: fromHex("010203"),
    });
  });
});

describe("§4 MAC message formats: what is refused, and why", () => {
  const refusals: readonly [string, string, string][] = [
    ["LW_EMPTY", "", "nothing"],
    ["LW_TOO_LONG", "40" + "00".repeat(255), "more than a LoRa header can announce"],
    ["LW_BAD_MAJOR", "410403020100000011223344", "§4.2.2 a Major version that does not exist"],
    ["LW_BAD_MAJOR", "03" + "00".repeat(22), "§4.2.2 likewise in a join-request"],
    ["LW_TOO_SHORT", "4004030201000000112233", "§4.3 eleven bytes"],
    ["LW_FOPTS_TRUNCATED", "40040302010100001122 3344", "§4.3.1 FOptsLen beyond the MIC"],
    ["LW_FOPTS_WITH_PORT_0", "40040302010100000200 11223344", "§4.3.1.6 FOpts and FPort 0"],
    ["LW_BAD_LENGTH", "00" + "00".repeat(21), "a join-request of 22 bytes"],
    ["LW_BAD_LENGTH", "00" + "00".repeat(23), "a join-request of 24 bytes"],
    ["LW_BAD_LENGTH", "20" + "00".repeat(20), "a join-accept of 21 bytes"],
    ["LW_BAD_LENGTH", "c000" + "00".repeat(18), "a rejoin-request 0 of 20 bytes"],
    ["LW_BAD_LENGTH", "c001" + "00".repeat(17), "a rejoin-request 1 of 19 bytes"],
    ["LW_BAD_REJOIN_TYPE", "c003" + "00".repeat(17), "rejoin type 3"],
    ["LW_TOO_SHORT", "c0", "a rejoin-request without its type"],
  ];
  for (const [code, hex, what] of refusals) {
    it(`${what}: ${code}`, () => assert.equal(refusalOf(hex), code));
  }
});

describe("encoding refuses what cannot be sent", () => {
  const base = {
    mType: "unconfirmed-data-up",
    devAddr: "01020304",
    fCtrl: { adr: false, adrAckReq: false, ack: false, classB: false },
    fCnt: 1,
    fOpts: new Uint8Array(0),
    fPort: 1,
    frmPayload: new Uint8Array(1),
    mic: new Uint8Array(4),
  };
  const bad: readonly [string, object][] = [
    ["a payload without a port", { fPort: null }],
    ["16 bytes of FOpts", { fOpts: new Uint8Array(16) }],
    ["FOpts beside FPort 0", { fPort: 0, fOpts: new Uint8Array(1) }],
    ["a counter of 17 bits", { fCnt: 0x1_0000 }],
    ["FPort 256", { fPort: 256 }],
    ["a MIC of three bytes", { mic: new Uint8Array(3) }],
    ["256 bytes", { frmPayload: new Uint8Array(243) }],
  ];
  for (const [what, change] of bad) {
    it(what, () => {
      const frame = { ...base, ...change } as unknown as PhyPayload;
      assert.throws(() => encodePhyPayload(frame), CallerError);
    });
  }
});

describe("encoding refuses other frames that cannot be sent", () => {
  const eui = "0102030405060708";
  const mic = new Uint8Array(4);
  const request = { mType: "join-request", joinEui: eui, devEui: eui, devNonce: 1, mic };
  const rejoin = {
    mType: "rejoin-request",
    rejoinType: 0,
    netId: 1,
    devEui: eui,
    rjCount0: 1,
    mic,
  };
  const bad: readonly [string, object][] = [
    ["a DevNonce of 17 bits", { ...request, devNonce: 0x1_0000 }],
    ["a MIC of five bytes", { ...request, mic: new Uint8Array(5) }],
    ["a NetID of 25 bits", { ...rejoin, netId: 2 ** 24 }],
    ["a rejoin counter of 17 bits", { ...rejoin, rjCount0: 0x1_0000 }],
    ["vendor bits of six", { mType: "proprietary", vendorBits: 0x20, payload: new Uint8Array(1) }],
    ["a join-accept of 20 bytes", { mType: "join-accept", encrypted: new Uint8Array(20) }],
  ];
  for (const [what, frame] of bad) {
    it(what, () => assert.throws(() => encodePhyPayload(frame as PhyPayload), CallerError));
  }
});
