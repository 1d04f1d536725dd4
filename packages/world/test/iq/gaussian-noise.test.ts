import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { GaussianNoise } from "../../src/iq/gaussian-noise.ts";

const COUNT = 1 << 20;

function made(seed: number, power = 2): Float32Array {
  const iq = new Float32Array(2 * COUNT);
  new GaussianNoise(new SeededRandom(seed)).addTo(iq, power);
  return iq;
}

function mean(of: (i: number) => number, count: number): number {
  let sum = 0;
  for (let i = 0; i < count; i++) sum += of(i);
  return sum / count;
}

describe("noise", () => {
  const iq = made(1);
  // Five standard deviations of a mean over this many independent values.
  const tolerance = 5 / Math.sqrt(iq.length);

  it("has the power asked for, no offset, and Gaussian third and fourth moments", () => {
    assert.ok(Math.abs(mean((i) => iq[i]!, iq.length)) < tolerance);
    assert.ok(Math.abs(mean((i) => iq[i]! ** 2, iq.length) - 1) < tolerance * Math.SQRT2);
    assert.ok(Math.abs(mean((i) => iq[i]! ** 3, iq.length)) < tolerance * Math.sqrt(15));
    assert.ok(Math.abs(mean((i) => iq[i]! ** 4, iq.length) - 3) < tolerance * Math.sqrt(96));
  });

  it("has the tails of a Gaussian as far as a table of 16 bits goes", () => {
    for (const [sigmas, share] of [
      [1, 0.317_311],
      [2, 0.045_500],
      [3, 0.002_700],
    ] as const) {
      const seen = mean((i) => (Math.abs(iq[i]!) > sigmas ? 1 : 0), iq.length);
      assert.ok(Math.abs(seen - share) < 5 * Math.sqrt(share / iq.length), `${sigmas}: ${seen}`);
    }
    assert.ok(iq.every((x) => Math.abs(x) < 4.5));
  });

  it("is white, and its rails know nothing of each other", () => {
    for (const lag of [1, 2, 3, 4, 8, 64, 8192]) {
      const seen = mean((i) => iq[i]! * iq[i + lag]!, iq.length - lag);
      assert.ok(Math.abs(seen) < tolerance, `lag ${lag}: ${seen}`);
    }
  });

  it("repeats from its seed and differs from another's", () => {
    assert.deepEqual(made(1), iq);
    assert.ok(made(2).some((x, i) => x !== iq[i]));
  });
});
