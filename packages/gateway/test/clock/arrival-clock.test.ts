import assert from "node:assert/strict";
import { test } from "node:test";
import { ArrivalClock } from "../../src/clock/arrival-clock.ts";
import { type DelayModel, simulateArrivals } from "../support/delays.ts";

const RATE_HZ = 2_400_000;
const BUFFER = 131_072;
const BUFFER_S = BUFFER / RATE_HZ;
const MODEL: DelayModel = {
  sampleRateHz: RATE_HZ,
  bufferSamples: BUFFER,
  ppm: 0,
  latencyS: 0.05,
  jitterS: 0.004,
};

function clockOver(latencyS = BUFFER_S): ArrivalClock {
  return new ArrivalClock({ sampleRateHz: RATE_HZ, bufferSamples: BUFFER, latencyS });
}

void test("errors stay within the claim for any latency that was allowed for, with drift and jitter", () => {
  for (const [i, latencyS] of [0.002, 0.03, 0.055, 0.1].entries()) {
    for (const ppm of [-40, 0, 25]) {
      const clock = clockOver();
      let worst = 0;
      for (const { end, takenS, arrivedS } of simulateArrivals(
        { ...MODEL, latencyS, ppm },
        4000,
        i,
      )) {
        clock.observe(end, arrivedS);
        const { s, sdS } = clock.at(end)!;
        worst = Math.max(worst, Math.abs(s - takenS) / sdS);
        assert.ok(sdS < 0.06, `claims ${sdS} s`);
      }
      // A uniform distribution ends at 1.73 of its standard deviations.
      assert.ok(worst < 2, `${worst} standard deviations at ${latencyS} s, ${ppm} ppm`);
      assert.deepEqual(clock.gaps, []);
      assert.ok(Math.abs(clock.rateError! * 1e6 - ppm) < 15, `rate ${clock.rateError}`);
    }
  }
});

void test("lost buffers are found, placed and made good; time never shifts silently", () => {
  for (const buffers of [1, 2, 7]) {
    const losses = new Map([[500, buffers * BUFFER]]);
    const clock = clockOver();
    let shifted = 0;
    let doubted = 0;
    for (const { end, takenS, arrivedS } of simulateArrivals({ ...MODEL, losses }, 1500, 9)) {
      clock.observe(end, arrivedS);
      const { s, sdS } = clock.at(end)!;
      if (Math.abs(s - takenS) > 3 * sdS) shifted++;
      if (clock.doubtS(end) > 0) doubted++;
    }
    assert.deepEqual(clock.gaps, [{ index: 500 * BUFFER, lostSamples: buffers * BUFFER }]);
    assert.equal(shifted, 0, "samples whose time was off by more than three claimed deviations");
    assert.ok(doubted > 5 && doubted < 40, `in doubt for ${doubted} buffers`);
    const last = simulateArrivals({ ...MODEL, losses }, 1500, 9).at(-1)!;
    assert.ok(Math.abs(clock.at(last.end)!.s - last.takenS) < 0.03, "not made good");
  }
});

void test("a stall is no loss: the delay comes back", () => {
  const stallS = (i: number): number => (i >= 300 && i < 340 ? (340 - i) * BUFFER_S : 0);
  const clock = clockOver();
  let doubted = 0;
  for (const { end, takenS, arrivedS } of simulateArrivals({ ...MODEL, stallS }, 1000, 4)) {
    clock.observe(end, arrivedS);
    const { s, sdS } = clock.at(end)!;
    assert.ok(Math.abs(s - takenS) < 3 * sdS, `${s - takenS} s off, claims ${sdS}`);
    if (clock.doubtS(end) > 0) doubted++;
  }
  assert.ok(doubted > 0, "while it lasts it could be a loss");
  assert.deepEqual(clock.gaps, []);
});

void test("a stall that ends in lost buffers keeps both apart", () => {
  const losses = new Map([[320, 3 * BUFFER]]);
  const stallS = (i: number): number =>
    i >= 290 && i < 330 ? Math.min(i - 289, 330 - i) * BUFFER_S : 0;
  const clock = clockOver();
  for (const { end, takenS, arrivedS } of simulateArrivals({ ...MODEL, stallS, losses }, 1000, 8)) {
    clock.observe(end, arrivedS);
    const { s, sdS } = clock.at(end)!;
    assert.ok(Math.abs(s - takenS) < 3 * sdS, `${s - takenS} s off, claims ${sdS}`);
  }
  assert.equal(clock.lostSamples, 3 * BUFFER);
});

void test("a delay that stood still at whole buffers is believed lost, and taken back when it falls", () => {
  const stallS = (i: number): number => (i >= 300 && i < 340 ? 2 * BUFFER_S : 0);
  const clock = clockOver();
  const arrivals = simulateArrivals({ ...MODEL, stallS }, 600, 4);
  for (const { end, arrivedS } of arrivals) clock.observe(end, arrivedS);
  const { end, takenS } = arrivals.at(-1)!;
  const { s, sdS } = clock.at(end)!;
  assert.deepEqual(clock.gaps, []);
  assert.ok(Math.abs(s - takenS) < 2 * sdS);
});

void test("a source that loses nothing is not suspected", () => {
  const clock = new ArrivalClock({ sampleRateHz: RATE_HZ, latencyS: 0.02 });
  for (const { end, arrivedS } of simulateArrivals(MODEL, 100, 3)) clock.observe(end, arrivedS);
  assert.equal(clock.doubtS(100 * BUFFER), 0);
  assert.equal(clock.trueIndex(1234), 1234);
});
