import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom, gaussian, uniform, uniformInt } from "@lorats/base";
import { systemRandom } from "@lorats/base/node";

const MASK = 0xffff_ffffn;
const rotl = (x: bigint, k: bigint) => ((x << k) | (x >> (32n - k))) & MASK;

/** The reference code in big integers: splitmix32 fills the state, xoshiro128** draws. */
function reference(seed: number): () => number {
  let mix = BigInt(seed) & MASK;
  const s = Array.from({ length: 4 }, () => {
    mix = (mix + 0x9e37_79b9n) & MASK;
    let z = mix;
    z = ((z ^ (z >> 16n)) * 0x21f0_aaadn) & MASK;
    z = ((z ^ (z >> 15n)) * 0x735a_2d97n) & MASK;
    return z ^ (z >> 15n);
  });
  return () => {
    const result = (rotl((s[1]! * 5n) & MASK, 7n) * 9n) & MASK;
    const t = (s[1]! << 9n) & MASK;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotl(s[3]!, 11n);
    return Number(result);
  };
}

test("xoshiro128** as its authors wrote it, from any seed", () => {
  for (const seed of [0, 1, 42, 2 ** 31, 2 ** 32 - 1]) {
    const random = new SeededRandom(seed);
    const expected = reference(seed);
    for (let i = 0; i < 1000; i++) assert.equal(random.uint32(), expected());
  }
});

test("one seed, one sequence; bytes are its words, little-endian", () => {
  const words = new SeededRandom(7);
  const bytes = new SeededRandom(7).bytes(10);
  const view = new DataView(bytes.buffer);
  assert.equal(view.getUint32(0, true), words.uint32());
  assert.equal(view.getUint32(4, true), words.uint32());
  assert.equal(view.getUint16(8, true), words.uint32() & 0xffff);
});

test("forks are streams of their own: by label, and not moved by draws of another", () => {
  const draw = (random: SeededRandom) => Array.from({ length: 8 }, () => random.uint32()).join();
  const root = new SeededRandom(3);
  const streams = [root, ...[0, 1, 2, 3].map((label) => new SeededRandom(3).fork(label))];
  assert.equal(new Set(streams.map(draw)).size, 5);
  assert.equal(draw(new SeededRandom(3).fork(1)), draw(new SeededRandom(3).fork(1)));
});

/** Both generators; the limits are about five standard deviations wide. */
for (const [name, random, draws] of [
  ["SeededRandom", new SeededRandom(11), 200_000],
  ["systemRandom", systemRandom, 20_000],
] as const) {
  test(`${name}: uniform in [0, 1), mean 1/2, variance 1/12, no memory`, () => {
    let [sum, squares, products, previous] = [0, 0, 0, 0.5];
    for (let i = 0; i < draws; i++) {
      const value = uniform(random);
      assert.ok(value >= 0 && value < 1);
      sum += value;
      squares += (value - 0.5) ** 2;
      products += (value - 0.5) * (previous - 0.5);
      previous = value;
    }
    const limit = 5 / Math.sqrt(draws);
    assert.ok(Math.abs(sum / draws - 1 / 2) < limit * Math.sqrt(1 / 12));
    assert.ok(Math.abs(squares / draws - 1 / 12) < limit * Math.sqrt(1 / 180));
    assert.ok(Math.abs(products / draws) < limit / 12);
  });

  test(`${name}: whole numbers fall evenly (χ²)`, () => {
    const counts = new Uint32Array(10);
    for (let i = 0; i < draws; i++) counts[uniformInt(random, 10)]!++;
    const expected = draws / 10;
    const chi2 = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 9 degrees of freedom; beyond 45 once in a million.
    assert.ok(chi2 < 45, `${chi2}`);
  });

  test(`${name}: normal deviates have the moments 0, 1, 0, 3`, () => {
    const moments = [0, 0, 0, 0];
    for (let i = 0; i < draws; i++) {
      const value = gaussian(random);
      for (let k = 0; k < 4; k++) moments[k]! += value ** (k + 1) / draws;
    }
    const limit = 5 / Math.sqrt(draws);
    const errors = [moments[0]!, moments[1]! - 1, moments[2]!, moments[3]! - 3];
    const deviations = [1, Math.SQRT2, Math.sqrt(15), Math.sqrt(96)];
    for (const [k, error] of errors.entries()) {
      assert.ok(Math.abs(error) < limit * deviations[k]!, `moment ${k + 1}: ${error}`);
    }
  });

  test(`${name}: bytes are all there is, evenly`, () => {
    const counts = new Uint32Array(256);
    for (const byte of random.bytes(draws)) counts[byte]!++;
    const expected = draws / 256;
    const chi2 = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // 255 degrees of freedom: mean 255, standard deviation 22.6.
    assert.ok(chi2 < 255 + 5 * 22.6, `${chi2}`);
    assert.equal(random.bytes(0).length, 0);
  });
}

test("the largest draw of uniform stays below one", () => {
  const ones = { uint32: () => 0xffff_ffff, bytes: (count: number) => new Uint8Array(count) };
  assert.ok(uniform(ones) < 1);
  assert.equal(uniformInt(ones, 6), 5);
  assert.ok(Number.isFinite(gaussian(ones)));
});
