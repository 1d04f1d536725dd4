import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { JointEstimator } from "../../src/joint/joint-estimator.ts";
import { wideBiasReachHz } from "../../src/joint/joint-options.ts";
import { addNoise } from "../../src/awgn.ts";
import { loraParams } from "../../src/params.ts";
import { type Arrival, addFrame } from "../../src/signal/synth.ts";
import { waveformOf } from "../../src/signal/waveform.ts";
import { CARRIER_HZ, type TrialFigures, jointTrials } from "../support/joint-trials.ts";

/** Ratios to the bound of `frames` errors scatter by 1/√(2·frames): 200 give 5 %. */
function meets(f: TrialFigures, ratio: number, msne: readonly [number, number] = [0.8, 1.2]): void {
  const figures = `bias ${f.biasRmseHz / f.biasBoundHz}, onset ${f.onsetRmseS / f.onsetBoundS} × bound, MSNE ${f.biasMsne}, ${f.onsetMsne}`;
  assert.equal(f.missed + f.outliers, 0, `${f.missed} missed, ${f.outliers} outliers`);
  assert.ok(f.biasRmseHz < ratio * f.biasBoundHz, figures);
  assert.ok(f.onsetRmseS < ratio * f.onsetBoundS, figures);
  assert.ok(f.biasMsne > msne[0] && f.biasMsne < msne[1], figures);
  assert.ok(f.onsetMsne > msne[0] && f.onsetMsne < msne[1], figures);
}

const exact = { wanderAllanDeviation: 0, onsetFloorS: 0 };
// The bounds do not depend on the sample rate; most tests draw fewer samples to save time.
const slow = { sampleRateHz: 500_000 };

describe("joint estimator", () => {
  it("meets the bound at SF7, −5.2 dB, coherent and tied, and its claims hold", () => {
    const f = jointTrials({ sf: 7, snrDb: -5.2, frames: 200 });
    meets(f, 1.18);
    assert.equal(f.freePhase, 0);
    assert.ok(Math.abs(f.biasBoundHz - 1.43) < 0.01 && Math.abs(f.onsetBoundS - 0.143e-6) < 1e-9);
    assert.ok(Math.abs(f.shares[0] - 0.683) < 0.1 && f.shares[1] > 0.92 && f.shares[2] > 0.98);
  });

  it("meets the bound at SF7's sensitivity, −7.5 dB, without a miss", () => {
    meets(
      jointTrials({ sf: 7, snrDb: -7.5, frames: 150, ...slow, options: exact }),
      1.2,
      [0.75, 1.3],
    );
  });

  it("meets the bound at SF12's sensitivity, −20 dB", () => {
    meets(
      jointTrials({ sf: 12, snrDb: -20, frames: 24, ...slow, options: exact }),
      1.35,
      [0.55, 1.6],
    );
  });

  it("meets the bound at SF9 and +20 dB, nanoseconds of onset", () => {
    const f = jointTrials({ sf: 9, snrDb: 20, frames: 80, ...slow, options: exact });
    meets(f, 1.25, [0.65, 1.45]);
    assert.ok(f.onsetRmseS < 10e-9);
  });

  it("meets the bound with a free phase per chirp", () => {
    const f = jointTrials({ sf: 7, snrDb: -5.2, frames: 200, ...slow, options: { phase: "free" } });
    meets(f, 1.15);
    assert.equal(f.freePhase, f.frames);
  });

  it("meets the bound with the clock free, and finds a clock that left the carrier", () => {
    const options = { clock: "free" as const };
    meets(jointTrials({ sf: 7, snrDb: -5.2, frames: 150, ...slow, options }), 1.2, [0.75, 1.25]);
    const f = jointTrials({ sf: 10, snrDb: -5, frames: 20, ...slow, clockPpm: 20, options });
    assert.ok(Math.abs(f.last.clockPpm - 20) < 5 * f.last.clockSdPpm);
    assert.ok(f.last.clockSdPpm < 3);
  });

  it("claims what phase wander of its floor costs", () => {
    const f = jointTrials({ sf: 7, snrDb: 15, frames: 150, ...slow, wander: 5e-11 });
    assert.ok(f.biasMsne > 0.7 && f.biasMsne < 1.35, `MSNE ${f.biasMsne}`);
    assert.ok(f.biasRmseHz > 2 * f.biasBoundHz, "the wander does not show, the test is idle");
  });

  it("takes ±50 ppm at once", () => {
    const options = { biasReachHz: wideBiasReachHz(CARRIER_HZ) };
    meets(jointTrials({ sf: 7, snrDb: -7.5, frames: 60, ...slow, options }), 1.35, [0.6, 1.5]);
    meets(jointTrials({ sf: 11, snrDb: -17.5, frames: 12, ...slow, options }), 2, [0.05, 2.5]);
  });

  it("follows a start-up drift of 5 kHz/s", () => {
    const f = jointTrials({
      sf: 9,
      snrDb: 0,
      frames: 60,
      ...slow,
      driftHzPerS: -5000,
      options: exact,
    });
    meets(f, 1.35, [0.6, 1.5]);
    assert.ok(Math.abs(f.last.driftHzPerS + 5000) < 5 * f.last.driftSdHzPerS);
  });

  it("handles other preamble lengths, bandwidths and inverted frames", () => {
    const options = { preambleLength: 12, inverted: true };
    const f = jointTrials({
      sf: 8,
      bwHz: 250_000,
      snrDb: -5,
      frames: 60,
      sampleRateHz: 1e6,
      options,
    });
    meets(f, 1.35, [0.6, 1.5]);
    assert.ok(Math.abs(f.last.epochS - ((12 + 4.25) / 2) * (256 / 250_000)) < 1e-12);
  });

  it("joins the phases of long preambles without knowing the clock", () => {
    const options = { preambleLength: 80, clock: "free" as const };
    const rate = { sampleRateHz: 250_000 };
    const f = jointTrials({ sf: 8, snrDb: -4, frames: 10, ...rate, clockPpm: 15, options });
    assert.equal(f.freePhase, 0);
    assert.ok(f.biasMsne < 2 && f.onsetMsne < 2, `MSNE ${f.biasMsne}, ${f.onsetMsne}`);
    assert.ok(Math.abs(f.last.clockPpm - 15) < 5 * f.last.clockSdPpm);
  });

  it("handles SF5 and SF6", () => {
    for (const [sf, snrDb] of [
      [5, -2.5],
      [6, -5],
    ] as const) {
      const options = { preambleLength: 12 };
      const f = jointTrials({ sf, snrDb, frames: 200, ...slow, options });
      meets(f, 1.3, [0.65, 1.4]);
    }
  });

  it("places five up-chirps on their grid", () => {
    const f = jointTrials({
      sf: 7,
      snrDb: -5.2,
      frames: 150,
      ...slow,
      options: { upChirpsOnly: 5 },
    });
    meets(f, 1.2, [0.75, 1.3]);
    assert.ok(Math.abs(f.biasBoundHz - 5.59) < 0.01 && Math.abs(f.onsetBoundS - 0.229e-6) < 1e-9);
    assert.equal(f.last.ambiguityHz, 125_000 / 128);
    assert.equal(f.last.ambiguityS, 8e-6);
  });

  it("falls back to free phases when chirps are not coherent, and says so", () => {
    const f = jointTrials({
      sf: 7,
      snrDb: 5,
      frames: 40,
      spoil: (iq, arrival, random) => {
        const from = Math.floor((arrival.onsetS + 4 * 0.001_024) * 2.4e6);
        for (let k = 0; k < 9; k++)
          turn(iq, from + k * 2458, 2 * Math.PI * (random.uint32() / 2 ** 32));
      },
    });
    assert.equal(f.freePhase, f.frames);
    assert.ok(f.last.phaseJumps);
    assert.ok(f.last.quality < 0.7, `quality ${f.last.quality}`);
    assert.ok(f.biasRmseHz < 15 && f.biasMsne < 3, `${f.biasRmseHz} Hz, MSNE ${f.biasMsne}`);
  });

  it("is content with a clean frame and not with a collision or clipping", () => {
    const clean = jointTrials({ sf: 7, snrDb: 10, frames: 30 }).last;
    assert.ok(clean.quality > 0.98 && !clean.collided && !clean.clipped, JSON.stringify(clean));
    const other = waveformOf(loraParams(7, 125_000), [5, 70, 99]);
    const collided = jointTrials({
      sf: 7,
      snrDb: 10,
      frames: 3,
      spoil: (iq, arrival) => {
        const onsetS = arrival.onsetS + 0.0033;
        addFrame(iq, 2.4e6, other, { onsetS, biasHz: -9000, amplitude: 0.6 });
      },
    }).last;
    assert.ok(collided.collided && collided.quality < 0.9, JSON.stringify(collided));
    const clipped = jointTrials({
      sf: 7,
      snrDb: 30,
      frames: 1,
      spoil: (iq) => {
        for (let i = 0; i < iq.length; i++) iq[i] = Math.max(-0.7, Math.min(0.7, iq[i]));
      },
    });
    // Noise after the clipper hides it; so clip once more what the receiver would have clipped.
    assert.ok(clipped.last.quality > 0.9);
    const { estimator, iq } = quietFrame();
    for (let i = 0; i < iq.length; i++) iq[i] = Math.max(-0.7, Math.min(0.7, iq[i]));
    const bent = estimator.estimate(iq, { onsetS: 0.0005, biasHz: 0 });
    assert.ok(bent?.clipped && bent.quality < 0.95, JSON.stringify(bent));
  });

  it("times the first chirp, not the carrier or the ramp before it", () => {
    for (const shape of [{ leadInS: 0.0004, rampS: 5e-6 }, { rampS: 9e-6 }]) {
      const { estimator, iq } = quietFrame(shape);
      const found = estimator.estimate(iq, { onsetS: 0.00052, biasHz: 1500 });
      assert.ok(found && Math.abs(found.onsetS - 0.0005) < 5e-9, `${found?.onsetS}`);
    }
  });

  it("sees an echo of more than a chip", () => {
    const { estimator, iq } = quietFrame({ echoes: [{ delayS: 20e-6, gainDb: -6 }] });
    const found = estimator.estimate(iq, { onsetS: 0.0005, biasHz: 0 });
    assert.ok(found && found.collided && found.quality < 0.9, JSON.stringify(found));
  });

  it("claims nothing in noise", () => {
    const random = new SeededRandom(8);
    const options = { sf: 7, bwHz: 125_000, sampleRateHz: 250_000, carrierHz: CARRIER_HZ };
    const estimator = new JointEstimator({ ...options, biasReachHz: wideBiasReachHz(CARRIER_HZ) });
    for (let i = 0; i < 100; i++) {
      const iq = new Float32Array(2 * 3600);
      addNoise(iq, 1, random);
      assert.equal(estimator.estimate(iq, { onsetS: 0.0004, biasHz: 0 }), null);
    }
  });

  it("answers null to silence, NaN and a preamble that is cut short", () => {
    const { estimator, iq } = quietFrame();
    const rough = { onsetS: 0.0005, biasHz: 0 };
    assert.equal(estimator.estimate(new Float32Array(iq.length), rough), null);
    assert.equal(estimator.estimate(iq.subarray(0, iq.length / 2), rough), null);
    assert.equal(estimator.estimate(iq.fill(Number.NaN), rough), null);
  });

  it("reuses what it is given", () => {
    const { estimator, iq } = quietFrame();
    const first = estimator.estimate(iq, { onsetS: 0.0005, biasHz: 0 });
    assert.ok(first);
    assert.equal(estimator.estimate(iq, { onsetS: 0.0005, biasHz: 100 }, first), first);
    assert.ok(Math.abs(first.onsetS - 0.0005) < 1e-8 && Math.abs(first.biasHz) < 0.1);
  });

  it("answers null when the buffer does not hold the preamble, and refuses nonsense", () => {
    const { estimator, iq } = quietFrame();
    assert.equal(estimator.estimate(iq, { onsetS: 1, biasHz: 0 }), null);
    assert.equal(estimator.estimate(new Float32Array(0), { onsetS: 0, biasHz: 0 }), null);
    const options = { sf: 13, bwHz: 125_000, sampleRateHz: 1e6, carrierHz: CARRIER_HZ };
    assert.throws(() => new JointEstimator(options), { code: "PHY_BAD_PARAMETER" });
    assert.throws(() => new JointEstimator({ ...options, sf: 7, sampleRateHz: 1e5 }), {
      code: "PHY_BAD_PARAMETER",
    });
  });
});

function quietFrame(shape: Partial<Arrival> = {}): { estimator: JointEstimator; iq: Float32Array } {
  const random = new SeededRandom(1);
  const sampleRateHz = 1e6;
  const iq = new Float32Array(2 * 15_000);
  addFrame(iq, sampleRateHz, waveformOf(loraParams(7, 125_000), []), {
    onsetS: 0.0005,
    carrierHz: CARRIER_HZ,
    ...shape,
  });
  for (let i = 0; i < iq.length; i++) iq[i] += 0.001 * (random.uint32() / 2 ** 32 - 0.5);
  const estimator = new JointEstimator({
    sf: 7,
    bwHz: 125_000,
    sampleRateHz,
    carrierHz: CARRIER_HZ,
  });
  return { estimator, iq };
}

/** Turns everything from sample `from` on. */
function turn(iq: Float32Array, from: number, angle: number): void {
  const c = Math.cos(angle);
  const s = Math.sin(angle);
  for (let n = from; 2 * n < iq.length; n++) {
    const re = iq[2 * n];
    iq[2 * n] = re * c - iq[2 * n + 1] * s;
    iq[2 * n + 1] = re * s + iq[2 * n + 1] * c;
  }
}
