import {
  CALIBRATION,
  COVARIANCE,
  COUNT,
  FILTERS,
  LAG_OF,
  SCALE,
  STRIDE,
  TAILS,
  WEIGHT,
} from "./bank-layout.ts";
import {
  beyond,
  commonLogDensity,
  densityOf,
  learnTails,
  type Tails,
  tailsAt,
} from "./heavy-tails.ts";
import { MOTIONS, SLOPE_MEMORY_H } from "./motions.ts";

/*
 * A bank of small Kalman filters, one a motion, that compete by how well they predict. Each has the state (level, slope
 * or ppm a °C, ppm a (10 °C)³), a covariance in units of its scale, and its scale; `bank-layout.ts` says where.
 */

/** No oscillator is steadier from frame to frame than this, ppm. */
const MIN_SCALE_PPM = 2e-4;
/** Frames that scale and weights remember. */
const SCALE_MEMORY = 400;
const WEIGHT_MEMORY = 0.98;
/** Frames further out are taken at a discount, as a Student filter of so many degrees of freedom does. */
const ROBUST_DOF = 8;
/** Mean of a discounted t² of a Gaussian: what a scale that is right shows. */
const DISCOUNTED = 0.8415;
const COMFORTABLE_C = 25;
/** The first frames place the level and say nothing of deviations. */
const FRAMES_TO_PLACE = 3;
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

/** What the next frame is compared with. */
export interface Question {
  /** Since the last frame that the bank learnt from, h. */
  readonly hours: number;
  /** Temperatures of the body, °C, one for each lag of the motions; absent when none was reported. */
  readonly bodyC?: readonly number[] | undefined;
  /** Variance of the estimate and of what else is added to the track, ppm². */
  readonly noisePpm2: number;
}

/** Work space: predictions of each filter. Reducers run one after another, so one is enough. */
const mean = new Float64Array(FILTERS);
const variance = new Float64Array(FILTERS);
const weight = new Float64Array(FILTERS);
/** Six covariances of each filter, moved on in time. */
const moved = new Float64Array(6 * FILTERS);

/** Fills the work space with every filter's prediction. */
function predictAll(bank: Float32Array, { hours, bodyC, noisePpm2 }: Question): void {
  const slope = slopeShare(hours);
  const kept = Math.exp(-hours / SLOPE_MEMORY_H);
  let best = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < FILTERS; k++) {
    const at = k * STRIDE;
    const lag = LAG_OF[k]!;
    const celsius = lag < 0 ? 0 : bodyC?.[lag];
    if (celsius === undefined) {
      weight[k] = Number.NEGATIVE_INFINITY;
      continue;
    }
    const c = 6 * k;
    let spread: number;
    if (lag < 0) {
      advanceSloped(bank, k, { hours, slope, kept });
      mean[k] = bank[at]! + slope * bank[at + 1]!;
      spread = moved[c]!;
    } else {
      advanceWarm(bank, k, hours);
      const h1 = celsius - COMFORTABLE_C;
      const h2 = (h1 / 10) ** 3;
      mean[k] = bank[at]! + h1 * bank[at + 1]! + h2 * bank[at + 2]!;
      spread =
        moved[c]! +
        2 * (h1 * moved[c + 1]! + h2 * moved[c + 2]! + h1 * h2 * moved[c + 4]!) +
        h1 * h1 * moved[c + 3]! +
        h2 * h2 * moved[c + 5]!;
    }
    variance[k] = bank[at + SCALE]! * (spread + 1) + noisePpm2;
    weight[k] = bank[at + WEIGHT]!;
    if (weight[k]! > best) best = weight[k]!;
  }
  let sum = 0;
  for (let k = 0; k < FILTERS; k++) sum += weight[k] = Math.exp(weight[k]! - best);
  for (let k = 0; k < FILTERS; k++) weight[k]! /= sum;
}

/** How far an hourly slope, forgotten bit by bit, carries the level. */
function slopeShare(hours: number): number {
  return SLOPE_MEMORY_H * -Math.expm1(-hours / SLOPE_MEMORY_H);
}

/** A filter with temperature: its level walks, its coefficients stay. */
function advanceWarm(bank: Float32Array, k: number, hours: number): void {
  const at = k * STRIDE + COVARIANCE;
  const c = 6 * k;
  for (let i = 0; i < 6; i++) moved[c + i] = bank[at + i]!;
  moved[c]! += MOTIONS[k]!.walkPerHour * hours;
}

/** A filter of level and slope; without a slope only the level walks. */
function advanceSloped(
  bank: Float32Array,
  k: number,
  { hours, slope, kept }: { readonly hours: number; readonly slope: number; readonly kept: number },
): void {
  const at = k * STRIDE + COVARIANCE;
  const c = 6 * k;
  const { walkPerHour, slopePerHour } = MOTIONS[k]!;
  const [c00, c01, c11] = [bank[at]!, bank[at + 1]!, bank[at + 3]!];
  moved[c] = c00 + walkPerHour * hours;
  moved[c + 1] = c01;
  moved[c + 3] = c11;
  if (slopePerHour === 0) return;
  const fresh = slopePerHour * slopePerHour * (1 - kept * kept);
  const reach = Math.min(hours, SLOPE_MEMORY_H);
  moved[c] += 2 * slope * c01 + slope * slope * c11 + (fresh * reach * reach) / 3;
  moved[c + 1] = kept * (c01 + slope * c11) + (fresh * reach) / 2;
  moved[c + 3] = kept * kept * c11 + fresh;
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

export function tailsOf(bank: Float32Array): Tails {
  return tailsAt(bank, TAILS);
}

/** The bank after a frame that it may learn from, and what it had expected. */
export function learn(
  bank: Float32Array,
  question: Question,
  ppm: number,
): { readonly bank: Float32Array; readonly expected: Prediction } {
  predictAll(bank, question);
  const { hours, bodyC, noisePpm2 } = question;
  const next = bank.slice();
  const expected = mixture(bank);
  const t = (ppm - expected.meanPpm) / expected.sdPpm;
  learnTails(next, TAILS, t);
  calibrate(next, t);
  const slope = slopeShare(hours);
  const kept = Math.exp(-hours / SLOPE_MEMORY_H);
  let gained = 0;
  for (let k = 0; k < FILTERS; k++) {
    const at = k * STRIDE;
    const lag = LAG_OF[k]!;
    const celsius = lag < 0 ? 0 : bodyC?.[lag];
    if (celsius === undefined) {
      // Nothing to compare with: it only grows older.
      next[at + COVARIANCE]! += MOTIONS[k]!.walkPerHour * hours;
      continue;
    }
    if (lag < 0) {
      next[at]! += slope * next[at + 1]!;
      next[at + 1]! *= kept;
    }
    const h1 = lag < 0 ? 0 : celsius - COMFORTABLE_C;
    const h2 = (h1 / 10) ** 3;
    gained += weight[k]! * updateFilter(next, k, { h1, h2, ppm, noisePpm2 });
  }
  weigh(next, bodyC === undefined ? gained : undefined);
  return { bank: next, expected };
}

/**
 * Filters that are each right about themselves are better together than they say, and while they are young worse: what
 * they claim together is held against what they do.
 */
function calibrate(next: Float32Array, t: number): void {
  const count = next[COUNT]!;
  if (count < FRAMES_TO_PLACE) return;
  const t2 = t * t;
  const seen = (t2 * discount(t2)) / DISCOUNTED;
  const step = (seen - 1) / (Math.min(count, CALIBRATION_MEMORY) + CALIBRATION_PRIOR);
  const known = next[CALIBRATION]! * (1 + step);
  // Young filters are wide and get narrower by themselves.
  const least = count < FRAMES_TO_SETTLE ? 1 : 1 / MOST_CALIBRATION;
  next[CALIBRATION] = Math.min(MOST_CALIBRATION, Math.max(least, known));
}

function discount(t2: number): number {
  return Math.min(1, (ROBUST_DOF + 1) / (ROBUST_DOF + t2));
}

/** Filters without a temperature are neither better nor worse than the others were on average. */
function weigh(next: Float32Array, gained: number | undefined): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < FILTERS; k++) {
    const at = k * STRIDE + WEIGHT;
    if (gained !== undefined && LAG_OF[k]! >= 0) next[at] = next[at]! * WEIGHT_MEMORY + gained;
    if (next[at]! > top) top = next[at]!;
  }
  for (let k = 0; k < FILTERS; k++) {
    const at = k * STRIDE + WEIGHT;
    next[at] = Math.max(next[at]! - top, LEAST_WEIGHT);
  }
}

interface Update {
  readonly h1: number;
  readonly h2: number;
  readonly ppm: number;
  readonly noisePpm2: number;
}

/** Kalman's robust update of one filter, whose prediction the work space holds. Returns its log density. */
function updateFilter(next: Float32Array, k: number, { h1, h2, ppm, noisePpm2 }: Update): number {
  const at = k * STRIDE;
  const scale = next[at + SCALE]!;
  const error = ppm - mean[k]!;
  const expected = variance[k]!;
  const t2 = (error * error) / expected;
  const gain = commonLogDensity(Math.sqrt(t2)) - 0.5 * Math.log(expected);
  next[at + WEIGHT] = next[at + WEIGHT]! * WEIGHT_MEMORY + gain;
  const trustIn = discount(t2);
  const unit = (1 + noisePpm2 / scale) / trustIn;
  const spread =
    LAG_OF[k]! < 0 ? gainLevel(next, k, error, unit) : gainWarm(next, k, { h1, h2, error, unit });
  learnScale(next, at, {
    share: (scale * (spread + 1)) / expected,
    t2: (t2 * trustIn) / DISCOUNTED,
  });
  return gain;
}

/** Level and slope move towards the frame; returns the variance of its place before. */
function gainLevel(next: Float32Array, k: number, error: number, unit: number): number {
  const at = k * STRIDE;
  const c = 6 * k;
  const [c00, c01, c11] = [moved[c]!, moved[c + 1]!, moved[c + 3]!];
  const total = c00 + unit;
  next[at]! += (c00 / total) * error;
  next[at + 1]! += (c01 / total) * error;
  next[at + 3] = c00 - (c00 * c00) / total;
  next[at + 4] = c01 - (c00 * c01) / total;
  next[at + 6] = c11 - (c01 * c01) / total;
  return c00;
}

interface WarmGain {
  readonly h1: number;
  readonly h2: number;
  readonly error: number;
  readonly unit: number;
}

/** Level and both coefficients of temperature move towards the frame; returns the variance of its place before. */
function gainWarm(next: Float32Array, k: number, { h1, h2, error, unit }: WarmGain): number {
  const at = k * STRIDE;
  const c = 6 * k;
  const [c00, c01, c02] = [moved[c]!, moved[c + 1]!, moved[c + 2]!];
  const [c11, c12, c22] = [moved[c + 3]!, moved[c + 4]!, moved[c + 5]!];
  const g0 = c00 + h1 * c01 + h2 * c02;
  const g1 = c01 + h1 * c11 + h2 * c12;
  const g2 = c02 + h1 * c12 + h2 * c22;
  const spread = g0 + h1 * g1 + h2 * g2;
  const total = spread + unit;
  next[at]! += (g0 / total) * error;
  next[at + 1]! += (g1 / total) * error;
  next[at + 2]! += (g2 / total) * error;
  next[at + 3] = c00 - (g0 * g0) / total;
  next[at + 4] = c01 - (g0 * g1) / total;
  next[at + 5] = c02 - (g0 * g2) / total;
  next[at + 6] = c11 - (g1 * g1) / total;
  next[at + 7] = c12 - (g1 * g2) / total;
  next[at + 8] = c22 - (g2 * g2) / total;
  return spread;
}

/** A frame whose own noise drowns the scale says nothing of it. */
function learnScale(next: Float32Array, at: number, seen: { share: number; t2: number }): void {
  const count = Math.min(next[at + COUNT]! + 1, SCALE_MEMORY);
  next[at + COUNT] = count;
  if (count < FRAMES_TO_PLACE) return;
  const step = ((seen.t2 - 1) * seen.share) / (count + 6);
  next[at + SCALE] = Math.max(next[at + SCALE]! * Math.max(0.5, 1 + step), MIN_SCALE_PPM ** 2);
}

/** Slope of the mixture, ppm an hour. */
export function slopeOf(bank: Float32Array): number {
  predictAll(bank, { hours: 0, noisePpm2: 0 });
  let slope = 0;
  for (let k = 0; k < FILTERS; k++) {
    if (weight[k]! > 0 && LAG_OF[k]! < 0) slope += weight[k]! * bank[k * STRIDE + 1]!;
  }
  return slope;
}

/** What the bank knows of temperature: the coefficients of the best filter that uses it. */
export function temperatureOf(
  bank: Float32Array,
): { readonly ppmPerC: number; readonly sdPpmPerC: number; readonly lagS: number } | undefined {
  let best: number | undefined;
  for (let k = 0; k < FILTERS; k++) {
    if (LAG_OF[k]! < 0 || bank[k * STRIDE + COUNT]! < 4) continue;
    if (best === undefined || bank[k * STRIDE + WEIGHT]! > bank[best * STRIDE + WEIGHT]!) best = k;
  }
  if (best === undefined) return undefined;
  const at = best * STRIDE;
  const sdPpmPerC = Math.sqrt(Math.max(0, bank[at + SCALE]! * bank[at + 6]!));
  return { ppmPerC: bank[at + 1]!, sdPpmPerC, lagS: MOTIONS[best]!.lagS! };
}
