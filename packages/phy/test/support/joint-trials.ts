import { SeededRandom, gaussian, uniform } from "@lorats/base";
import { cramerRaoBound } from "../../src/bounds/cramer-rao.ts";
import { type JointEstimate, newJointEstimate } from "../../src/joint/joint-estimate.ts";
import { DRIFT_PRIOR_SD_HZ_PER_S, JointEstimator } from "../../src/joint/joint-estimator.ts";
import type { JointOptions } from "../../src/joint/joint-options.ts";
import { loraParams } from "../../src/params.ts";
import { type Arrival, synthesize } from "../../src/signal/synth.ts";
import { waveformOf } from "../../src/signal/waveform.ts";
import { addNoise, noisePower } from "../../src/awgn.ts";

export const CARRIER_HZ = 868.1e6;

export interface TrialPlan {
  readonly sf: number;
  readonly snrDb: number;
  readonly frames: number;
  readonly seed?: number;
  readonly bwHz?: number;
  readonly sampleRateHz?: number;
  readonly options?: Partial<JointOptions>;
  /** Allan deviation at 1 s of white frequency noise put into the signal. */
  readonly wander?: number;
  readonly clockPpm?: number;
  readonly driftHzPerS?: number;
  /** Changes the clean signal before noise is added. */
  readonly spoil?: (iq: Float32Array, arrival: Arrival, random: SeededRandom) => void;
}

export interface TrialFigures {
  readonly frames: number;
  readonly biasRmseHz: number;
  readonly onsetRmseS: number;
  readonly biasBoundHz: number;
  readonly onsetBoundS: number;
  /** Mean squared normalised errors, and shares of bias errors within 1, 2, 3 claimed deviations. */
  readonly biasMsne: number;
  readonly onsetMsne: number;
  readonly shares: readonly [number, number, number];
  readonly missed: number;
  /** Errors of bias or onset beyond five claimed deviations. */
  readonly outliers: number;
  readonly freePhase: number;
  readonly cpuMs: number;
  readonly last: JointEstimate;
}

/** Frames at random bias, onset, drift and phase, estimated from rough values that err by up to 80 % of the reach. */
export function jointTrials(plan: TrialPlan): TrialFigures {
  const { sf, snrDb, frames, bwHz = 125_000, sampleRateHz = 2.4e6 } = plan;
  const random = new SeededRandom(plan.seed ?? 1000 * sf + Math.round(10 * snrDb));
  const options = { sf, bwHz, sampleRateHz, carrierHz: CARRIER_HZ, ...plan.options };
  const estimator = new JointEstimator(options);
  const reach = estimator.options;
  const params = loraParams(sf, bwHz, {
    preambleLength: options.preambleLength ?? 8,
    invertIq: options.inverted ?? false,
  });
  const waveform = waveformOf(params, []);
  const into = newJointEstimate();
  const sum = { bias: 0, onset: 0, biasN: 0, onsetN: 0 };
  const within = [0, 0, 0];
  let [missed, outliers, freePhase, cpu] = [0, 0, 0, 0];
  const level = noisePower(snrDb, bwHz, sampleRateHz);
  for (let i = 0; i < frames; i++) {
    const arrival: Arrival = {
      onsetS: 0.0003 + 0.0002 * uniform(random),
      biasHz: 40_000 * (uniform(random) - 0.5),
      driftHzPerS: plan.driftHzPerS ?? 100 * (uniform(random) - 0.5),
      phaseRad: 2 * Math.PI * uniform(random),
      carrierHz: CARRIER_HZ,
      clockPpm: plan.clockPpm ?? 0,
    };
    const durationS = waveform.durationS + 0.000_8;
    const iq = synthesize({ sampleRateHz, durationS, waveform, arrival });
    if (plan.wander) wanderPhase(iq, plan.wander, sampleRateHz, random);
    plan.spoil?.(iq, arrival, random);
    addNoise(iq, level, random);
    const rough = {
      onsetS: arrival.onsetS + 1.6 * reach.onsetReachS * (uniform(random) - 0.5),
      biasHz: arrival.biasHz! + 1.6 * reach.biasReachHz * (uniform(random) - 0.5),
    };
    const before = process.cpuUsage().user;
    const found = estimator.estimate(iq, rough, into);
    cpu += process.cpuUsage().user - before;
    // A miss counts with the error of the rough values that the caller is left with.
    if (!found) missed++;
    // The truth is stated at the waveform's epoch, an estimate from up-chirps alone at theirs.
    const laterS = (found?.epochS ?? waveform.epochS) - waveform.epochS;
    let bias = (found ?? rough).biasHz - arrival.biasHz! - arrival.driftHzPerS! * laterS;
    let onset = (found ?? rough).onsetS - arrival.onsetS;
    if (found && found.ambiguityHz > 0) {
      const steps = Math.round(bias / found.ambiguityHz);
      bias -= steps * found.ambiguityHz;
      onset -= steps * found.ambiguityS;
    }
    sum.bias += bias ** 2;
    sum.onset += onset ** 2;
    if (!found) continue;
    const biasN = Math.abs(bias) / found.biasSdHz;
    const onsetN = Math.abs(onset) / found.onsetSdS;
    sum.biasN += biasN ** 2;
    sum.onsetN += onsetN ** 2;
    for (let s = 0; s < 3; s++) if (biasN < s + 1) within[s]++;
    if (Math.max(biasN, onsetN) > 5) outliers++;
    if (found.method === "joint-free-phase") freePhase++;
  }
  const model = {
    onset: true,
    drift: true,
    clockFree: options.clock === "free",
    freePhase: options.phase === "free",
    ...(options.phase === "free" && { driftPriorSdHzPerS: DRIFT_PRIOR_SD_HZ_PER_S }),
  };
  const bound = cramerRaoBound(estimator.layout, model, snrDb, CARRIER_HZ);
  const hits = Math.max(1, frames - missed);
  return {
    frames,
    biasRmseHz: Math.sqrt(sum.bias / frames),
    onsetRmseS: Math.sqrt(sum.onset / frames),
    biasBoundHz: bound.biasSdHz,
    onsetBoundS: bound.onsetSdS ?? Number.NaN,
    biasMsne: sum.biasN / hits,
    onsetMsne: sum.onsetN / hits,
    shares: [within[0] / hits, within[1] / hits, within[2] / hits],
    missed,
    outliers,
    freePhase,
    cpuMs: cpu / frames / 1000,
    last: into,
  };
}

/** Turns the signal by a random walk of phase: white frequency noise of the given Allan deviation at one second. */
export function wanderPhase(
  iq: Float32Array,
  allanDeviation: number,
  sampleRateHz: number,
  random: SeededRandom,
): void {
  const step = (2 * Math.PI * CARRIER_HZ * allanDeviation) / Math.sqrt(sampleRateHz);
  // A step every 64 samples is as good as one a sample: chirps are thousands of samples long.
  let phase = 0;
  for (let from = 0; 2 * from < iq.length; from += 64) {
    phase += 8 * step * gaussian(random);
    const c = Math.cos(phase);
    const s = Math.sin(phase);
    for (let n = from; n < Math.min(from + 64, iq.length >>> 1); n++) {
      const re = iq[2 * n];
      const im = iq[2 * n + 1];
      iq[2 * n] = re * c - im * s;
      iq[2 * n + 1] = re * s + im * c;
    }
  }
}
