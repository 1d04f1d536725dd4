// `npm run bench -- one-chirp [--full] [--sf=7,8]`: bias of one up-chirp whose onset is known (the paper's setting), every estimator
// beside the bound.
import { SeededRandom, uniform } from "@lorats/base";
import { noisePower } from "../../src/awgn.ts";
import {
  type BiasMethod,
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
import { chosenSfs, full } from "../support/arguments.ts";
import { SENSITIVITY_DB } from "../support/sensitivity.ts";

const RATE_HZ = 2.4e6;
const BW_HZ = 125_000;
const MODEL = { onset: false, drift: false, clockFree: false, freePhase: false };
const TRIALS: Readonly<Record<number, number>> = {
  7: 2000,
  8: 1000,
  9: 500,
  10: 250,
  11: 120,
  12: 60,
};
/** Differential evolution is slow: it sees the first trials only, and none above SF9. */
const EVOLVED: Readonly<Record<number, number>> = { 7: 20, 8: 10, 9: 5 };

export async function run(): Promise<void> {
  console.log(
    "\nBias of one up-chirp with known onset (the paper's setting) at 2.4 Msps: RMSE Hz, times the bound, CPU ms",
  );
  for (const sf of chosenSfs(full ? [7, 8, 9, 10, 11, 12] : [7])) {
    for (const snrDb of full ? [SENSITIVITY_DB[sf], -5.2, 0, 5, 10, 20] : [-5.2, 10]) {
      oneChirp(sf, snrDb, full ? TRIALS[sf] : 200);
    }
  }
  await Promise.resolve();
}

/** How many of the trials a method sees. */
function share(method: BiasMethod, sf: number, trials: number): number {
  const evolution = method === differentialEvolution || method === differentialEvolutionLong;
  return evolution ? Math.min(trials, EVOLVED[sf] ?? 0) : trials;
}

/** All estimators on the same chirps. */
function oneChirp(sf: number, snrDb: number, trials: number): void {
  const random = new SeededRandom(99 * sf);
  const setting = {
    sf,
    bwHz: BW_HZ,
    sampleRateHz: RATE_HZ,
    biasReachHz: 25_000,
    noisePower: noisePower(snrDb, BW_HZ, RATE_HZ),
    random: new SeededRandom(sf),
  };
  const waveform = waveformOf(loraParams(sf, BW_HZ, { preambleLength: 2 }), []);
  const rows = biasEstimators.map((method) => ({
    method,
    trials: share(method, sf, trials),
    estimator: method.prepare(setting),
    squares: 0,
    cpu: 0,
  }));
  for (let i = 0; i < trials; i++) {
    const biasHz = 49_000 * (uniform(random) - 0.5);
    const onsetS = 1e-4 * uniform(random);
    const iq = synthesize({
      sampleRateHz: RATE_HZ,
      durationS: onsetS + (2.01 * 2 ** sf) / BW_HZ,
      waveform,
      arrival: { onsetS, biasHz, phaseRad: 2 * Math.PI * uniform(random) },
      snrDb,
      random,
    });
    const cut = secondChirp(iq, onsetS, setting);
    for (const row of rows) {
      if (i >= row.trials) continue;
      const before = process.cpuUsage().user;
      row.squares += (row.estimator.estimate(cut.iq, cut.delayS) - biasHz) ** 2;
      row.cpu += process.cpuUsage().user - before;
    }
  }
  const layout = upChirpLayout(sf, BW_HZ, 1);
  const bound = cramerRaoBound(layout, MODEL, snrDb, Number.POSITIVE_INFINITY).biasSdHz;
  const cells = rows
    .filter((row) => row.trials > 0)
    .map(({ method, trials: seen, squares, cpu }) => {
      const hz = Math.sqrt(squares / seen);
      const ms = (cpu / seen / 1000).toFixed(2);
      return `${method.name} ${hz.toPrecision(3)} = ${(hz / bound).toPrecision(3)} x (${ms}${seen < trials ? `, ${seen} chirps` : ""})`;
    });
  console.log(
    `SF${sf} ${snrDb} dB, ${trials} chirps, bound ${bound.toPrecision(3)} Hz: ${cells.join("; ")}`,
  );
}
