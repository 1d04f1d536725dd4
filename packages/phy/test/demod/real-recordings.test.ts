import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { toHex } from "@lorats/base";
import { decodeFirstBlock } from "../../src/codec/decode-frame.ts";
import { Analyzer } from "../../src/analyzer.ts";
import { ChirpWindow } from "../../src/demod/chirp-window.ts";
import { IqHistory } from "../../src/demod/iq-history.ts";
import type { ReceivedFrame } from "../../src/demod/received-frame.ts";
import { SymbolDemodulator } from "../../src/demod/symbol-demodulator.ts";
import { SampleDecoder } from "../../src/formats/sample-decoder.ts";
import { sampleFormat } from "../../src/formats/sample-format.ts";

interface Expected {
  readonly payload: string;
  readonly fb_rel_433MHz: number;
}

const fixture = (path: string): Uint8Array =>
  readFileSync(new URL(`../fixtures/${path}`, import.meta.url));

const expected = JSON.parse(
  Buffer.from(fixture("sonde-433-sf11/expected.json")).toString(),
) as Record<string, Expected>;

describe("sonde at 433 MHz, SF11, 500 kHz, RTL-SDR", () => {
  const receive = (file: string, carrierHz: number | undefined): ReceivedFrame[] => {
    const analyzer = new Analyzer({
      sampleRateHz: 2.4e6,
      bwsHz: [500_000],
      sfs: [10, 11, 12],
      offsetHz: -14_075,
      carrierHz,
    });
    const decoder = new SampleDecoder(sampleFormat("cu8"));
    const bytes = fixture(`sonde-433-sf11/${file}`);
    const frames: ReceivedFrame[] = [];
    for (let at = 0; at < bytes.length; at += 77_777) {
      frames.push(...analyzer.push(decoder.push(bytes.subarray(at, at + 77_777))));
    }
    return [...frames, ...analyzer.flush()];
  };

  for (const [file, { payload, fb_rel_433MHz }] of Object.entries(expected)) {
    for (const carrierHz of [433e6, undefined]) {
      it(`${file} decodes, carrier ${carrierHz ? "known" : "unknown"}`, () => {
        const frames = receive(file, carrierHz);
        assert.equal(frames.length, 1);
        const [frame] = frames;
        assert.equal(toHex(frame.payload!), payload);
        assert.equal(frame.crcOk, true);
        assert.equal(frame.ldro, true);
        assert.equal(frame.cr, 1);
        assert.equal(frame.preambleLength, 20);
        assert.equal(frame.syncWord, 0x13);
        // The other receiver's own error; see the fixture's README.
        assert.ok(Math.abs(frame.biasHz - (fb_rel_433MHz - 78)) < 10, `bias ${frame.biasHz}`);
      });
    }
  }
});

describe("SX1262 headers, SF7, 250 kHz, one sample a chip", () => {
  for (const name of [
    "room_250_16_esp32A",
    "room_250_16_esp32B",
    "wired_250_24_esp32A",
    "wired_250_24_esp32B",
  ]) {
    it(`${name}: every header's checksum is right`, () => {
      const headers = readHeaders(fixture(`sx1262-headers/${name}.cf32`));
      assert.equal(headers.length, 6);
      for (const header of headers) {
        assert.ok(header, "checksum");
        assert.ok(header.length === 23 || header.length === 24);
        assert.equal(header.cr, 1);
        assert.equal(header.crc, true);
      }
    });
  }
});

const CAPTURE = 1024;

/** Carrier by the power of its tones and, for whole bins, by header symbols being ≡ 1 mod 4; never by the checksum. */
function readHeaders(bytes: Uint8Array): ReturnType<typeof decodeFirstBlock>["header"][] {
  const iq = new SampleDecoder(sampleFormat("cf32")).push(bytes);
  const window = new ChirpWindow(7, 1);
  const headers = [];
  for (let at = 0; at + 2 * CAPTURE <= iq.length; at += 2 * CAPTURE) {
    const history = new IqHistory();
    history.append(iq.subarray(at, at + 2 * CAPTURE));
    let best = { snr: 0, bins: 0 };
    for (let bins = -0.5; bins < 0.5; bins += 1 / 16) {
      const snr = demodulate(window, history, bins).snr;
      if (snr > best.snr) best = { snr, bins };
    }
    const { symbols } = demodulate(window, history, best.bins);
    const votes = [0, 1, 2, 3].map((r) => symbols.filter((symbol) => symbol % 4 === r).length);
    const off = ((votes.indexOf(Math.max(...votes)) - 1 + 2 + 4) % 4) - 2;
    const { reduced } = demodulate(window, history, best.bins + off);
    headers.push(decodeFirstBlock(reduced, 7).header);
  }
  return headers;
}

function demodulate(
  window: ChirpWindow,
  history: IqHistory,
  bins: number,
): { snr: number; symbols: number[]; reduced: Float32Array } {
  const demodulator = new SymbolDemodulator(window, {
    firstChip: 0,
    bins,
    amplitude: 1,
    offset: 0,
    clock: 0,
    clockSd: 0,
    slope: 0,
    slopeSd: 0,
  });
  const full = new Float32Array(8 * 7);
  const reduced = new Float32Array(8 * 5);
  let snr = 0;
  const symbols: number[] = [];
  for (let i = 0; i < 8; i++) {
    const decision = demodulator.next(history, full, i * 7, reduced, i * 5);
    snr += decision.snr;
    symbols.push(decision.symbol);
  }
  return { snr, symbols, reduced };
}
