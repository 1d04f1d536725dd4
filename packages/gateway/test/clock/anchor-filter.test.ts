import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom, gaussian, uniform } from "@lorats/base";
import { AnchorFilter } from "../../src/clock/anchor-filter.ts";

const RATE = { rateSd: 50e-6, rateWalk: 3e-9 };

/** True time of sample time x for a crystal that is `ppm` off and wanders with the day. */
function truth(x: number, ppm: number): number {
  return 1000 + x * (1 + ppm * 1e-6) + 2e-5 * Math.sin(x / 2000);
}

void test("predicts between anchors within its claims, and claims little", () => {
  let chi = 0;
  let checks = 0;
  let claims = 0;
  for (let seed = 1; seed <= 20; seed++) {
    const random = new SeededRandom(seed);
    const ppm = 20 * gaussian(random);
    const filter = new AnchorFilter(RATE);
    for (let x = 0; x < 3600; x += 5 + 60 * uniform(random)) {
      filter.observe(x, truth(x, ppm) + 1e-6 * gaussian(random), 1e-6);
      if (x < 300) continue;
      const at = x + 20;
      const { s, sdS } = filter.at(at)!;
      chi += ((s - truth(at, ppm)) / sdS) ** 2;
      claims += sdS;
      checks++;
    }
    assert.equal(filter.refused, 0);
    assert.ok(Math.abs(filter.rateError * 1e6 + ppm) < 0.1);
  }
  assert.ok(chi / checks < 1.5, `mean square of errors in claims: ${chi / checks}`);
  assert.ok(claims / checks < 3e-6, `claims ${claims / checks} s`);
});

void test("one wrong anchor is refused, a step of the clock is followed", () => {
  const filter = new AnchorFilter(RATE);
  for (let x = 0; x < 600; x += 10) filter.observe(x, truth(x, 3), 1e-6);
  const before = filter.at(610)!;
  assert.equal(filter.observe(605, truth(605, 3) + 0.0546, 1e-6), false);
  assert.deepEqual(filter.at(610), before);
  const stepped = (x: number): number => truth(x, 3) + 1;
  const believed = [620, 630, 640, 650, 660].map((x) => filter.observe(x, stepped(x), 1e-6));
  assert.deepEqual(believed, [false, false, false, true, true]);
  assert.ok(Math.abs(filter.at(670)!.s - stepped(670)) < 1e-4);
  assert.equal(filter.steps, 1);
});

void test("claims grow with the time since the last anchor", () => {
  const filter = new AnchorFilter(RATE);
  assert.equal(filter.at(0), null);
  for (let x = 0; x < 600; x += 10) filter.observe(x, truth(x, 3), 1e-6);
  const claims = [600, 700, 1600, 7200].map((x) => filter.at(x)!.sdS);
  assert.deepEqual(
    claims.toSorted((a, b) => a - b),
    claims,
  );
  assert.ok(claims[3]! > 100 * claims[0]!);
});
