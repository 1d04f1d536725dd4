import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "@lorats/base";
import { addNoise } from "@lorats/phy";
import { PowerHistory } from "../../src/receiver/power-history.ts";

const SLOT = 250;

/** Noise of power 1 and, from `stepAt` on, of power `later`. */
function history(stepAt: number, later: number): PowerHistory {
  const iq = new Float32Array(2 * 100 * SLOT);
  addNoise(iq.subarray(0, 2 * stepAt), 1, new SeededRandom(1));
  addNoise(iq.subarray(2 * stepAt), later, new SeededRandom(2));
  const power = new PowerHistory(SLOT, 200);
  for (let at = 0; at < iq.length; at += 1234) power.push(iq.subarray(at, at + 1234));
  return power;
}

void test("a lasting step shows with its sign, and steady noise shows none", () => {
  const up = history(60 * SLOT, 4).stepDb(20 * SLOT, 95 * SLOT)!;
  assert.ok(Math.abs(up - 6) < 0.5, `${up} dB`);
  const down = history(60 * SLOT, 0.25).stepDb(20 * SLOT, 95 * SLOT)!;
  assert.ok(Math.abs(down + 6) < 0.5, `${down} dB`);
  const none = history(60 * SLOT, 1).stepDb(20 * SLOT, 95 * SLOT)!;
  assert.ok(Math.abs(none) < 1, `${none} dB`);
});

void test("what is too short, or no longer held, gives no answer", () => {
  const power = history(60 * SLOT, 4);
  assert.equal(power.stepDb(20 * SLOT, 26 * SLOT), null);
  const short = new PowerHistory(SLOT, 10);
  short.push(new Float32Array(2 * 100 * SLOT));
  assert.equal(short.stepDb(20 * SLOT, 95 * SLOT), null);
});
