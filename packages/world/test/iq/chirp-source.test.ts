import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createFft } from "@lorats/phy";
import { ChirpSource, STEPS_PER_CHIP } from "../../src/iq/chirp-source.ts";

const FRAME = {
  sf: 7,
  bwHz: 125_000,
  symbols: [0, 1, 17, 64, 100, 127],
  preambleLength: 8,
  syncWord: 0x34,
  invertIq: false,
};
const KEYING = { leadInS: 16e-6, rampS: 40e-6 };
const SYMBOL = 128 * STEPS_PER_CHIP;

function whole(source: ChirpSource): Float32Array {
  return source.read(0, source.length).slice();
}

/** Instantaneous frequency between samples n − 1 and n, Hz. */
function frequency(iq: Float32Array, n: number, rateHz: number): number {
  const [a, b, c, d] = [iq[2 * n - 2]!, iq[2 * n - 1]!, iq[2 * n]!, iq[2 * n + 1]!];
  return (Math.atan2(d * a - c * b, c * a + d * b) / (2 * Math.PI)) * rateHz;
}

describe("chirp source", () => {
  const source = new ChirpSource(FRAME, KEYING);
  const iq = whole(source);

  it("rises by the bandwidth in a symbol, from the symbol's start, with one wrap", () => {
    const slope = 125_000 ** 2 / 128;
    const starts = [...Array<number>(8).fill(0), 24, 32];
    const data = [0, 1, 17, 64, 100, 127];
    const check = (symbol: number, first: number): void => {
      for (let k = 5; k < SYMBOL - 5; k++) {
        const t = (k - 0.5) / source.rateHz;
        const wrapS = (128 - symbol) / 125_000;
        if (Math.abs(t - wrapS) < 5e-6) continue;
        const expected = (symbol / 128 - 0.5) * 125_000 + slope * t - (t < wrapS ? 0 : 125_000);
        const seen = frequency(iq, first + k, source.rateHz);
        assert.ok(Math.abs(seen - expected) < 2, `symbol ${symbol}, step ${k}: ${seen}`);
      }
    };
    starts.forEach((symbol, i) => check(symbol, source.onset + i * SYMBOL));
    data.forEach((symbol, i) => check(symbol, source.onset + (12.25 + i) * SYMBOL));
  });

  it("falls in the start-frame delimiter", () => {
    for (const k of [10, 500, 1000]) {
      const seen = frequency(iq, source.onset + 10 * SYMBOL + k, source.rateHz);
      const expected = 62_500 - (125_000 ** 2 / 128) * ((k - 0.5) / source.rateHz);
      assert.ok(Math.abs(seen - expected) < 2);
    }
  });

  it("is the mirror image with inverted I/Q", () => {
    const mirrored = whole(new ChirpSource({ ...FRAME, invertIq: true }, KEYING));
    for (let i = 0; i < iq.length; i++) {
      assert.ok(Math.abs(mirrored[i]! - (i % 2 === 0 ? iq[i]! : -iq[i]!)) < 1e-5);
    }
  });

  it("keeps a constant envelope between its ramps, and is silent at both ends", () => {
    const level = (n: number): number => Math.hypot(iq[2 * n]!, iq[2 * n + 1]!);
    const ramp = 40;
    for (let n = ramp; n < source.length - ramp; n++) assert.ok(Math.abs(level(n) - 1) < 1e-6);
    assert.ok(level(0) < 1e-3 && level(source.length - 1) < 1e-3);
    assert.ok(Math.abs(level(ramp / 2) - 0.5) < 0.03);
  });

  it("gives the same samples in any portions", () => {
    const again = new ChirpSource(FRAME, KEYING);
    let at = 0;
    for (let step = 1; at < source.length; step = (step * 7) % 211) {
      const to = Math.min(source.length, at + step);
      // Windows overlap, as an interpolator's do.
      const from = Math.max(0, at - 11);
      assert.deepEqual(again.read(from, to), iq.subarray(2 * from, 2 * to));
      at = to;
    }
    const skipping = new ChirpSource(FRAME, KEYING);
    assert.deepEqual(skipping.read(5000, 5100), iq.subarray(10_000, 10_200));
  });

  it("stays in its channel: 99 % within the bandwidth, skirts like a synthesiser's", () => {
    const random = Array.from({ length: 64 }, (_, i) => (i * 53 + 11) % 128);
    const long = new ChirpSource({ ...FRAME, symbols: random }, KEYING);
    const size = 1024;
    const power = new Float64Array(size);
    const transform = createFft(size);
    for (let from = 0; from + size < long.length; from += size / 2) {
      const window = long.read(from, from + size).slice();
      for (let i = 0; i < size; i++) {
        // Blackman–Harris, so that the window's own side lobes lie below what is measured.
        const x = (2 * Math.PI * (i + 0.5)) / size;
        const w =
          0.358_75 -
          0.488_29 * Math.cos(x) +
          0.141_28 * Math.cos(2 * x) -
          0.011_68 * Math.cos(3 * x);
        window[2 * i]! *= w;
        window[2 * i + 1]! *= w;
      }
      transform.data.set(window);
      transform.forward();
      const { data } = transform;
      for (let k = 0; k < size; k++) power[k]! += data[2 * k]! ** 2 + data[2 * k + 1]! ** 2;
    }
    const hz = (k: number): number => ((k < size / 2 ? k : k - size) / size) * long.rateHz;
    const share = (from: number, to: number): number => {
      let [inside, all] = [0, 0];
      for (let k = 0; k < size; k++) {
        const f = Math.abs(hz(k));
        all += power[k]!;
        if (f >= from && f < to) inside += power[k]!;
      }
      return inside / all;
    };
    assert.ok(share(0, 66_000) > 0.99, `inside: ${share(0, 66_000)}`);
    const decibels = (x: number): number => 10 * Math.log10(x);
    // A wrap that takes four microseconds leaves next to nothing beyond a quarter megahertz.
    assert.ok(decibels(share(125_000, 250_000)) < -26, `${decibels(share(125_000, 250_000))}`);
    assert.ok(decibels(share(250_000, 500_000)) < -38, `${decibels(share(250_000, 500_000))}`);
  });
});
