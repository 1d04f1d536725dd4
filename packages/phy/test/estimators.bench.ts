// `npm run bench -- phy estimators [--full]`: onset and bias of the joint estimator and of the paper's methods beside the
// Cramér–Rao bound of the very model fitted, the consistency of the claims, and CPU time per estimate at 2.4 Msps.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { SeededRandom, uniform } from "@lorats/base";
import { noisePower } from "../src/awgn.ts";
import {
  type BiasMethod,
  type ChirpSetting,
  biasEstimators,
  differentialEvolution,
  differentialEvolutionLong,
  secondChirp,
} from "../src/bias/index.ts";
import { cramerRaoBound } from "../src/bounds/cramer-rao.ts";
import { upChirpLayout, waveformLayout } from "../src/joint/chirp-layout.ts";
import { newJointEstimate } from "../src/joint/joint-estimate.ts";
import { JointEstimator } from "../src/joint/joint-estimator.ts";
import type { JointOptions } from "../src/joint/joint-options.ts";
import { WANDER_ALLAN_DEVIATION } from "../src/joint/joint-options.ts";
import { refineWholeFrame } from "../src/joint/whole-frame.ts";
import { type OnsetMethod, onsetDetectors } from "../src/onset/index.ts";
import { loraParams } from "../src/params.ts";
import { synthesize } from "../src/signal/synth.ts";
import { frameWaveform, waveformOf } from "../src/signal/waveform.ts";
import { CARRIER_HZ, type TrialPlan, jointTrials } from "./support/joint-trials.ts";

const SENSITIVITY_DB: Readonly<Record<number, number>> = {
  7: -7.5,
  8: -10,
  9: -12.5,
  10: -15,
  11: -17.5,
  12: -20,
};
const RATE_HZ = 2.4e6;
const full = process.argv.includes("--full");

export async function run(): Promise<void> {
  accuracy();
  targets();
  consistency();
  wholeFrames();
  oneChirp();
  paperOnsets();
  cost();
  await Promise.resolve();
}

/** The bounds do not depend on the sample rate: frames are drawn at a lower one to save time, cost is measured apart. */
function cell(plan: Omit<TrialPlan, "frames">, frames: number): ReturnType<typeof jointTrials> {
  const sampleRateHz = plan.sf <= 8 ? 500_000 : 250_000;
  return jointTrials({ sampleRateHz, ...plan, frames });
}

function framesFor(sf: number): number {
  return full ? 2000 : Math.round(200 / 2 ** Math.max(0, (sf - 7) / 2));
}

function snrs(sf: number): number[] {
  const from = SENSITIVITY_DB[sf];
  return full
    ? [from, from + 2.5, -5.2, 0, 5, 10, 15, 20].toSorted((a, b) => a - b)
    : [from, -5.2, 20];
}

const seen = (values: readonly (string | number)[], widths: readonly number[]): string =>
  values.map((value, i) => String(value).padStart(widths[i])).join(" ");

function accuracy(): void {
  console.log(
    "\nJoint estimator, coherent, clock tied, drift fitted: RMSE over all frames, misses with their rough values",
  );
  console.log(
    "(white noise, no phase wander; claims without their physical floor; 500 ksps, 250 from SF9 on)",
  );
  const widths = [4, 7, 7, 10, 10, 6, 10, 10, 6, 7, 7, 6, 5];
  console.log(
    seen(
      [
        "SF",
        "SNR125",
        "frames",
        "bias Hz",
        "bound",
        "ratio",
        "onset us",
        "bound",
        "ratio",
        "MSNE b",
        "MSNE o",
        "missed",
        ">5s",
      ],
      widths,
    ),
  );
  const exact = { wanderAllanDeviation: 0, onsetFloorS: 0 };
  for (let sf = 7; sf <= 12; sf++) {
    for (const snrDb of snrs(sf)) {
      const f = cell({ sf, snrDb, options: exact }, framesFor(sf));
      console.log(
        seen(
          [
            sf,
            snrDb,
            f.frames,
            f.biasRmseHz.toPrecision(3),
            f.biasBoundHz.toPrecision(3),
            (f.biasRmseHz / f.biasBoundHz).toFixed(2),
            (f.onsetRmseS * 1e6).toPrecision(3),
            (f.onsetBoundS * 1e6).toPrecision(3),
            (f.onsetRmseS / f.onsetBoundS).toFixed(2),
            f.biasMsne.toFixed(2),
            f.onsetMsne.toFixed(2),
            f.missed,
            f.outliers,
          ],
          widths,
        ),
      );
    }
  }
}

function targets(): void {
  console.log(
    "\nVariants at SNR125 -5.2 dB (SF7 at 2.4 Msps): ratio of RMSE to the bound of the variant",
  );
  console.log(
    "(free phase: the bound knows the drift to 2 kHz/s beforehand, as the estimator does)",
  );
  const variants: [string, Partial<JointOptions>, number][] = [
    ["coherent, tied", {}, 1.25],
    ["coherent, clock free", { clock: "free" }, 1.25],
    ["free phase per chirp, tied", { phase: "free" }, 1.15],
    ["five up-chirps only", { upChirpsOnly: 5 }, 1.25],
    ["coherent, tied, +-50 ppm searched", { biasReachHz: 50e-6 * CARRIER_HZ }, 1.25],
  ];
  for (const sf of [7, 12]) {
    for (const [name, options, target] of variants) {
      const frames = full ? 2000 : sf === 7 ? 300 : 40;
      const chosen = { ...options, wanderAllanDeviation: 0, onsetFloorS: 0 };
      const rate = sf === 7 ? { sampleRateHz: RATE_HZ } : {};
      const f = cell({ sf, snrDb: -5.2, options: chosen, ...rate }, frames);
      const [bias, onset] = [f.biasRmseHz / f.biasBoundHz, f.onsetRmseS / f.onsetBoundS];
      console.log(
        `SF${sf} ${name.padEnd(34)} ${frames} frames: bias ${f.biasRmseHz.toPrecision(3)} Hz = ${bias.toFixed(2)} x bound,` +
          ` onset ${(f.onsetRmseS * 1e6).toPrecision(3)} us = ${onset.toFixed(2)} x bound, target ${target}`,
      );
    }
  }
}

function consistency(): void {
  const level = WANDER_ALLAN_DEVIATION;
  console.log(
    `\nConsistency of the default claims, phase wander of Allan deviation ${level} at 1 s in signal and claim`,
  );
  console.log(
    "(a Gaussian has shares 0.683 0.954 0.997; the claimed floor at 20 dB is the wander's)",
  );
  for (let sf = 7; sf <= 12; sf++) {
    for (const snrDb of [SENSITIVITY_DB[sf], 0, 20]) {
      const f = cell({ sf, snrDb, wander: level }, framesFor(sf));
      const shares = f.shares.map((share) => share.toFixed(3)).join(" ");
      console.log(
        `SF${sf} ${String(snrDb).padStart(5)} dB, ${f.frames} frames: MSNE bias ${f.biasMsne.toFixed(2)}, onset ${f.onsetMsne.toFixed(2)},` +
          ` bias within 1 2 3 sd: ${shares}; claimed ${f.last.biasSdHz.toPrecision(2)} Hz, ${(f.last.onsetSdS * 1e9).toPrecision(2)} ns; free phase ${f.freePhase}`,
      );
    }
  }
}

function wholeFrames(): void {
  console.log(
    "\nWhole frames of 30 bytes at SNR125 -5.2 dB: symbol clock against carrier (250 ksps, no wander)",
  );
  const carrierHz = CARRIER_HZ;
  const sampleRateHz = 250_000;
  const model = { onset: true, drift: true, clockFree: true, freePhase: false };
  for (const sf of [7, 9, 10, 11, 12]) {
    const frames = full ? Math.round(400 / 2 ** ((sf - 7) / 2)) : sf < 11 ? 40 : 10;
    const random = new SeededRandom(70 + sf);
    const estimator = new JointEstimator({ sf, bwHz: 125_000, sampleRateHz, carrierHz });
    let [square, normalised, bound, cpu] = [0, 0, 0, 0];
    for (let i = 0; i < frames; i++) {
      const waveform = frameWaveform(loraParams(sf, 125_000), random.bytes(30));
      const arrival = {
        onsetS: 0.0004 + 1e-4 * uniform(random),
        biasHz: 40_000 * (uniform(random) - 0.5),
        driftHzPerS: 20 * (uniform(random) - 0.5),
        clockPpm: 10 * (uniform(random) - 0.5),
        phaseRad: 2 * Math.PI * uniform(random),
        carrierHz,
      };
      const durationS = waveform.durationS + 0.001;
      const iq = synthesize({ sampleRateHz, durationS, waveform, arrival, snrDb: -5.2, random });
      const start = estimator.estimate(iq, arrival) ?? arrival;
      const before = process.cpuUsage().user;
      const options = { sampleRateHz, carrierHz, wanderAllanDeviation: 0, onsetFloorS: 0 };
      const found = refineWholeFrame(iq, waveform, start, options);
      cpu += process.cpuUsage().user - before;
      const error = (found?.mismatchPpm ?? 0) - arrival.clockPpm;
      square += error ** 2 / frames;
      normalised += (error / (found?.mismatchSdPpm ?? 1)) ** 2 / frames;
      const least = cramerRaoBound(waveformLayout(waveform), model, -5.2, carrierHz).clockSd;
      bound += ((least ?? 0) * 1e6) / frames;
    }
    const rmse = Math.sqrt(square);
    console.log(
      `  SF${sf} ${frames} frames: RMSE ${rmse.toPrecision(3)} ppm = ${(rmse / bound).toFixed(2)} x bound, MSNE ${normalised.toFixed(2)};` +
        ` a mismatch of ${(6.38 * rmse).toPrecision(2)} ppm is found at 99.9 % with 0.1 % false; ${(cpu / frames / 1000).toFixed(0)} ms`,
    );
  }
}

function settingFor(sf: number, snrDb: number, seed: number): ChirpSetting {
  const level = noisePower(snrDb, 125_000, RATE_HZ);
  const random = new SeededRandom(seed);
  return {
    sf,
    bwHz: 125_000,
    sampleRateHz: RATE_HZ,
    biasReachHz: 25_000,
    noisePower: level,
    random,
  };
}

/** Absolute errors in hertz of one up-chirp's bias, and CPU ms an estimate. */
function biasTrials(
  method: BiasMethod,
  sf: number,
  snrDb: number,
  trials: number,
): { errors: number[]; ms: number } {
  const setting = settingFor(sf, snrDb, 99 * sf);
  const estimator = method.prepare(setting);
  const waveform = waveformOf(loraParams(sf, 125_000, { preambleLength: 2 }), []);
  const errors: number[] = [];
  let cpu = 0;
  for (let i = 0; i < trials; i++) {
    const biasHz = 49_000 * (uniform(setting.random) - 0.5);
    const onsetS = 1e-4 * uniform(setting.random);
    const iq = synthesize({
      sampleRateHz: RATE_HZ,
      durationS: onsetS + (2.01 * 2 ** sf) / 125_000,
      waveform,
      arrival: { onsetS, biasHz, phaseRad: 2 * Math.PI * uniform(setting.random) },
      snrDb,
      random: setting.random,
    });
    const cut = secondChirp(iq, onsetS, setting);
    const before = process.cpuUsage().user;
    errors.push(Math.abs(estimator.estimate(cut.iq, cut.delayS) - biasHz));
    cpu += process.cpuUsage().user - before;
  }
  return { errors, ms: cpu / trials / 1000 };
}

const rms = (values: readonly number[]): number =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);

function oneChirp(): void {
  console.log(
    "\nBias of one up-chirp with known onset (the paper's setting): RMSE Hz, CPU ms an estimate at 2.4 Msps",
  );
  const model = { onset: false, drift: false, clockFree: false, freePhase: false };
  for (const [sf, snrDb] of [
    [7, -5.2],
    [7, 10],
    [9, -5.2],
    [12, -5.2],
  ] as const) {
    const layout = upChirpLayout(sf, 125_000, 1);
    const bound = cramerRaoBound(layout, model, snrDb, Number.POSITIVE_INFINITY).biasSdHz;
    console.log(`SF${sf}, ${snrDb} dB, bound ${bound.toPrecision(3)} Hz`);
    for (const method of biasEstimators) {
      const evolution = method === differentialEvolution || method === differentialEvolutionLong;
      if (evolution && sf > 9) continue;
      const trials = evolution ? (full ? 100 : sf === 7 ? 10 : 3) : full ? 2000 : 200;
      const { errors, ms } = biasTrials(method, sf, snrDb, trials);
      console.log(
        `  ${method.name.padEnd(30)} ${String(trials).padStart(5)} trials  RMSE ${rms(errors).toPrecision(3).padStart(9)} = ${(rms(errors) / bound).toFixed(2).padStart(7)} x bound  ${ms.toFixed(3).padStart(8)} ms`,
      );
    }
  }
}

/** Signed onset errors in seconds of a detector on whole preambles after noise. */
function onsetTrials(
  method: OnsetMethod,
  sf: number,
  snrDb: number,
  trials: number,
): { errors: number[]; ms: number } {
  const setting = {
    sf,
    bwHz: 125_000,
    sampleRateHz: RATE_HZ,
    preambleLength: 8,
    sync: [24, 32] as const,
  };
  const random = new SeededRandom(7);
  const detector = method.prepare(setting);
  const chirpS = 2 ** sf / 125_000;
  const waveform = waveformOf(loraParams(sf, 125_000), []);
  const errors: number[] = [];
  let cpu = 0;
  for (let i = 0; i < trials; i++) {
    const onsetS = chirpS * (2 + uniform(random));
    const iq = synthesize({
      sampleRateHz: RATE_HZ,
      durationS: onsetS + method.chirpsNeeded(setting) * chirpS,
      waveform,
      arrival: { onsetS, biasHz: -20_000, phaseRad: 2 * Math.PI * uniform(random) },
      snrDb,
      random,
    });
    const before = process.cpuUsage().user;
    // Nothing found counts as if the buffer's beginning had been named.
    const found = detector.detect(iq);
    errors.push((Number.isNaN(found) ? 0 : found) - onsetS);
    cpu += process.cpuUsage().user - before;
  }
  return { errors, ms: cpu / trials / 1000 };
}

function paperOnsets(): void {
  console.log(
    "\nOnset detectors without a hint at SF7, bias -20 kHz: RMSE us (CPU ms) against SNR125",
  );
  const levels = full ? [-7.5, -5.2, 0, 5, 10, 15, 20] : [-5.2, 10, 20];
  for (const method of onsetDetectors) {
    const cells = levels.map((snrDb) => {
      const { errors, ms } = onsetTrials(method, 7, snrDb, full ? 200 : 20);
      return `${snrDb} dB ${(rms(errors) * 1e6).toPrecision(3)} (${ms.toFixed(1)})`;
    });
    console.log(`  ${method.name.padEnd(24)} ${cells.join("  ")}`);
  }
}

function cost(): void {
  console.log(
    "\nCPU ms a joint estimate at 2.4 Msps, all stages and model check (targets: 5 at SF7, 80 at SF12)",
  );
  for (const sf of [7, 9, 12]) {
    const frames = sf === 12 ? 8 : 60;
    jointTrials({ sf, snrDb: 0, frames });
    const narrow = jointTrials({ sf, snrDb: 0, frames }).cpuMs;
    const options = { biasReachHz: 50e-6 * CARRIER_HZ };
    const wide = jointTrials({ sf, snrDb: 0, frames, options }).cpuMs;
    const { workKb, perEstimate } = memory(sf);
    console.log(
      `  SF${sf}: ${narrow.toFixed(2)} from +-8 kHz, ${wide.toFixed(2)} from +-50 ppm; ${workKb.toFixed(0)} kB of work space,` +
        ` ${perEstimate.toFixed(0)} bytes left behind by an estimate`,
    );
  }
}

/** Buffers that an estimator holds, and what an estimate leaves behind after a garbage collection. */
function memory(sf: number): { workKb: number; perEstimate: number } {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const waveform = waveformOf(loraParams(sf, 125_000), []);
  const arrival = { onsetS: 0.0004, biasHz: 5000, carrierHz: CARRIER_HZ };
  const durationS = waveform.durationS + 0.001;
  const random = new SeededRandom(1);
  const iq = synthesize({ sampleRateHz: RATE_HZ, durationS, waveform, arrival, snrDb: 0, random });
  collect();
  const before = process.memoryUsage().arrayBuffers;
  const options = { sf, bwHz: 125_000, sampleRateHz: RATE_HZ, carrierHz: CARRIER_HZ };
  const estimator = new JointEstimator(options);
  collect();
  const workKb = (process.memoryUsage().arrayBuffers - before) / 1024;
  const into = newJointEstimate();
  const rounds = sf === 12 ? 20 : 200;
  for (let i = 0; i < rounds; i++) estimator.estimate(iq, arrival, into);
  collect();
  const heap = process.memoryUsage().heapUsed;
  for (let i = 0; i < rounds; i++) estimator.estimate(iq, arrival, into);
  collect();
  return { workKb, perEstimate: (process.memoryUsage().heapUsed - heap) / rounds };
}
