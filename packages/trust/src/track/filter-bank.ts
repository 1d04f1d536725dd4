import { CALIBRATION, COUNT, FILTERS, LAG_OF, STRIDE, TAILS, WEIGHT } from "./bank-layout.ts";
import {
  FRAMES_TO_PLACE,
  mean,
  predictAll,
  type Question,
  robust,
  updateFilter,
  variance,
  weight,
  WEIGHT_MEMORY,
} from "./filters.ts";
import { beyond, densityOf, learnTails, type Tails, tailsAt } from "./heavy-tails.ts";

/*
 * A bank of small Kalman filters, one a motion, that compete by how well they predict; `bank-layout.ts` says where their numbers
 * are.
 */

const FRAMES_TO_SETTLE = 100;
/** Frames that the first belief in what filters claim is worth, and how far they may be out, in variance. */
const CALIBRATION_PRIOR = 20;
const CALIBRATION_MEMORY = 200;
const MOST_CALIBRATION = 4;
/** None is ever quite out: the weather changes. */
const LEAST_WEIGHT = -20;

/** What the bank expects of the next frame. */
export interface Prediction {
  readonly meanPpm: number;
  /** Standard deviation of the frame around it, noise of its estimate included. */
  readonly sdPpm: number;
}

export function predict(bank: Float32Array, question: Question): Prediction {
  predictAll(bank, question);
  return mixture(bank);
}

/** Mean and deviation of what the filters say together, by what they were worth together so far. */
function mixture(bank: Float32Array): Prediction {
  let meanPpm = 0;
  for (let k = 0; k < FILTERS; k++) if (weight[k]! > 0) meanPpm += weight[k]! * mean[k]!;
  let spread = 0;
  for (let k = 0; k < FILTERS; k++) {
    if (weight[k]! > 0) spread += weight[k]! * (variance[k]! + (mean[k]! - meanPpm) ** 2);
  }
  return { meanPpm, sdPpm: Math.sqrt(spread * bank[CALIBRATION]!) };
}

export interface Comparison extends Prediction {
  /** Probability that a genuine frame lies this far out, on either side. */
  readonly pValue: number;
  /** Natural logarithm of the density of this reading from a genuine device, 1/ppm. */
  readonly logDensity: number;
  /** Weights of the device's tails. */
  readonly tails: Tails;
}

/**
 * Compares a reading with what the bank expects. Tails are those of deviations from the filters' common place in units of
 * their common σ, as they are learnt: a wide filter that nobody needs does not add tails of its own.
 */
export function compare(bank: Float32Array, question: Question, ppm: number): Comparison {
  const { meanPpm, sdPpm } = predict(bank, question);
  const tails = tailsAt(bank, TAILS);
  const t = (ppm - meanPpm) / sdPpm;
  const density = densityOf(tails, t) / sdPpm;
  const logDensity = Math.log(Math.max(density, 1e-300));
  return { meanPpm, sdPpm, pValue: beyond(tails, t), logDensity, tails };
}

/** The bank after a frame that it may learn from, and what it had expected. */
export function learn(
  bank: Float32Array,
  question: Question,
  ppm: number,
): { readonly bank: Float32Array; readonly expected: Prediction } {
  predictAll(bank, question);
  const next = bank.slice();
  const expected = mixture(bank);
  const t = (ppm - expected.meanPpm) / expected.sdPpm;
  learnTails(next, TAILS, t);
  calibrate(next, t);
  let gained = 0;
  for (let k = 0; k < FILTERS; k++) {
    gained += weight[k]! * (updateFilter(next, k, question, ppm) ?? 0);
  }
  weigh(next, question.bodyC === undefined ? gained : undefined);
  return { bank: next, expected };
}

/**
 * Filters that are each right about themselves are better together than they say, and while they are young worse: what
 * they claim together is held against what they do.
 */
function calibrate(next: Float32Array, t: number): void {
  const count = next[COUNT]!;
  if (count < FRAMES_TO_PLACE) return;
  const step = (robust(t * t) - 1) / (Math.min(count, CALIBRATION_MEMORY) + CALIBRATION_PRIOR);
  const known = next[CALIBRATION]! * (1 + step);
  // Young filters are wide and get narrower by themselves.
  const least = count < FRAMES_TO_SETTLE ? 1 : 1 / MOST_CALIBRATION;
  next[CALIBRATION] = Math.min(MOST_CALIBRATION, Math.max(least, known));
}

/** Filters without a temperature are neither better nor worse than the others were on average. */
function weigh(next: Float32Array, gained: number | undefined): void {
  if (gained !== undefined) {
    for (let k = 0; k < FILTERS; k++) {
      const at = k * STRIDE + WEIGHT;
      if (LAG_OF[k]! >= 0) next[at] = next[at]! * WEIGHT_MEMORY + gained;
    }
  }
  const top = Math.max(topOf(next, false), topOf(next, true));
  settle(next, false, top);
  settle(next, true, top);
}

/** The best weight of the filters with, or without, a temperature. */
function topOf(bank: Float32Array, isWarm: boolean): number {
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < FILTERS; k++) {
    const weighed = bank[k * STRIDE + WEIGHT]!;
    if (LAG_OF[k]! >= 0 === isWarm && weighed > top) top = weighed;
  }
  return top;
}

/**
 * Weights from the best one down. However far one kind of filters falls behind the other, its own order is kept: frames
 * come whose temperature is not known yet.
 */
function settle(next: Float32Array, isWarm: boolean, top: number): void {
  const behind = topOf(next, isWarm) - top;
  const kept = Math.max(behind, LEAST_WEIGHT);
  for (let k = 0; k < FILTERS; k++) {
    if (LAG_OF[k]! >= 0 !== isWarm) continue;
    const at = k * STRIDE + WEIGHT;
    next[at] = Math.max(next[at]! - top - behind, LEAST_WEIGHT) + kept;
  }
}
