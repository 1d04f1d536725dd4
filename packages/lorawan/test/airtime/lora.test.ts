import assert from "node:assert/strict";
import { test } from "node:test";
import figures from "../fixtures/course/figures.json" with { type: "json" };
import {
  loraPayloadSymbols,
  loraSymbolS,
  loraTimeOnAirMs,
  type SpreadingFactor,
} from "../../src/airtime/lora.ts";

test("SX1276 §4.1.1.7: 42 independently computed LoRaWAN airtimes", () => {
  assert.equal(figures.toa_ms.length, 42);
  for (const row of figures.toa_ms) {
    const ms = loraTimeOnAirMs({
      sf: row.sf as SpreadingFactor,
      bwHz: row.bw,
      phyBytes: row.phy_len,
    });
    assert.equal(Math.round(ms * 1e6), Math.round(row.ms * 1e6), `SF${row.sf} ${row.phy_len} B`);
  }
});

test("brocaar/lorawan airtime_test.go: payload symbols", () => {
  const symbols = (
    phyBytes: number,
    codingRate: 1 | 2,
    explicitHeader: boolean,
    lowDataRate: boolean,
  ): number =>
    loraPayloadSymbols({
      sf: 12,
      bwHz: 125_000,
      phyBytes,
      codingRate,
      explicitHeader,
      lowDataRate,
    });
  assert.deepEqual(
    [
      symbols(13, 1, true, false),
      symbols(13, 2, true, false),
      symbols(13, 1, false, false),
      symbols(50, 1, true, true),
    ],
    [23, 26, 18, 58],
  );
});

test("brocaar/lorawan airtime_test.go: SF12 without low data rate optimisation", () => {
  const ms = loraTimeOnAirMs({ sf: 12, bwHz: 125_000, phyBytes: 13, lowDataRate: false });
  assert.equal(ms, 1155.072);
});

test("a downlink has no payload CRC and may be a block shorter", () => {
  const up = loraTimeOnAirMs({ sf: 7, bwHz: 125_000, phyBytes: 23 });
  const down = loraTimeOnAirMs({ sf: 7, bwHz: 125_000, phyBytes: 23, crc: false });
  assert.equal(up, 61.696);
  assert.equal(down, 56.576);
});

test("SX1261/2 §6.1.4: SF5 and SF6 have 12 preamble and 6.25 further symbols, and no 8-bit surplus", () => {
  // 13 bytes at SF6: ceil((104 + 16 − 24 + 20) / 24) = 5 blocks of 5 symbols.
  assert.equal(loraPayloadSymbols({ sf: 6, bwHz: 125_000, phyBytes: 13 }), 33);
  const ms = loraTimeOnAirMs({ sf: 6, bwHz: 125_000, phyBytes: 13 });
  assert.equal(ms, (12 + 6.25 + 33) * 1000 * loraSymbolS(6, 125_000));
});

test("SX1280 §7.4.4.2: the 2.4 GHz chip optimises SF11 and SF12, never SF10", () => {
  const at = (sf: SpreadingFactor, lowDataRate?: boolean): number =>
    loraPayloadSymbols({
      sf,
      bwHz: 812_500,
      phyBytes: 60,
      ...(lowDataRate === undefined ? {} : { lowDataRate }),
    });
  assert.equal(at(12), at(12, true));
  assert.notEqual(at(12), at(12, false));
  assert.equal(at(10), at(10, false));
});

test("an impossible frame is the caller's mistake", () => {
  for (const bad of [{ phyBytes: -1 }, { phyBytes: 1.5 }, { phyBytes: Number.NaN }, { bwHz: 0 }]) {
    assert.throws(() => loraTimeOnAirMs({ sf: 7, bwHz: 125_000, phyBytes: 10, ...bad }), {
      code: "LW_AIRTIME_BAD_FRAME",
    });
  }
});
