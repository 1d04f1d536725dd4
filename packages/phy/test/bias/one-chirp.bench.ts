// `npm run bench -- one-chirp [--full]`: bias of one up-chirp whose onset is known (the paper's setting), every estimator.
import { SeededRandom, uniform } from "@lorats/base";
import { noisePower } from "../../src/awgn.ts";
import {
  type BiasMethod,
  type ChirpSetting,
  biasEstimators,
  differentialEvolution,
  differentialEvolutionLong,
  secondChirp,
} from "../../src/bias/index.ts";
import { cramerRaoBound } from "../../src/bounds/cramer-rao.ts";
import { upChirpLayout } from "../../src/joint/chirp-layout.ts";
import { loraParams } from "../../src/params.ts";
import { synthesize } from "../../src/signal/synth.ts";
import { waveformOf } from "../../src/signal/waveform.ts";

const RATE_HZ = 2.4e6;
const full = process.argv.includes("--full");

export async function run(): Promise<void> {
  oneChirp();
  await Promise.resolve();
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
