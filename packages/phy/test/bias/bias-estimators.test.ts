import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, uniform } from "@lorats/base";
import {
  type BiasMethod,
  type ChirpSetting,
  biasEstimators,
  dechirpFft,
  differentialEvolution,
  differentialEvolutionLong,
  directLeastSquares,
  leastSquaresCost,
  linearRegression,
  secondChirp,
  signalAmplitude,
} from "../../src/bias/index.ts";
import { cramerRaoBound } from "../../src/bounds/cramer-rao.ts";
import { upChirpLayout } from "../../src/joint/chirp-layout.ts";
import { noisePower } from "../../src/awgn.ts";
import { loraParams } from "../../src/params.ts";
import { synthesize } from "../../src/signal/synth.ts";
import { waveformOf } from "../../src/signal/waveform.ts";

const sampleRateHz = 1e6;
const onsetS = 0.000_100_13;

function setting(sf: number, snrDb: number, seed: number): ChirpSetting {
  return {
    sf,
    bwHz: 125_000,
    sampleRateHz,
    biasReachHz: 25_000,
    noisePower: noisePower(snrDb, 125_000, sampleRateHz),
    random: new SeededRandom(seed),
  };
}

/** A preamble with a random bias and phase, its second chirp cut out. */
function trial(
  s: ChirpSetting,
  snrDb: number,
): { biasHz: number; iq: Float32Array; delayS: number } {
  const biasHz = (2 * uniform(s.random) - 1) * 0.98 * s.biasReachHz;
  const iq = synthesize({
    sampleRateHz,
    durationS: (2.3 * 2 ** s.sf) / s.bwHz + onsetS,
    waveform: waveformOf(loraParams(s.sf, s.bwHz, { preambleLength: 3 }), []),
    arrival: { onsetS, biasHz, phaseRad: 2 * Math.PI * uniform(s.random) },
    snrDb,
    random: s.random,
  });
  return { biasHz, ...secondChirp(iq, onsetS, s) };
}

function errors(method: BiasMethod, sf: number, snrDb: number, count: number): number[] {
  const s = setting(sf, snrDb, 7 * sf + count);
  const estimator = method.prepare(s);
  return Array.from({ length: count }, () => {
    const { biasHz, iq, delayS } = trial(s, snrDb);
    return Math.abs(estimator.estimate(iq, delayS) - biasHz);
  });
}

const rms = (values: number[]): number =>
  Math.sqrt(values.reduce((a, b) => a + b * b, 0) / values.length);

describe("bias of one up-chirp with known onset", () => {
  // With its default tolerance evolution stops where chance leaves it, noise or not: the bench shows that.
  for (const method of biasEstimators.filter((each) => each !== differentialEvolution)) {
    it(`${method.name} is right without noise`, () => {
      const allowed = method === dechirpFft ? 0.51 * (125_000 / 128) : 1;
      for (const error of errors(method, 7, 60, 2)) assert.ok(error < allowed, `${error} Hz`);
    });
  }

  for (const [sf, count] of [
    [7, 800],
    [10, 200],
  ] as const) {
    it(`direct least squares meets the Cramér–Rao bound at SF${sf}, −5.2 dB`, () => {
      const model = { onset: false, drift: false, clockFree: false, freePhase: false };
      const bound = cramerRaoBound(upChirpLayout(sf, 125_000, 1), model, -5.2, Infinity).biasSdHz;
      const ratio = rms(errors(directLeastSquares, sf, -5.2, count)) / bound;
      assert.ok(ratio < 1.1 && ratio > 0.8, `${ratio} × the bound of ${bound} Hz`);
    });
  }

  it("direct least squares reaches the minimum that a long differential evolution finds", () => {
    const s = setting(7, -5.2, 3);
    const direct = directLeastSquares.prepare(s);
    const evolution = differentialEvolutionLong.prepare(s);
    let same = 0;
    for (let i = 0; i < 4; i++) {
      const { iq, delayS } = trial(s, -5.2);
      const amplitude = signalAmplitude(iq, s.noisePower);
      const found = direct.estimate(iq, delayS);
      const evolved = evolution.estimate(iq, delayS);
      const cost = bestCost(iq, delayS, s, amplitude, found);
      const other = bestCost(iq, delayS, s, amplitude, evolved);
      assert.ok(cost <= other + 1e-9 * other, "evolution found a lower cost");
      if (Math.abs(found - evolved) < 0.01) same++;
    }
    // Evolution may lose a trial to a side lobe; it must not do so often enough to make the comparison idle.
    assert.ok(same >= 3, `${same} of 4 agree within 0.01 Hz`);
  });

  it("linear regression holds at 40 dB and falls apart at −5 dB", () => {
    assert.ok(rms(errors(linearRegression, 7, 40, 20)) < 20);
    assert.ok(rms(errors(linearRegression, 7, -5, 20)) > 2000);
  });

  it("dechirp-FFT answers in steps of W/2^SF", () => {
    const s = setting(8, 20, 5);
    const { iq, delayS } = trial(s, 20);
    const bins = dechirpFft.prepare(s).estimate(iq, delayS) / (125_000 / 256);
    assert.equal(bins, Math.round(bins));
  });

  it("refuses a buffer without a second chirp", () => {
    assert.throws(() => secondChirp(new Float32Array(100), 0, setting(7, 0, 1)), {
      code: "PHY_TOO_SHORT",
    });
  });
});

/** The cost at a bias with the phase at its closed-form optimum. */
function bestCost(
  iq: Float32Array,
  delayS: number,
  s: ChirpSetting,
  amplitude: number,
  biasHz: number,
): number {
  // Cost against phase is a + b cos θ + c sin θ: three evaluations give its minimum.
  const at = (phase: number): number => leastSquaresCost(iq, delayS, s, amplitude, biasHz, phase);
  const [zero, third, twoThirds] = [at(0), at((2 * Math.PI) / 3), at((4 * Math.PI) / 3)];
  const mean = (zero + third + twoThirds) / 3;
  const b = zero - mean;
  const c = (third - twoThirds) / Math.sqrt(3);
  return mean - Math.hypot(b, c);
}
