import assert from "node:assert/strict";
import { it } from "node:test";
import fc from "fast-check";
import {
  decryptJoinAccept,
  encodeJoinAccept,
  type CfList,
  type JoinAccept,
  type JoinAcceptProtection,
} from "@lorats/lorawan";
import { anyDevAddr, anyEui, anyKey, anyUint, ciphers, record } from "../support.ts";

const anyCfList: fc.Arbitrary<CfList | null> = fc.oneof(
  fc.constant(null),
  fc
    .array(anyUint(23), { minLength: 5, maxLength: 5 })
    .map((fields): CfList => ({ type: 0, freqsHz: fields.map((field) => field * 100) })),
  fc
    .array(anyUint(16), { minLength: 7, maxLength: 7 })
    .map((chMasks): CfList => ({ type: 1, chMasks })),
);

const anyRequest = record({
  type: fc.constantFrom("join", "rejoin-0", "rejoin-1", "rejoin-2"),
  joinEui: anyEui,
  nonce: anyUint(16),
}) as fc.Arbitrary<Extract<JoinAcceptProtection, { version: "1.1" }>["request"]>;

const anyProtection: fc.Arbitrary<JoinAcceptProtection> = fc.oneof(
  record({ version: fc.constant("1.0" as const), rootKey: anyKey }),
  record({
    version: fc.constant("1.1" as const),
    encryptionKey: anyKey,
    jsIntKey: anyKey,
    request: anyRequest,
  }),
);

const anyAccept = record({
  joinNonce: anyUint(24),
  netId: anyUint(24),
  devAddr: anyDevAddr,
  rx1DrOffset: anyUint(3),
  rx2DataRate: anyUint(4),
  rxDelay: anyUint(4),
  cfList: anyCfList,
});

const input = fc.tuple(anyAccept, anyProtection).map(([fields, protection]) => {
  const { rx1DrOffset, rx2DataRate, ...rest } = fields;
  const optNeg = protection.version === "1.1";
  const accept: JoinAccept = { ...rest, dlSettings: { optNeg, rx1DrOffset, rx2DataRate } };
  return { accept, protection };
});

it("every join-accept in every form is opened by whom it is meant for, and by nobody else", () => {
  fc.assert(
    fc.property(input, anyKey, ({ accept, protection }, other) => {
      const phy = encodeJoinAccept(ciphers, accept, protection);
      assert.equal(phy.length, accept.cfList === null ? 17 : 33);
      const opened = decryptJoinAccept(ciphers, phy, protection);
      assert.ok(opened.ok);
      assert.deepEqual(opened.value.joinAccept, accept);
      const foreign: JoinAcceptProtection =
        protection.version === "1.0"
          ? { ...protection, rootKey: other }
          : { ...protection, jsIntKey: other };
      assert.ok(!decryptJoinAccept(ciphers, phy, foreign).ok);
    }),
    { numRuns: 500 },
  );
});

it("a 1.1 join-accept answers one request only", () => {
  fc.assert(
    fc.property(input, ({ accept, protection }) => {
      fc.pre(protection.version === "1.1");
      const phy = encodeJoinAccept(ciphers, accept, protection);
      const { request } = protection;
      const changes = [
        { ...request, nonce: request.nonce ^ 1 },
        { ...request, type: request.type === "join" ? "rejoin-0" : "join" } as const,
      ];
      for (const changed of changes) {
        const opened = decryptJoinAccept(ciphers, phy, { ...protection, request: changed });
        assert.ok(!opened.ok);
        assert.equal(opened.code, "LW_MIC_INVALID");
      }
    }),
    { numRuns: 300 },
  );
});
