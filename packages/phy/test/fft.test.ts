import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, gaussian } from "@lorats/base";
import { createFft, createPlainFft } from "../src/fft.ts";

function naive(x: Float32Array, sign: number): Float64Array {
  const n = x.length / 2;
  const out = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    for (let i = 0; i < n; i++) {
      const angle = (sign * 2 * Math.PI * ((i * k) % n)) / n;
      const c = Math.cos(angle);
      const s = Math.sin(angle);
      out[2 * k] += x[2 * i] * c - x[2 * i + 1] * s;
      out[2 * k + 1] += x[2 * i] * s + x[2 * i + 1] * c;
    }
  }
  return out;
}

for (const [name, make] of [
  ["createPlainFft", createPlainFft],
  ["createFft", createFft],
] as const) {
  describe(name, () => {
    for (const size of [2, 4, 8, 16, 32, 64, 128, 256, 512]) {
      it(`matches the definition at ${size} points, both directions`, () => {
        const random = new SeededRandom(size);
        const fft = make(size);
        for (const sign of [-1, 1]) {
          const x = Float32Array.from({ length: 2 * size }, () => gaussian(random));
          fft.data.set(x);
          if (sign < 0) fft.forward();
          else fft.inverse();
          const expected = naive(x, sign);
          for (let i = 0; i < 2 * size; i++) {
            assert.ok(Math.abs(fft.data[i] - expected[i]) < 2e-6 * size, `value ${i}`);
          }
        }
      });
    }

    it("returns what it was given after there and back, up to 65,536 points", () => {
      for (const size of [1024, 8192, 65_536]) {
        const random = new SeededRandom(size);
        const fft = make(size);
        const x = Float32Array.from({ length: 2 * size }, () => gaussian(random));
        fft.data.set(x);
        fft.forward();
        fft.inverse();
        for (let i = 0; i < 2 * size; i++) {
          assert.ok(Math.abs(fft.data[i] / size - x[i]) < 2e-5);
        }
      }
    });

    it("refuses other sizes", () => {
      assert.throws(() => make(12), { code: "PHY_BAD_PARAMETER" });
    });
  });
}
