import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, gaussian } from "@lorats/base";
import { WasmKernels } from "../../src/kernels/kernels.ts";
import { PlainKernels } from "../../src/kernels/plain-kernels.ts";

const simd = new WasmKernels();
const plain = new PlainKernels();

function noise(samples: number, seed: number): Float32Array {
  const random = new SeededRandom(seed);
  return Float32Array.from({ length: 2 * samples }, () => gaussian(random));
}

function assertClose(actual: Float32Array, expected: Float32Array, tolerance: number): void {
  assert.equal(actual.length, expected.length);
  for (let i = 0; i < actual.length; i++) {
    assert.ok(Math.abs(actual[i] - expected[i]) < tolerance, `${i}: ${actual[i]}, ${expected[i]}`);
  }
}

describe("SIMD kernels agree with their twins", () => {
  for (const n of [8, 32, 128, 512, 2048, 8192, 131_072]) {
    it(`fft, ${n} points`, () => {
      for (const inverse of [false, true]) {
        const a = noise(n, n);
        const b = Float32Array.from(a);
        simd.fft(a, inverse);
        plain.fft(b, inverse);
        assertClose(a, b, 3e-5 * Math.sqrt(n) + 1e-5);
      }
    });
  }

  for (const [samples, bins] of [
    [128, 128],
    [256, 128],
    [64, 32],
    [8192, 4096],
  ] as const) {
    it(`tones, ${samples} samples in ${bins} bins`, () => {
      for (const down of [false, true]) {
        const window = noise(samples, 1);
        const chirp = noise(samples, 2);
        const a = new Float32Array(bins);
        const b = new Float32Array(bins);
        const aStats = { energy: 0, most: 0 };
        const bStats = { energy: 0, most: 0 };
        simd.tones(window, chirp, down, a, aStats);
        plain.tones(window, chirp, down, b, bStats);
        assertClose(a, b, 1e-4);
        assert.ok(Math.abs(aStats.energy / bStats.energy - 1) < 1e-5);
        assert.ok(Math.abs(aStats.most / bStats.most - 1) < 1e-4);
        assert.ok(Math.abs(Math.max(...a) / aStats.most - 1) < 1e-6);
      }
    });

    it(`sums of tones, ${samples} samples in ${bins} bins`, () => {
      const chirp = noise(samples, 2);
      const limits = { floor: 0.1, cap: 3 };
      const [a, b] = [simd, plain].map((kernels) => {
        const rows = [new Float32Array(bins), new Float32Array(bins)];
        const sum = new Float32Array(bins);
        let most = 0;
        for (let seed = 10; seed < 15; seed++) {
          most = kernels.sumTones(noise(samples, seed), chirp, limits, rows[seed % 2]!, sum);
        }
        return { rows, sum, most };
      });
      assertClose(a!.sum, b!.sum, 1e-3);
      assertClose(a!.rows[0]!, b!.rows[0]!, 1e-3);
      assert.ok(Math.abs(a!.most - b!.most) < 1e-3 && a!.most <= 12.001);
    });

    it(`correlate, ${samples} samples, ${bins} lags`, () => {
      const window = noise(samples, 3);
      const spectrum = noise(samples, 4);
      const a = new Float32Array(2 * bins);
      const b = new Float32Array(2 * bins);
      simd.correlate(window, spectrum, a);
      plain.correlate(window, spectrum, b);
      assertClose(a, b, 1e-5 * samples);
    });
  }

  it("dechirp", () => {
    for (const down of [false, true]) {
      const a = new Float32Array(512);
      const b = new Float32Array(512);
      const x = noise(256, 5);
      const chirp = noise(256, 6);
      const energy = simd.dechirp(x, chirp, down, a);
      assert.ok(Math.abs(energy / plain.dechirp(x, chirp, down, b) - 1) < 1e-5);
      assertClose(a, b, 1e-5);
    }
  });

  it("polyphase, in pieces larger than its memory, and after others used it", () => {
    const taps = 10;
    const phases = 5;
    const single = noise((taps * phases) / 2, 7);
    const tables = Float32Array.from({ length: 2 * single.length }, (_, i) => single[i >> 1]);
    const filter = { taps, phases, wholeStep: 3, phaseStep: 2, tables };
    const x = noise(500_000, 8);
    const count = 146_000;
    const a = new Float32Array(2 * count);
    const b = new Float32Array(2 * count);
    for (const phase of [0, 4]) {
      simd.polyphase(filter, x, phase, count, a);
      plain.polyphase(filter, x, phase, count, b);
      assertClose(a, b, 1e-4);
      simd.dechirp(noise(64, 1), noise(64, 2), false, new Float32Array(128));
    }
  });
});
