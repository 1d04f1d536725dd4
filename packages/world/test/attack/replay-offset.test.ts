import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import {
  calibratedOffset,
  gridResidualHz,
  naturalOffset,
  type ReplayOffset,
} from "../../src/attack/replay-offset.ts";

const FREQ = 868_300_000;
const natural = naturalOffset({
  freqHz: FREQ,
  recordPpm: 0.4,
  replayPpm: 2.7,
  recordResidualHz: 30,
  replayResidualHz: -12,
});
const random = new SeededRandom(8);
const near = (a: number, b: number, tolerance = 1e-6): void =>
  assert.ok(Math.abs(a - b) < tolerance, `${a} is not ${b}`);

function many(calibration: Parameters<typeof calibratedOffset>[1]): ReplayOffset[] {
  return Array.from({ length: 2000 }, (_, n) =>
    calibratedOffset(natural, calibration, FREQ, n, random),
  );
}

function rms(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, x) => sum + x * x, 0) / values.length);
}

describe("replay offset", () => {
  it("is the difference of two oscillators, and synthesiser grids move the carrier alone", () => {
    near(natural.clock, 2.3e-6, 1e-12);
    near(natural.carrierHz, 2.3 * 868.3 - 42, 1e-6);
    const same = { freqHz: FREQ, recordPpm: 5, replayPpm: 5 };
    const one = naturalOffset({ ...same, recordResidualHz: 0, replayResidualHz: 0 });
    assert.deepEqual(one, { carrierHz: 0, clock: 0 });
  });

  it("calibrated on the carrier leaves the clock wrong; resampling mends it", () => {
    const turned = many({ kind: "carrier", residualHz: 20 });
    near(rms(turned.map(({ carrierHz }) => carrierHz)), 20, 1.5);
    assert.ok(turned.every(({ clock }) => clock === natural.clock));
    const resampled = many({ kind: "resample", residualHz: 20 });
    for (const { carrierHz, clock } of resampled) near(clock * FREQ, carrierHz);
  });

  it("is −543 … −743 Hz on the carrier alone in the paper's case", () => {
    const offsets = many({ kind: "paper" });
    assert.ok(offsets.every((o) => o.carrierHz <= -543 && o.carrierHz >= -743 && o.clock === 0));
    near(offsets.reduce((sum, o) => sum + o.carrierHz, 0) / offsets.length, -643, 6);
  });

  it("of an adaptive attacker walks from nothing to its natural one", () => {
    const offsets = many({ kind: "adaptive", residualHz: 0, stepHz: 5 });
    near(offsets[0]!.carrierHz, 0);
    near(offsets[10]!.carrierHz, 50);
    near(offsets[1999]!.carrierHz, natural.carrierHz);
    near(offsets[1999]!.clock, natural.clock, 1e-15);
  });

  it("of an adaptive attacker begins at the device's mean, known the better the longer it listened", () => {
    const calibration = { kind: "adaptive", residualHz: 40, stepHz: 1 } as const;
    const spread = (frames: number): number => {
      const learnt = { frames, meanMinusThisHz: 12 };
      const first = Array.from({ length: 2000 }, () =>
        calibratedOffset(natural, calibration, FREQ, 0, random, learnt),
      );
      near(first.reduce((sum, o) => sum + o.carrierHz, 0) / first.length, 12, 4);
      for (const { carrierHz, clock } of first) near(clock * FREQ, carrierHz);
      return rms(first.map(({ carrierHz }) => carrierHz - 12));
    };
    near(spread(1), 40, 3);
    near(spread(100), 4, 0.3);
  });

  it("of a grid is at most half a step", () => {
    assert.equal(gridResidualHz(868_123_456, 0), 0);
    // An SX127x at 868.1 MHz, step 32 MHz / 2¹⁹.
    const step = 32e6 / 2 ** 19;
    near(gridResidualHz(868_500_000, step), 0, 1e-6);
    assert.ok(Math.abs(gridResidualHz(868_100_000, step)) <= step / 2);
    near(Math.abs(gridResidualHz(868_100_000, step)), 24.414, 0.001);
  });
});
