import assert from "node:assert/strict";
import { test } from "node:test";
import { IqHistory } from "../../src/demod/iq-history.ts";

/** Samples whose value is their index. */
function ramp(from: number, count: number): Float32Array {
  return Float32Array.from({ length: 2 * count }, (_, i) => from + (i >>> 1));
}

void test("what is kept reads the same however much has passed", () => {
  const history = new IqHistory(64);
  let next = 0;
  // A long frame in the middle needs all of its past; before and after it little is needed.
  for (let step = 0; step < 200; step++) {
    const count = 1 + ((step * 37) % 90);
    history.append(ramp(next, count));
    next += count;
    const isLong = step > 80 && step < 120;
    if (!isLong) history.discardBefore(next - 50);
    assert.equal(history.end, next);
    const view = history.view(history.start, history.end);
    assert.equal(view[0], history.start);
    assert.equal(view.at(-1), next - 1);
  }
});

void test("the room that a long frame took is given back", () => {
  const history = new IqHistory(64);
  const block = new Float32Array(2 * 100);
  for (let i = 0; i < 1000; i++) history.append(block);
  const grown = history.room;
  assert.ok(grown >= 100_000 && grown < 160_000, `${grown} samples for 100,000`);
  for (let i = 0; i < 1000; i++) {
    history.append(block);
    history.discardBefore(history.end - 200);
  }
  assert.ok(history.room < 1000, `${history.room} samples for 200`);
});

void test("windows of any length are copies that outlive neither the next one nor harm the past", () => {
  const history = new IqHistory(64);
  let next = 0;
  for (let step = 0; step < 100; step++) {
    history.append(ramp(next, 20));
    next += 20;
    history.discardBefore(next - 60);
    const from = history.start + (step % 7);
    const count = 1 + ((step * 13) % (history.end - from));
    const window = history.window(from, from + count);
    assert.deepEqual(window, ramp(from, count));
    window.fill(-1);
    assert.deepEqual(history.view(from, from + count), ramp(from, count));
  }
});

void test("what is not held reads as zero", () => {
  const history = new IqHistory();
  history.append(ramp(0, 10));
  history.discardBefore(4);
  const out = new Float32Array(2 * 8).fill(-1);
  history.read(2, 8, out);
  assert.deepEqual([...out], [0, 0, 0, 0, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9]);
});
