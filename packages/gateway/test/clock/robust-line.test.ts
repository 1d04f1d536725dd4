import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom, gaussian, uniform } from "@lorats/base";
import fc from "fast-check";
import { type Point, robustLine } from "../../src/clock/robust-line.ts";

const PRIOR = { slopeSd: 10e-6, tolerance: 2e-6 };
const SD = 1e-6;

function points(seed: number, count: number, wrong: number): { all: Point[]; slope: number } {
  const random = new SeededRandom(seed);
  const slope = 5e-6 * gaussian(random);
  const all = Array.from({ length: count }, () => {
    const x = 300 * uniform(random);
    return { x, y: 2 + slope * x + SD * gaussian(random), sd: SD };
  });
  for (let i = 0; i < wrong; i++) {
    const { x, y } = all[i]!;
    all[i] = { x, y: y + (uniform(random) < 0.5 ? -1 : 1) * (1e-4 + uniform(random)), sd: SD };
  }
  return { all, slope };
}

void test("errors stay within their claims, with up to a quarter of all points wrong", () => {
  let chi = 0;
  let checks = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const { all, slope } = points(seed, 16, seed % 5);
    const line = robustLine(all, PRIOR)!;
    assert.equal(line.outliers, seed % 5);
    for (const x of [0, 150, 400]) {
      const { y, sd } = line.at(x);
      chi += ((y - 2 - slope * x) / sd) ** 2;
      checks++;
    }
  }
  assert.ok(chi / checks < 1.3, `mean square of errors in claims: ${chi / checks}`);
});

void test("more scatter than was known of is claimed", () => {
  let chi = 0;
  let checks = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const { all, slope } = points(seed, 12, 0);
    const surer = all.map(({ x, y }) => ({ x, y, sd: SD / 5 }));
    const line = robustLine(surer, { ...PRIOR, tolerance: SD });
    if (!line) continue;
    const { y, sd } = line.at(150);
    chi += ((y - 2 - slope * 150) / sd) ** 2;
    checks++;
  }
  assert.ok(checks > 150 && chi / checks < 1.5, `${chi / checks} of ${checks}`);
});

void test("three points prove nothing; many that do not agree claim little", () => {
  const { all } = points(1, 12, 0);
  assert.equal(robustLine(all.slice(0, 3), PRIOR), null);
  const split = all.map(({ x, y, sd }, i) => ({ x, y: y + (i % 2), sd }));
  assert.ok((robustLine(split, PRIOR)?.at(150).sd ?? 1) > 0.1);
});

void test("any points give a line or none, with finite claims", () => {
  const value = fc.double({ min: -1e3, max: 1e3, noNaN: true });
  const point = fc.record({
    x: value,
    y: value,
    sd: fc.double({ min: 1e-7, max: 1, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(point, { maxLength: 12 }), value, (some, x) => {
      const at = robustLine(some, PRIOR)?.at(x);
      assert.ok(!at || (Number.isFinite(at.y) && at.sd > 0));
    }),
    { seed: 1 },
  );
});
