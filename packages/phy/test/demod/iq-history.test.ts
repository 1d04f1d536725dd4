import assert from "node:assert/strict";
import { test } from "node:test";
import { IqHistory } from "../../src/demod/iq-history.ts";

/** Samples whose value is their index, and its negative. */
function ramp(from: number, count: number): Float32Array {
  return Float32Array.from({ length: 2 * count }, (_, i) => (from + (i >>> 1)) * (1 - 2 * (i % 2)));
}

/** Half a step of 16 bits, a bit of headroom included. */
const ROUNDING = 0.5 / 16_383;

function assertNear(actual: Float32Array, expected: Float32Array, largest: number): void {
  assert.equal(actual.length, expected.length);
  const worst = expected.reduce((most, x, i) => Math.max(most, Math.abs(x - actual[i]!)), 0);
  assert.ok(worst <= 1.01 * ROUNDING * largest, `${worst} off at ${largest}`);
}

void test("what is kept reads the same however much has passed", () => {
  const history = new IqHistory();
  let next = 0;
  // A long frame in the middle needs all of its past; before and after it little is needed.
  for (let step = 0; step < 120; step++) {
    const count = 1 + ((step * 3701) % 9000);
    history.append(ramp(next, count));
    next += count;
    const isLong = step > 40 && step < 80;
    if (!isLong) history.discardBefore(next - 20_000);
    assert.equal(history.end, next);
    const from = history.start + ((step * 977) % (history.end - history.start));
    const to = Math.min(history.end, from + 12_345);
    assertNear(history.copy(from, to), ramp(from, to - from), next);
  }
});

void test("the newest samples are exact", () => {
  const history = new IqHistory();
  for (let at = 0; at < 200_000; at += 3413) {
    history.append(ramp(at, 3413));
    const from = Math.max(0, history.end - 16_384);
    const count = Math.min(8000, history.end - from);
    assert.deepEqual(history.window(from, count), ramp(from, count));
    assert.deepEqual(history.copy(from, history.end), ramp(from, history.end - from));
    history.discardBefore(history.end - 100_000);
  }
});

void test("the room that a long frame took is given back, two bytes a value", () => {
  const history = new IqHistory();
  const block = new Float32Array(2 * 1000).fill(1);
  for (let i = 0; i < 500; i++) history.append(block);
  const grown = history.packedBytes;
  assert.ok(grown > 4 * 460_000 && grown <= 4 * 500_000, `${grown} bytes for 500,000 samples`);
  for (let i = 0; i < 100; i++) {
    history.append(block);
    history.discardBefore(history.end - 200);
  }
  assert.equal(history.packedBytes, 0);
});

void test("a quiet stretch keeps its precision beside a loud one", () => {
  const history = new IqHistory();
  const quiet = ramp(0, 40_000).map((value) => value * 1e-9);
  history.append(quiet);
  history.append(new Float32Array(2 * 40_000).fill(1));
  assertNear(history.copy(0, 16_000), quiet.subarray(0, 32_000), 16_384e-9);
});

void test("what is changed reads as changed, across the border of old and new", () => {
  const history = new IqHistory();
  history.append(ramp(0, 60_000));
  const [from, to] = [20_000, 55_000];
  history.edit(from, to, (iq) => {
    for (const [i, value] of iq.entries()) iq[i] = value / 2;
  });
  const half = ramp(from, to - from).map((value) => value / 2);
  assertNear(history.copy(from, to), half, 2 * 60_000);
  assertNear(history.copy(0, from), ramp(0, from), 60_000);
  assertNear(history.copy(to, 60_000), ramp(to, 5000), 60_000);
});

void test("what is changed to more than fits becomes the most that fits", () => {
  const history = new IqHistory();
  history.append(new Float32Array(2 * 40_000).fill(1));
  history.edit(0, 100, (iq) => iq.fill(1.5));
  history.edit(100, 200, (iq) => iq.fill(-5));
  assertNear(history.copy(0, 100), new Float32Array(200).fill(1.5), 1);
  assertNear(history.copy(100, 200), new Float32Array(200).fill(-32_767 / 16_383), 1);
});

void test("windows are copies that outlive no other one, nor harm the past", () => {
  const history = new IqHistory();
  let next = 0;
  for (let step = 0; step < 100; step++) {
    history.append(ramp(next, 2000));
    next += 2000;
    history.discardBefore(next - 12_000);
    const from = history.start + (step % 7);
    const count = 1 + ((step * 1313) % Math.min(8000, history.end - from));
    const window = history.window(from, count);
    assert.deepEqual(window, ramp(from, count));
    window.fill(-1);
    assert.deepEqual(history.window(from, count), ramp(from, count));
  }
});

void test("what is not held reads as zero", () => {
  const history = new IqHistory();
  history.append(ramp(0, 10));
  history.discardBefore(4);
  const out = new Float32Array(2 * 8).fill(-1);
  history.read(2, 8, out);
  assert.deepEqual([...out], [0, 0, 0, 0, 4, -4, 5, -5, 6, -6, 7, -7, 8, -8, 9, -9]);
});
