import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { LiveEvent, Uplink } from "@lorats/api";
import { rowFromLive, rowFromUplink } from "../../src/live/row.ts";

const SAMPLE_UPLINK = {
  deduplicationId: "u1",
  devEui: "0102030405060708",
  time: "2026-11-26T05:00:00Z",
  fCnt: 1,
  confirmed: false,
  data: "",
  object: { level: 7 },
  freqHz: 868_100_000,
  modulation: { kind: "lora", sf: 7, bwHz: 125_000, codingRate: "4/5" },
  freshness: "fresh",
  receptions: [],
} as unknown as Uplink;

const deviceInfo = { deviceName: "Meter 1", devEui: "0102030405060708" };
const event = (kind: string, data: object): LiveEvent => ({
  position: "7",
  kind,
  data: { deviceInfo, deviceId: "d1", time: "2026-11-26T05:00:00Z", ...data },
});

describe("lines of the live page", () => {
  it("a join says its address and shares its id with the list of joins", () => {
    const row = rowFromLive(event("join", { deduplicationId: "j1", devAddr: "0083f271" }));
    assert.deepEqual(
      [row?.kind, row?.id, row?.says, row?.deviceId],
      ["join", "j1", "joined as 0083f271", "d1"],
    );
  });

  it("an acknowledgement that did not come warns", () => {
    assert.equal(rowFromLive(event("ack", { fCntDown: 3 }))?.tone, "warn");
    assert.equal(rowFromLive(event("ack", { fCntDown: 3, acknowledged: true }))?.tone, "plain");
  });

  it("a status says battery and margin in words", () => {
    const says = (data: object) => rowFromLive(event("status", data))?.says;
    assert.equal(says({ batteryLevel: 50.39, margin: 7 }), "battery 50 %, margin 7 dB");
    assert.equal(says({ externalPowerSource: true }), "external power, margin 0 dB");
    assert.equal(says({ batteryLevelUnavailable: true, margin: -2 }), "margin -2 dB");
  });

  it("an error is bad, a warning warns, and what the page does not know is left out", () => {
    assert.equal(rowFromLive(event("log", { level: "ERROR", description: "x" }))?.tone, "bad");
    assert.equal(rowFromLive(event("log", { level: "WARNING", description: "x" }))?.tone, "warn");
    assert.equal(rowFromLive(event("revision", {})), undefined);
    assert.equal(rowFromLive(event("something-new", {})), undefined);
  });

  it("a replayed frame is bad, a suspect one warns", () => {
    const up = (verdict: string) =>
      rowFromLive(event("up", { deduplicationId: "u", trust: { verdict, evidence: [] } }))?.tone;
    assert.deepEqual(["replayed", "suspect", "genuine"].map(up), ["bad", "warn", "plain"]);
  });

  it("a copy that came late warns, and says how it was late", () => {
    const late = { ...SAMPLE_UPLINK, freshness: "late-radio" } as const;
    const row = rowFromUplink(late);
    assert.equal(row.tone, "warn");
    assert.equal(row.says, "late: sent again or replayed by radio · level 7");
    assert.equal(rowFromUplink(SAMPLE_UPLINK).tone, "plain");
  });
});
