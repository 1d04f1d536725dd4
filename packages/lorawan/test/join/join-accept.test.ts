import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { CallerError, fromHex, toHex } from "@lorats/base";
import {
  decodeCfList,
  decryptJoinAccept,
  encodeCfList,
  encodeJoinAccept,
  encodePlainJoinAccept,
  signJoin,
  verifyJoinMic,
  type JoinAccept,
  type JoinAcceptProtection,
} from "@lorats/lorawan";
import { ciphers, key, vector } from "../support.ts";

function joinAccept(input: Record<string, never>): JoinAccept {
  return {
    joinNonce: input.joinNonce!,
    netId: Number.parseInt(input.homeNetID!, 16),
    devAddr: input.devAddr!,
    dlSettings: { optNeg: input.optNeg!, rx1DrOffset: 0, rx2DataRate: 0 },
    rxDelay: 0,
    cfList: null,
  };
}

describe("§6.2.4 join-request MIC", () => {
  it("brocaar", () => {
    const { input } = vector("brocaar-join-request");
    assert.ok(verifyJoinMic(ciphers, key(input.appKey), fromHex(input.phy)));
    assert.ok(!verifyJoinMic(ciphers, key("02".repeat(16)), fromHex(input.phy)));
  });
});

describe("§6.2.5 join-accept", () => {
  it("1.0, as a network sends it (brocaar)", () => {
    const { input, expected } = vector("brocaar-join-accept-send-1.0");
    const protection: JoinAcceptProtection = { version: "1.0", rootKey: key(input.key) };
    assert.equal(toHex(encodeJoinAccept(ciphers, joinAccept(input), protection)), expected);
  });

  it("1.1 with OptNeg, over the request it answers (brocaar)", () => {
    const { input, expected } = vector("brocaar-join-accept-send-1.1-optneg");
    const protection: JoinAcceptProtection = {
      version: "1.1",
      encryptionKey: key(input.key),
      jsIntKey: key(input.key),
      request: { type: "join", joinEui: input.joinEUI, nonce: input.devNonce },
    };
    assert.equal(toHex(encodeJoinAccept(ciphers, joinAccept(input), protection)), expected);
  });

  it("1.0, as a device opens it (brocaar)", () => {
    const { input, expected } = vector("brocaar-join-accept-decrypt");
    const protection: JoinAcceptProtection = { version: "1.0", rootKey: key(input.appKey) };
    const opened = decryptJoinAccept(ciphers, fromHex(input.phy), protection);
    assert.ok(opened.ok);
    assert.deepEqual(opened.value.joinAccept, {
      joinNonce: expected.joinNonce,
      netId: Number.parseInt(expected.netID, 16),
      devAddr: expected.devAddr,
      dlSettings: { optNeg: false, rx1DrOffset: 0, rx2DataRate: 0 },
      rxDelay: expected.rxDelay,
      cfList: null,
    });
    assert.equal(toHex(opened.value.plain.subarray(-4)), expected.mic);
  });

  it("a wrong key is refused with LW_MIC_INVALID", () => {
    const { input } = vector("brocaar-join-accept-decrypt");
    const opened = decryptJoinAccept(ciphers, fromHex(input.phy), {
      version: "1.0",
      rootKey: key("02".repeat(16)),
    });
    assert.ok(!opened.ok);
    assert.equal(opened.code, "LW_MIC_INVALID");
  });

  it("1.1 §6.2.3 OptNeg and protection must agree", () => {
    const { input } = vector("brocaar-join-accept-send-1.1-optneg");
    const protection: JoinAcceptProtection = { version: "1.0", rootKey: key(input.key) };
    assert.throws(() => encodeJoinAccept(ciphers, joinAccept(input), protection), {
      code: "LW_OPT_NEG_MISMATCH",
    });
    // The same, from a network that does not care.
    const phy = encodePlainJoinAccept(joinAccept(input));
    signJoin(ciphers, protection.rootKey, phy);
    const sealed = phy.slice(1);
    ciphers.of(protection.rootKey).aes.decrypt(sealed, sealed.length);
    phy.set(sealed, 1);
    const opened = decryptJoinAccept(ciphers, phy, protection);
    assert.equal(!opened.ok && opened.code, "LW_OPT_NEG_MISMATCH");
  });

  const impossible: readonly [string, Partial<JoinAccept>][] = [
    ["a JoinNonce of 25 bits", { joinNonce: 2 ** 24 }],
    ["a NetID of 25 bits", { netId: 2 ** 24 }],
    ["an RXDelay of 16", { rxDelay: 16 }],
    ["an RX1DRoffset of 8", { dlSettings: { optNeg: false, rx1DrOffset: 8, rx2DataRate: 0 } }],
    ["a CFList of 15 bytes", { cfList: { type: "reserved", bytes: new Uint8Array(15) } }],
    ["a channel mask of 17 bits", { cfList: { type: 1, chMasks: [0x1_0000] } }],
    ["six frequencies", { cfList: { type: 0, freqsHz: Array(6).fill(868_100_000) } }],
    ["a frequency off the grid", { cfList: { type: 0, freqsHz: [868_100_001] } }],
    ["eight channel masks", { cfList: { type: 1, chMasks: Array(8).fill(1) } }],
  ];
  for (const [what, change] of impossible) {
    it(`refuses to send ${what}`, () => {
      const { input } = vector("brocaar-join-accept-send-1.0");
      const accept = { ...joinAccept(input), ...change };
      const protection: JoinAcceptProtection = { version: "1.0", rootKey: key(input.key) };
      assert.throws(() => encodeJoinAccept(ciphers, accept, protection), CallerError);
    });
  }
});

describe("CFList", () => {
  it("type 0, five frequencies (ChirpStack, EU868)", () => {
    const { input, expected } = vector("chirpstack-cflist-eu868");
    const cfList = { type: 0, freqsHz: input.channels } as const;
    assert.equal(toHex(encodeCfList(cfList)), expected);
    assert.deepEqual(decodeCfList(fromHex(expected)), cfList);
  });

  it("type 1, channel masks (ChirpStack, US915)", () => {
    const { expected } = vector("chirpstack-cflist-us915-mask");
    assert.equal(toHex(encodeCfList({ type: 1, chMasks: [0xff] })), expected);
    assert.deepEqual(decodeCfList(fromHex(expected)), {
      type: 1,
      chMasks: [0xff, 0, 0, 0, 0, 0, 0],
    });
  });

  it("reserved types are kept as bytes", () => {
    const bytes = fromHex("0102030405060708090a0b0c0d0e0f02");
    assert.deepEqual(decodeCfList(bytes), { type: "reserved", bytes });
    assert.deepEqual(encodeCfList({ type: "reserved", bytes }), bytes);
  });
});
