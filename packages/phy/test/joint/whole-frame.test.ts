import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, uniform } from "@lorats/base";
import { JointEstimator } from "../../src/joint/joint-estimator.ts";
import { type WholeFrameOptions, refineWholeFrame } from "../../src/joint/whole-frame.ts";
import { loraParams } from "../../src/params.ts";
import { synthesize } from "../../src/signal/synth.ts";
import { frameWaveform, waveformOf } from "../../src/signal/waveform.ts";
import { CARRIER_HZ } from "../support/joint-trials.ts";

const exact = { wanderAllanDeviation: 0, onsetFloorS: 0 };

interface Figures {
  readonly biasRmseHz: number;
  readonly mismatchRmsePpm: number;
  readonly msne: { bias: number; onset: number; mismatch: number };
  readonly mean: { mismatchPpm: number; mismatchSdPpm: number; carrierPpm: number };
}

/** Frames of 20 bytes whose clock leaves the carrier by `clockPpm`, refined from the preamble's tied estimate. */
function trials(
  sf: number,
  snrDb: number,
  frames: number,
  clockPpm: number,
  change: { loHz?: number; options?: Partial<WholeFrameOptions> } = {},
): Figures {
  const sampleRateHz = 500_000;
  const random = new SeededRandom(31 * sf + frames);
  const carrierHz = CARRIER_HZ;
  const estimator = new JointEstimator({ sf, bwHz: 125_000, sampleRateHz, carrierHz });
  const sum = {
    bias: 0,
    mismatch: 0,
    biasN: 0,
    onsetN: 0,
    mismatchN: 0,
    ppm: 0,
    sd: 0,
    carrier: 0,
  };
  for (let i = 0; i < frames; i++) {
    const waveform = frameWaveform(loraParams(sf, 125_000), random.bytes(20));
    const truth = {
      onsetS: 0.0005 + 1e-4 * uniform(random),
      biasHz: 10_000 + (change.loHz ?? 0),
      driftHzPerS: 30 * (uniform(random) - 0.5),
    };
    // The synthesiser ties the clock to the whole bias; what the receiver's tuner added must not pull it.
    const arrival = {
      ...truth,
      carrierHz,
      clockPpm: clockPpm - ((change.loHz ?? 0) / carrierHz) * 1e6,
      phaseRad: 6 * uniform(random),
    };
    const durationS = waveform.durationS + 0.001;
    const iq = synthesize({ sampleRateHz, durationS, waveform, arrival, snrDb, random });
    const rough = { onsetS: truth.onsetS + 1e-5, biasHz: truth.biasHz + 500 };
    const start = estimator.estimate(iq, rough);
    assert.ok(start);
    const found = refineWholeFrame(iq, waveform, start, {
      sampleRateHz,
      carrierHz,
      ...exact,
      ...change.options,
    });
    assert.ok(found);
    assert.equal(found.advanceChips, 0);
    const mismatch = found.mismatchPpm - clockPpm;
    sum.bias += (found.biasHz - truth.biasHz) ** 2 / frames;
    sum.mismatch += mismatch ** 2 / frames;
    sum.biasN += ((found.biasHz - truth.biasHz) / found.biasSdHz) ** 2 / frames;
    sum.onsetN += ((found.onsetS - truth.onsetS) / found.onsetSdS) ** 2 / frames;
    sum.mismatchN += (mismatch / found.mismatchSdPpm) ** 2 / frames;
    sum.ppm += found.mismatchPpm / frames;
    sum.sd += found.mismatchSdPpm / frames;
    sum.carrier += found.carrierPpm / frames;
  }
  return {
    biasRmseHz: Math.sqrt(sum.bias),
    mismatchRmsePpm: Math.sqrt(sum.mismatch),
    msne: { bias: sum.biasN, onset: sum.onsetN, mismatch: sum.mismatchN },
    mean: { mismatchPpm: sum.ppm, mismatchSdPpm: sum.sd, carrierPpm: sum.carrier },
  };
}

function honest(f: Figures): void {
  for (const [what, value] of Object.entries(f.msne)) {
    assert.ok(value > 0.6 && value < 1.5, `${what}: MSNE ${value}`);
  }
}

describe("whole-frame refinement", () => {
  it("tells clock from carrier at SF7, −5.2 dB, as well as its claims say", () => {
    const f = trials(7, -5.2, 80, 0);
    honest(f);
    assert.ok(f.mismatchRmsePpm < 5, `${f.mismatchRmsePpm} ppm`);
    assert.ok(f.biasRmseHz < 0.8, "a quarter of what the preamble alone allows, or better");
  });

  it("finds a carrier that was corrected without resampling, at SF10's sensitivity", () => {
    const f = trials(10, -15, 30, 6);
    honest(f);
    assert.ok(Math.abs(f.mean.mismatchPpm - 6) < 1, `${f.mean.mismatchPpm} ppm`);
    assert.ok(f.mean.mismatchSdPpm < 1.2);
  });

  it("leaves the receiver's known rounding to the carrier alone", () => {
    const loHz = 100;
    const options = { receiverLoHz: loHz, receiverLoSdHz: 5 };
    const f = trials(9, 20, 10, 0, { loHz, options });
    honest({ ...f, msne: { ...f.msne, mismatch: 1 } });
    assert.ok(Math.abs(f.mean.mismatchPpm) < 0.04, `${f.mean.mismatchPpm} ppm`);
    assert.ok(Math.abs(f.mean.carrierPpm - 10_000 / CARRIER_HZ / 1e-6) < 0.001);
    // Not told of it, the same rounding shows as a mismatch of −0.115 ppm.
    const naive = trials(9, 20, 10, 0, { loHz }).mean.mismatchPpm;
    assert.ok(Math.abs(naive + 0.115) < 0.04, `${naive} ppm`);
  });

  it("leaves out symbols that are not the given ones", () => {
    const params = loraParams(8, 125_000);
    const sent = Array.from({ length: 20 }, (_, i) => (37 * i) % 256);
    const random = new SeededRandom(4);
    const sampleRateHz = 250_000;
    const arrival = { onsetS: 0.0004, biasHz: 5000, carrierHz: CARRIER_HZ };
    const waveform = waveformOf(params, sent);
    const durationS = waveform.durationS + 0.001;
    const iq = synthesize({ sampleRateHz, durationS, waveform, arrival, snrDb: 0, random });
    const believed = waveformOf(params, sent.with(19, 200).with(18, 3));
    const options = { sampleRateHz, carrierHz: CARRIER_HZ };
    const found = refineWholeFrame(iq, believed, arrival, options);
    assert.equal(found?.strayChirps, 2);
    assert.ok(Math.abs(found.biasHz - 5000) < 5 * found.biasSdHz);
  });

  it("answers null when the frame is not there", () => {
    const waveform = waveformOf(loraParams(7, 125_000), [1, 2, 3]);
    const options = { sampleRateHz: 250_000, carrierHz: CARRIER_HZ };
    const empty = new Float32Array(1000);
    assert.equal(refineWholeFrame(empty, waveform, { onsetS: 0, biasHz: 0 }, options), null);
  });
});
