import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom, uniform } from "@lorats/base";
import { LowerEnvelope } from "../../src/clock/lower-envelope.ts";

void test("finds the line under points with positive errors, where a regression would be far off", () => {
  const random = new SeededRandom(1);
  const envelope = new LowerEnvelope({ binWidth: 1, bins: 200, steepest: 1e-3 });
  for (let x = 0; x < 150; x += 0.05) {
    envelope.add(x, 0.25 + 3e-5 * x - 0.02 * Math.log(1 - uniform(random)));
  }
  const line = envelope.line()!;
  const at = (x: number): number => line.level + line.slope * (x - line.x);
  assert.ok(Math.abs(at(75) - (0.25 + 3e-5 * 75)) < 1e-3, `level off by ${at(75) - 0.25225}`);
  assert.ok(Math.abs(line.slope - 3e-5) < 1e-5, `slope ${line.slope}`);
  assert.ok(line.scatter < 0.005);
});

void test("lies under every lowest point", () => {
  const random = new SeededRandom(2);
  const envelope = new LowerEnvelope({ binWidth: 1, bins: 50, steepest: 1e-3 });
  const points: [number, number][] = [];
  for (let x = 0; x < 40; x += 0.5) points.push([x, uniform(random)]);
  for (const [x, y] of points) envelope.add(x, y);
  const line = envelope.line()!;
  for (const [x, y] of points) assert.ok(y >= line.level + line.slope * (x - line.x) - 1e-12);
});

void test("forgets what is older than its bins and never exceeds the steepest slope", () => {
  const envelope = new LowerEnvelope({ binWidth: 1, bins: 20, steepest: 1e-4 });
  for (let x = 0; x < 100; x++) envelope.add(x, x < 50 ? 0 : 5);
  assert.equal(envelope.line()!.level, 5);
  for (let x = 100; x < 200; x++) envelope.add(x, x);
  assert.equal(envelope.line()!.slope, 1e-4);
});
