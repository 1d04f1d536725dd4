import assert from "node:assert/strict";
import { test } from "node:test";
import { fskTimeOnAirMs } from "../../src/airtime/fsk.ts";
import { loraPayloadSymbols, type SpreadingFactor } from "../../src/airtime/lora.ts";
import { lrFhssTimeOnAirMs } from "../../src/airtime/lr-fhss.ts";
import { timeOnAirMs, timeOnAirUs } from "../../src/airtime/time-on-air.ts";
import { REGIONS } from "../../src/regions/registry.ts";

test("SX1276 §4.2.13: FSK at 50 kbit/s carries 11 bytes of framing", () => {
  assert.equal(fskTimeOnAirMs(50_000, 23), 5.44);
  assert.equal(fskTimeOnAirMs(50_000, 255), 42.56);
});

test("Semtech AN1200.64: LR-FHSS headers of 233.472 ms and hops of 102.4 ms, the last one cut short", () => {
  for (let bytes = 1; bytes <= 128; bytes++) {
    for (const [rate, headers, bytesPerHop] of [
      ["1/3", 3, 2],
      ["2/3", 2, 4],
    ] as const) {
      const wholeHops = headers * 233.472 + Math.ceil((bytes + 3) / bytesPerHop) * 102.4;
      const ms = lrFhssTimeOnAirMs(rate, bytes);
      assert.ok(ms <= wholeHops + 1e-9 && ms > wholeHops - 102.4, `${rate} ${bytes} B: ${ms} ms`);
    }
  }
});

test("published SX126x driver: LR-FHSS bit counts of a 10-byte payload", () => {
  // (10 + 2) · 8 + 6 = 102 bits; at 1/3: 306 in 7 hops of 48 + 2; at 2/3: 153 in 4.
  assert.equal(lrFhssTimeOnAirMs("1/3", 10), (3 * 114 + 306 + 14) * 2.048);
  assert.equal(lrFhssTimeOnAirMs("2/3", 10), (2 * 114 + 153 + 8) * 2.048);
});

test("published SX126x driver: long interleaving at 4/8", () => {
  const symbols = (sf: SpreadingFactor, phyBytes: number): number =>
    loraPayloadSymbols({ sf, bwHz: 812_500, phyBytes, codingRate: 4, longInterleaving: true });
  // SF7: no room in the header; 25 bytes · 8 bits · 8/4 over 7 bits a symbol.
  assert.equal(symbols(7, 23), 8 + Math.ceil(400 / 7));
  // SF12: (48 − 28) & ~7 = 16 bits ride in the header; 10 bits a symbol with low data rate optimisation.
  assert.equal(symbols(12, 23), 8 + Math.ceil(((200 - 16) * 2) / 10));
  // SF5: fine synchronisation gives the header 8 more bits, but 4·5 + 8 − 28 = 0 are left.
  assert.equal(symbols(5, 23), 8 + Math.ceil(400 / 5));
});

test("whole microseconds: exact where the duration is one, rounded up where it is not", () => {
  const at = (sf: SpreadingFactor, bwHz: 125_000 | 500_000 | 812_500, bytes: number): number =>
    timeOnAirUs({ modulation: "lora", sf, bwHz }, bytes);
  assert.equal(at(7, 125_000, 23), 61_696);
  assert.equal(at(12, 125_000, 23), 1_482_752);
  assert.equal(at(8, 500_000, 33), 33_408);
  const exactMs = timeOnAirMs({ modulation: "lora", sf: 7, bwHz: 812_500 }, 23);
  const us = at(7, 812_500, 23);
  assert.ok(us > exactMs * 1000 && us < exactMs * 1000 + 1);
  for (let bytes = 1; bytes < 256; bytes++) assert.equal(at(7, 125_000, bytes) % 64, 0);
});

test("impossible frames are the caller's mistake", () => {
  const bad = { code: "LW_AIRTIME_BAD_FRAME" };
  assert.throws(() => fskTimeOnAirMs(0, 1), bad);
  assert.throws(() => fskTimeOnAirMs(50_000, -1), bad);
  assert.throws(() => lrFhssTimeOnAirMs("1/3", 1.5), bad);
});

test("every data rate of every region has a time on air that grows with the frame", () => {
  for (const { dataRates } of REGIONS) {
    for (const { modulation, maxMacPayload } of dataRates) {
      const longest = timeOnAirMs(modulation, Math.max(maxMacPayload.plain, 8) + 5);
      assert.ok(timeOnAirMs(modulation, 12) > 0);
      assert.ok(longest > timeOnAirMs(modulation, 12));
      assert.ok(timeOnAirMs(modulation, 60, "down") <= timeOnAirMs(modulation, 60, "up"));
    }
  }
});
