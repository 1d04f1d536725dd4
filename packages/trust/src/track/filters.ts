import { COUNT, COVARIANCE, FILTERS, LAG_OF, SCALE, STRIDE, WEIGHT } from "./bank-layout.ts";
import { commonLogDensity } from "./heavy-tails.ts";
import { MOTIONS, SLOPE_MEMORY_H } from "./motions.ts";

/*
 * The filters of a bank, each by itself: Kalman's prediction and robust update. Each has the state (level, slope or ppm a
 * °C, ppm a (10 °C)³), a covariance in units of its scale, and its scale.
 */

/** No oscillator is steadier from frame to frame than this, ppm. */
const MIN_SCALE_PPM = 2e-4;
/** Frames that a scale remembers, and that the first belief in it is worth: crystals lie a factor of fifty apart in variance. */
const SCALE_MEMORY = 400;
const SCALE_PRIOR = 1;
/** Frames that a filter's weight remembers: fifty. */
export const WEIGHT_MEMORY = 0.98;
/** Frames further out are taken at a discount, as a Student filter of so many degrees of freedom does. */
const ROBUST_DOF = 8;
/** Mean of a discounted t² of a Gaussian: what a scale that is right shows. */
const DISCOUNTED = 0.8415;
/** The first frames place the level and say nothing of deviations. */
export const FRAMES_TO_PLACE = 3;
const COMFORTABLE_C = 25;

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
export const mean: Float64Array<ArrayBuffer> = new Float64Array(FILTERS);
export const variance: Float64Array<ArrayBuffer> = new Float64Array(FILTERS);
export const weight: Float64Array<ArrayBuffer> = new Float64Array(FILTERS);
/** Six covariances of each filter, moved on in time. */
const moved = new Float64Array(6 * FILTERS);

/** Fills the work space with every filter's prediction. */
export function predictAll(bank: Float32Array, { hours, bodyC, noisePpm2 }: Question): void {
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

/** How far out a deviation of t² was for what can be learnt from it; 1 on average. */
export function robust(t2: number): number {
  return (t2 * discount(t2)) / DISCOUNTED;
}

function discount(t2: number): number {
  return Math.min(1, (ROBUST_DOF + 1) / (ROBUST_DOF + t2));
}

/**
 * Updates one filter, whose prediction the work space holds, in place.
 *
 * @param next a copy of the bank that was predicted from
 * @returns log density of the frame, or undefined where there is no temperature to compare with
 */
export function updateFilter(
  next: Float32Array,
  k: number,
  { hours, bodyC, noisePpm2 }: Question,
  ppm: number,
): number | undefined {
  const at = k * STRIDE;
  const lag = LAG_OF[k]!;
  const celsius = lag < 0 ? 0 : bodyC?.[lag];
  if (celsius === undefined) {
    // It only grows older.
    next[at + COVARIANCE]! += MOTIONS[k]!.walkPerHour * hours;
    return undefined;
  }
  if (lag < 0) {
    next[at]! += slopeShare(hours) * next[at + 1]!;
    next[at + 1]! *= Math.exp(-hours / SLOPE_MEMORY_H);
  }
  const scale = next[at + SCALE]!;
  const error = ppm - mean[k]!;
  const expected = variance[k]!;
  const t2 = (error * error) / expected;
  const gain = commonLogDensity(Math.sqrt(t2)) - 0.5 * Math.log(expected);
  next[at + WEIGHT] = next[at + WEIGHT]! * WEIGHT_MEMORY + gain;
  const unit = (1 + noisePpm2 / scale) / discount(t2);
  const h1 = celsius - COMFORTABLE_C;
  const spread =
    lag < 0
      ? gainLevel(next, k, error, unit)
      : gainWarm(next, k, { h1, h2: (h1 / 10) ** 3, error, unit });
  learnScale(next, at, { share: (scale * (spread + 1)) / expected, t2: robust(t2) });
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
  const step = ((seen.t2 - 1) * seen.share) / (count + SCALE_PRIOR);
  next[at + SCALE] = Math.max(next[at + SCALE]! * Math.max(0.5, 1 + step), MIN_SCALE_PPM ** 2);
}
