import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { test } from "node:test";
import {
  decodeLtsReport,
  encodeLtsReport,
  ltsMacInput,
  ltsReportIsAuthentic,
  sealLtsReport,
  type ConcentratorCounter,
  type HmacSha256,
  type LtsReport,
} from "@lorats/backhaul";
import { CallerError, fromHex, toHex } from "@lorats/base";
import fc from "fast-check";
import { ltsReport, phyPayload, u32 } from "../arbitraries.ts";

const hmac: HmacSha256 = (message) =>
  new Uint8Array(createHmac("sha256", "gateway key").update(message).digest());
const otherHmac: HmacSha256 = (message) =>
  new Uint8Array(createHmac("sha256", "another key").update(message).digest());

const REPORT: LtsReport = {
  onset: 1_795_243_699_123_456_789n,
  onsetSdNs: 140,
  biasHz: -21_003.2,
  biasSdHz: 1.6,
};

test("the authenticated bytes, field by field", () => {
  const counter: ConcentratorCounter = { kind: "tmst", us: 0xe83e344f };
  assert.equal(
    toHex(ltsMacInput({ ...REPORT, phyPayload: fromHex("4001ff"), counter })),
    [
      "6c6f726174732f6c74732f31", // "lorats/lts/1"
      "0003",
      "4001ff",
      "01",
      "00000000e83e344f",
      "18e9fca1fb830b15", // 1795243699123456789
      "c0d482cccccccccd", // −21003.2
    ].join(""),
  );
  const orphan = { ...REPORT, phyPayload: new Uint8Array(0), counter: undefined };
  assert.equal(toHex(ltsMacInput(orphan)).slice(24, 24 + 22), "0000000000000000000000");
});

test("counters of 32 and 64 bits never look the same", () => {
  const input = (counter: ConcentratorCounter | undefined) =>
    toHex(ltsMacInput({ ...REPORT, phyPayload: fromHex("40"), counter }));
  const inputs = [
    input(undefined),
    input({ kind: "tmst", us: 0 }),
    input({ kind: "xtime", xtime: 0n }),
    input({ kind: "xtime", xtime: -1n }),
  ];
  assert.equal(new Set(inputs).size, 4);
});

test("a sealed report is authentic after its way through JSON, and only for its frame", () => {
  fc.assert(
    fc.property(ltsReport, phyPayload, u32, (report, phyPayload, us) => {
      const frame = { phyPayload, counter: { kind: "tmst", us } as const };
      const sealed = sealLtsReport(report, frame, hmac);
      const arrived = decodeLtsReport(JSON.parse(JSON.stringify(encodeLtsReport(sealed))));
      assert.ok(arrived.ok);
      assert.equal(ltsReportIsAuthentic(arrived.value, frame, hmac), true);
      assert.equal(ltsReportIsAuthentic(arrived.value, frame, otherHmac), false);
      const laterFrame = { phyPayload, counter: { kind: "tmst", us: us ^ 1 } as const };
      assert.equal(ltsReportIsAuthentic(arrived.value, laterFrame, hmac), false);
      const changed = phyPayload.slice();
      changed[0]! ^= 1;
      assert.equal(
        ltsReportIsAuthentic(arrived.value, { ...frame, phyPayload: changed }, hmac),
        false,
      );
      const shifted = { ...arrived.value, onset: arrived.value.onset + 1n };
      assert.equal(ltsReportIsAuthentic(shifted, frame, hmac), false);
      const detuned = { ...arrived.value, biasHz: arrived.value.biasHz === 0 ? 1 : 0 };
      assert.equal(ltsReportIsAuthentic(detuned, frame, hmac), false);
    }),
    { numRuns: 200 },
  );
});

test("minus zero, which JSON prints as zero, has the same MAC as zero", () => {
  const frame = { phyPayload: fromHex("40"), counter: undefined };
  const sealed = sealLtsReport({ ...REPORT, biasHz: -0 }, frame, hmac);
  const arrived = decodeLtsReport(JSON.parse(JSON.stringify(encodeLtsReport(sealed))));
  assert.equal(arrived.ok && ltsReportIsAuthentic(arrived.value, frame, hmac), true);
});

test("a report without a MAC is not authentic", () => {
  const frame = { phyPayload: fromHex("40"), counter: undefined };
  assert.equal(ltsReportIsAuthentic(REPORT, frame, hmac), false);
});

test("figures that JSON cannot hold, negative deviations and short MACs do not leave", () => {
  const wrong: Partial<LtsReport>[] = [
    { biasHz: NaN },
    { driftHzPerS: Infinity },
    { onsetSdNs: -1 },
    { biasSdHz: NaN },
    { mac: new Uint8Array(15) },
  ];
  for (const change of wrong) {
    assert.throws(() => encodeLtsReport({ ...REPORT, ...change }), CallerError);
  }
});
