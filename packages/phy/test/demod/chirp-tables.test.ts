import assert from "node:assert/strict";
import { test } from "node:test";
import { upChirp } from "../../src/chirp.ts";
import { ChirpTables, FRACTIONS } from "../../src/demod/chirp-tables.ts";
import { createPlainFft } from "../../src/fft.ts";

/** Of single precision, after a product. */
const ROUNDING = 3e-7;

function worst(a: Float32Array, b: Float32Array): number {
  assert.equal(a.length, b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}

for (const sf of [7, 12]) {
  for (const samplesPerChip of [1, 2] as const) {
    void test(`chirps of SF${sf} at ${samplesPerChip} samples a chip are what the formula says, in any order`, () => {
      const tables = ChirpTables.for(sf, samplesPerChip);
      // More than are kept, and back again.
      for (const fraction of [...Array(FRACTIONS).keys(), 17, 3, 30, 0, 17]) {
        const expected = upChirp(sf, 1, samplesPerChip, fraction / FRACTIONS);
        assert.ok(worst(tables.chirp(fraction), expected) < ROUNDING, `fraction ${fraction}`);
      }
      const fft = createPlainFft(2 ** sf * samplesPerChip);
      fft.data.set(upChirp(sf, 1, samplesPerChip, 5 / FRACTIONS));
      fft.forward();
      assert.ok(worst(tables.spectrum(5), fft.data) < 1e-3 * 2 ** (sf / 2));
    });
  }
}

void test("that at fraction 0 stays the same, and many others take no memory", () => {
  const tables = ChirpTables.for(12, 2);
  const base = tables.chirp(0);
  const arrays = new Set<Float32Array>();
  for (let i = 0; i < 200; i++) arrays.add(tables.chirp(1 + ((7 * i) % (FRACTIONS - 1))));
  assert.equal(tables.chirp(0), base);
  assert.equal(arrays.size, 4);
});
