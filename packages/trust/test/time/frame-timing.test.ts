import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  formatInstant,
  instantToGps,
  parseInstant,
  type Eui64,
  type GatewayId,
} from "@lorats/base";
import type { Reception } from "@lorats/events";
import { frameTiming } from "@lorats/trust";

const ONSET = parseInstant("2026-11-21T06:48:19.123456789Z");
const AIRTIME_NS = 61_696_000;
const END = ONSET + BigInt(AIRTIME_NS);

function reception(more: Partial<Reception>, gateway = 1, latencyMs = 12): Reception {
  return {
    gatewayId: `0197f000-0000-7000-8000-00000000000${gateway}` as GatewayId,
    gatewayEui: `000000000000000${gateway}` as Eui64,
    door: "semtech-udp",
    authentication: "none",
    arrivedAt: formatInstant(END + BigInt(latencyMs) * 1_000_000n),
    arrivedSdNs: 1_000_000,
    phyPayload: "QAAAAAA=",
    crc: "ok",
    freqHz: 868_100_000,
    modulation: { kind: "lora", sf: 7, bwHz: 125_000, codeRate: "4/5" },
    rssiDbm: -80,
    ...more,
  };
}

function errorNs(time: string): number {
  return Math.abs(Number(parseInstant(time) - ONSET));
}

describe("frameTiming", () => {
  it("dates by arrival when there is nothing better, within its claim", () => {
    const timing = frameTiming([reception({})], AIRTIME_NS);
    assert.equal(timing.source, "backhaul");
    assert.ok(errorNs(timing.time) < timing.sdNs);
    assert.ok(timing.sdNs >= 50e6);
  });

  it("turns the end of the frame into its onset", () => {
    const gpsTimeNs = String(instantToGps(END));
    const timing = frameTiming([reception({ gpsTimeNs })], AIRTIME_NS);
    // Time of flight from an unknown place is within the claim.
    assert.deepEqual(timing, { time: formatInstant(ONSET), sdNs: 3162, source: "gps" });
  });

  it("widens a GPS time that was cut to milliseconds, unless UTC with more digits confirms it", () => {
    const gps = instantToGps(END);
    const gpsTimeNs = String(gps - (gps % 1_000_000n));
    const cut = frameTiming([reception({ gpsTimeNs })], AIRTIME_NS);
    assert.ok(cut.sdNs > 280_000 && errorNs(cut.time) < 1e6);
    const both = frameTiming(
      [reception({ gpsTimeNs, gatewayTime: formatInstant(END) })],
      AIRTIME_NS,
    );
    assert.deepEqual([both.source, both.sdNs, errorNs(both.time)], ["gps", 3162, 0]);
  });

  it("takes the software radio's onset as it is", () => {
    const lts = { onset: formatInstant(ONSET), onsetSdNs: 140, biasHz: -21000, biasSdHz: 2 };
    const timing = frameTiming([reception({}), reception({ lts }, 2)], AIRTIME_NS);
    assert.deepEqual(timing, { time: formatInstant(ONSET), sdNs: 3003, source: "sdr" });
  });

  it("is as sure as the receiver where positions are known, and takes the flight off", () => {
    const flights = new Map([[reception({}, 2).gatewayId, { ns: 3336, sdNs: 100 }]]);
    const heard = formatInstant(ONSET + 3336n);
    const lts = { onset: heard, onsetSdNs: 140, biasHz: -21000, biasSdHz: 2 };
    const timing = frameTiming([reception({ lts }, 2)], AIRTIME_NS, { flights });
    assert.deepEqual(timing, { time: formatInstant(ONSET), sdNs: 172, source: "sdr" });
  });

  it("averages gateways that agree, and follows the majority when one of three is off", () => {
    const onsetAt = (offNs: bigint, gateway: number): Reception =>
      reception(
        { lts: { onset: formatInstant(ONSET + offNs), onsetSdNs: 9000, biasHz: 0, biasSdHz: 2 } },
        gateway,
      );
    const two = frameTiming([onsetAt(6000n, 1), onsetAt(-6000n, 2)], AIRTIME_NS);
    assert.equal(errorNs(two.time), 0);
    assert.ok(two.sdNs < 9000);
    const liar = frameTiming([onsetAt(800_000n, 3), onsetAt(0n, 1), onsetAt(100n, 2)], AIRTIME_NS);
    assert.deepEqual(liar.outliers, [reception({}, 3).gatewayId]);
    assert.ok(errorNs(liar.time) < 100);
  });

  it("dates by a fine timestamp: the end of the preamble's chirps after the last PPS", () => {
    const preambleNs = 8n * 1_024_000n;
    const fineTimeNs = Number((ONSET + preambleNs) % 1_000_000_000n);
    const gps = instantToGps(END);
    const gpsTimeNs = String(gps - (gps % 1_000_000n));
    const timing = frameTiming([reception({ gpsTimeNs, fineTimeNs })], AIRTIME_NS);
    assert.equal(timing.source, "fine");
    assert.equal(errorNs(timing.time), 0);
    const broken = frameTiming(
      [reception({ gpsTimeNs, fineTimeNs: (fineTimeNs + 5_000_000) % 1e9 })],
      AIRTIME_NS,
    );
    assert.equal(broken.source, "gps");
  });

  it("does not let a gateway with a wrong clock date a frame, and names it", () => {
    const wrong = reception({ gpsTimeNs: String(instantToGps(END) - 1_800_000_000_000n) }, 2);
    const timing = frameTiming([reception({}), wrong], AIRTIME_NS);
    assert.equal(timing.source, "backhaul");
    assert.deepEqual(timing.outliers, [wrong.gatewayId]);
  });

  it("reaches back to a lone gateway's own time when its copy came late", () => {
    const timing = frameTiming(
      [reception({ gpsTimeNs: String(instantToGps(END)) }, 1, 60_000)],
      AIRTIME_NS,
    );
    assert.equal(timing.source, "backhaul");
    assert.ok(errorNs(timing.time) < timing.sdNs * 1.01 && timing.sdNs > 59e9);
  });

  it("trusts a disciplined gateway although its copy came late by another backhaul", () => {
    const slow = reception({ gpsTimeNs: String(instantToGps(END)) }, 1, 8_000);
    const timing = frameTiming([slow, reception({}, 2)], AIRTIME_NS);
    assert.equal(timing.source, "gps");
    assert.equal(errorNs(timing.time), 0);
  });
});
