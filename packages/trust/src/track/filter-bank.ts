import { studentLogConstant, studentLogKernel, studentTwoTails } from "../statistics/tails.ts";
import { MOTIONS, SLOPE_MEMORY_H } from "./motions.ts";

/**
 * A bank of small Kalman filters, one a motion, that compete by how well they predict. Each has the state
 * (level, slope or ppm a °C, ppm a (10 °C)³), a covariance in units of its scale, and its scale.
 *
 * Layout of one filter: three means, six covariances (00 01 02 11 12 22), log weight, scale², count.
 */
const STRIDE = 12;
const FILTERS = MOTIONS.length;
const WEIGHT = 9;
const SCALE = 10;
const COUNT = 11;
/** Degrees of freedom that the tails of a device may have, from interference-ridden to clean. */
const DOFS = [5, 12, 100] as const;
/** Log weights before anything is known: clean, as crystals in quiet bands are. A few wild frames turn them over. */
const FIRST_TAILS = [-5, -2.5, 0] as const;
const CONSTANTS = DOFS.map(studentLogConstant);
/** Behind the filters: a log weight for each of the degrees of freedom. */
const TAILS = FILTERS * STRIDE;
const BANK_LENGTH = TAILS + DOFS.length;
/** Numbers of a filter that only temperature uses. */
const OF_TEMPERATURE = new Set([2, 5, 7, 8]);
const PACKED: readonly number[] = Array.from({ length: BANK_LENGTH }, (_, i) => i).filter(
  (i) =>
    i >= TAILS ||
    MOTIONS[Math.floor(i / STRIDE)]!.lagS !== undefined ||
    !OF_TEMPERATURE.has(i % STRIDE),
);

/** Standard deviation of a frame around its track before anything is known, ppm: a plain crystal's. */
const FIRST_SCALE_PPM = 0.05;
/** Crystals are made to ±30 ppm. */
const FIRST_LEVEL_PPM = 40;
/** Plain crystals go by less than 1 ppm a °C (the paper's figure 28 says 0.9). */
const FIRST_PPM_PER_C = 1;
/** AT cuts: 1e-4 ppm/°C³ at most, so 0.1 ppm at 10 °C from the inflection. */
const FIRST_CUBIC_PPM = 0.1;
/** No oscillator is steadier from frame to frame than this, ppm. */
const MIN_SCALE_PPM = 2e-4;
/** Frames that scale and weights remember. */
const SCALE_MEMORY = 400;
const WEIGHT_MEMORY = 0.98;
/** Tails belong to the device and its place: they are remembered longer. */
const TAIL_MEMORY = 0.9995;
/** Frames further out are taken at a discount, as a Student filter of so many degrees of freedom does. */
const ROBUST_DOF = 8;
/** Mean of a discounted t² of a Gaussian: what a scale that is right shows. */
const DISCOUNTED = 0.8415;
const COMFORTABLE_C = 25;

/** What the bank expects of the next frame. */
export interface Prediction {
  readonly meanPpm: number;
  /** Standard deviation of the frame around it, noise of its estimate included. */
  readonly sdPpm: number;
}

/** Work space: predictions of each filter. Reducers run one after another, so one is enough. */
const mean = new Float64Array(FILTERS);
const variance = new Float64Array(FILTERS);
const weight = new Float64Array(FILTERS);
const covariance = new Float64Array(6);

export function newBank(): Float32Array {
  const bank = new Float32Array(BANK_LENGTH);
  for (let k = 0; k < FILTERS; k++) {
    const at = k * STRIDE;
    const { slopePerHour, lagS } = MOTIONS[k]!;
    const unit = FIRST_SCALE_PPM ** 2;
    bank[at + 3] = FIRST_LEVEL_PPM ** 2 / unit;
    bank[at + 6] = lagS === undefined ? slopePerHour ** 2 : FIRST_PPM_PER_C ** 2 / unit;
    bank[at + 8] = lagS === undefined ? 0 : FIRST_CUBIC_PPM ** 2 / unit;
    bank[at + SCALE] = unit;
  }
  bank.set(FIRST_TAILS, TAILS);
  return bank;
}

/** The numbers of a bank that are not always zero. */
export function packBank(bank: Float32Array): readonly number[] {
  return PACKED.map((i) => bank[i]!);
}

export function unpackBank(next: () => number): Float32Array {
  const bank = new Float32Array(BANK_LENGTH);
  for (const i of PACKED) bank[i] = next();
  return bank;
}

/** Forgets where the level is, and nothing else: after a repair the crystal's habits may still be of use. */
export function releaseLevel(bank: Float32Array): Float32Array {
  const next = bank.slice();
  for (let k = 0; k < FILTERS; k++) {
    const at = k * STRIDE;
    next[at + 3] = FIRST_LEVEL_PPM ** 2 / next[at + SCALE]!;
    next[at + 1] = MOTIONS[k]!.lagS === undefined ? 0 : next[at + 1]!;
    next[at + 4] = 0;
    next[at + 5] = 0;
  }
  return next;
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

/** Fills the work space with every filter's prediction. */
function predictAll(bank: Float32Array, { hours, bodyC, noisePpm2 }: Question): void {
  let lag = 0;
  let best = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < FILTERS; k++) {
    const at = k * STRIDE;
    const warm = MOTIONS[k]!.lagS !== undefined;
    const celsius = warm ? bodyC?.[lag++] : 0;
    if (celsius === undefined) {
      weight[k] = Number.NEGATIVE_INFINITY;
      continue;
    }
    advance(bank, k, hours);
    const h1 = warm ? celsius - COMFORTABLE_C : 0;
    const h2 = warm ? (h1 / 10) ** 3 : 0;
    const slope = warm ? 0 : slopeShare(hours);
    mean[k] = bank[at]! + (slope + h1) * bank[at + 1]! + h2 * bank[at + 2]!;
    const [c00, c01, c02, c11, c12, c22] = covariance as unknown as Six;
    const spread =
      c00 + 2 * h1 * c01 + 2 * h2 * c02 + h1 * h1 * c11 + 2 * h1 * h2 * c12 + h2 * h2 * c22;
    variance[k] = bank[at + SCALE]! * (spread + 1) + noisePpm2;
    weight[k] = bank[at + WEIGHT]!;
    if (weight[k]! > best) best = weight[k]!;
  }
  let sum = 0;
  for (let k = 0; k < FILTERS; k++) sum += weight[k] = Math.exp(weight[k]! - best);
  for (let k = 0; k < FILTERS; k++) weight[k]! /= sum;
}

type Six = readonly [number, number, number, number, number, number];

/** How far an hourly slope, forgotten bit by bit, carries the level. */
function slopeShare(hours: number): number {
  return SLOPE_MEMORY_H * -Math.expm1(-hours / SLOPE_MEMORY_H);
}

/** Fills `covariance` with the filter's, moved on in time. */
function advance(bank: Float32Array, k: number, hours: number): void {
  const at = k * STRIDE;
  const { walkPerHour, slopePerHour, lagS } = MOTIONS[k]!;
  const c00 = bank[at + 3]!;
  const c01 = bank[at + 4]!;
  const c11 = bank[at + 6]!;
  covariance[2] = bank[at + 5]!;
  covariance[4] = bank[at + 7]!;
  covariance[5] = bank[at + 8]!;
  if (lagS !== undefined || slopePerHour === 0) {
    covariance[0] = c00 + walkPerHour * hours;
    covariance[1] = c01;
    covariance[3] = c11;
    return;
  }
  const kept = Math.exp(-hours / SLOPE_MEMORY_H);
  const share = slopeShare(hours);
  const fresh = slopePerHour ** 2 * (1 - kept * kept);
  const reach = Math.min(hours, SLOPE_MEMORY_H);
  covariance[0] =
    c00 + 2 * share * c01 + share * share * c11 + walkPerHour * hours + (fresh * reach * reach) / 3;
  covariance[1] = kept * (c01 + share * c11) + (fresh * reach) / 2;
  covariance[3] = kept * kept * c11 + fresh;
}

export function predict(bank: Float32Array, question: Question): Prediction {
  predictAll(bank, question);
  return mixture();
}

function mixture(): Prediction {
  let meanPpm = 0;
  for (let k = 0; k < FILTERS; k++) if (weight[k]! > 0) meanPpm += weight[k]! * mean[k]!;
  let spread = 0;
  for (let k = 0; k < FILTERS; k++) {
    if (weight[k]! > 0) spread += weight[k]! * (variance[k]! + (mean[k]! - meanPpm) ** 2);
  }
  return { meanPpm, sdPpm: Math.sqrt(spread) };
}

export interface Comparison extends Prediction {
  /** Probability that a genuine frame lies this far out, on either side. */
  readonly pValue: number;
  /** Natural logarithm of the density of this reading from a genuine device, 1/ppm. */
  readonly logDensity: number;
  /** Weights of the device's tails. */
  readonly tails: readonly number[];
}

/** Compares a reading with what the bank expects. */
export function compare(bank: Float32Array, question: Question, ppm: number): Comparison {
  const prediction = predict(bank, question);
  const tails = tailsOf(bank);
  let pValue = 0;
  let density = 0;
  for (let k = 0; k < FILTERS; k++) {
    if (weight[k]! < 1e-4) continue;
    const sd = Math.sqrt(variance[k]!);
    const t = (ppm - mean[k]!) / sd;
    for (let i = 0; i < DOFS.length; i++) {
      const share = weight[k]! * tails[i]!;
      pValue += share * studentTwoTails(t, DOFS[i]!);
      density += (share / sd) * Math.exp(CONSTANTS[i]! + studentLogKernel(t, DOFS[i]!));
    }
  }
  return {
    ...prediction,
    pValue: Math.min(1, pValue),
    logDensity: Math.log(Math.max(density, 1e-300)),
    tails,
  };
}

export function tailsOf(bank: Float32Array): readonly number[] {
  const raw = DOFS.map((_, i) => Math.exp(bank[TAILS + i]!));
  const sum = raw.reduce((a, b) => a + b);
  return raw.map((one) => one / sum);
}

/** Weights of tails in so many steps, and probabilities in steps of a few percent: what is worked out once is remembered. */
const TAIL_STEPS = 100;
const ALPHA_STEPS = 40;
const REMEMBERED = 10_000;
const quantiles = new Map<number, number>();

/** How far out, in σ, a frame has to lie for a probability of `alpha` at these tails. */
export function quantile(tails: readonly number[], alpha: number): number {
  const heavy = Math.round(tails[0]! * TAIL_STEPS);
  const middle = Math.min(TAIL_STEPS - heavy, Math.round(tails[1]! * TAIL_STEPS));
  const step = Math.round(Math.log(alpha) * ALPHA_STEPS);
  const key = (step * 128 + heavy) * 128 + middle;
  const known = quantiles.get(key);
  if (known !== undefined) return known;
  const shares = [heavy, middle, TAIL_STEPS - heavy - middle].map((one) => one / TAIL_STEPS);
  const found = solveQuantile(shares, Math.exp(step / ALPHA_STEPS));
  if (quantiles.size >= REMEMBERED) quantiles.clear();
  quantiles.set(key, found);
  return found;
}

function solveQuantile(tails: readonly number[], alpha: number): number {
  let low = 0;
  let high = 64;
  for (let i = 0; i < 20; i++) {
    const z = (low + high) / 2;
    let p = 0;
    for (let t = 0; t < DOFS.length; t++) p += tails[t]! * studentTwoTails(z, DOFS[t]!);
    if (p > alpha) low = z;
    else high = z;
  }
  return (low + high) / 2;
}

/** P(|Z + shift| < bound), Z with these tails: an extra bias of `shift` σ goes unnoticed. */
export function missed(tails: readonly number[], bound: number, shift: number): number {
  let p = 0;
  for (let t = 0; t < DOFS.length; t++) {
    if (tails[t]! < 1e-4) continue;
    const upper = 0.5 * studentTwoTails(Math.abs(bound - shift), DOFS[t]!);
    const below = bound >= shift ? 1 - upper : upper;
    p += tails[t]! * (below - 0.5 * studentTwoTails(bound + shift, DOFS[t]!));
  }
  return Math.min(1, Math.max(0, p));
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
  const expected = mixture();
  learnTails(next, (ppm - expected.meanPpm) / expected.sdPpm);
  let lag = 0;
  let gained = 0;
  for (let k = 0; k < FILTERS; k++) {
    const at = k * STRIDE;
    const warm = MOTIONS[k]!.lagS !== undefined;
    const celsius = warm ? bodyC?.[lag++] : 0;
    if (celsius === undefined) {
      // Nothing to compare with: it only grows older.
      next[at + 3]! += MOTIONS[k]!.walkPerHour * hours;
      continue;
    }
    advance(bank, k, hours);
    const h1 = warm ? celsius - COMFORTABLE_C : 0;
    const share = weight[k]!;
    gained +=
      share * updateFilter(next, k, { h1, h2: warm ? (h1 / 10) ** 3 : 0, ppm, hours, noisePpm2 });
  }
  weigh(next, bodyC === undefined ? gained : undefined);
  return { bank: next, expected };
}

/** Filters without a temperature are neither better nor worse than the others were on average. */
function weigh(next: Float32Array, gained: number | undefined): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let k = 0; k < FILTERS; k++) {
    const at = k * STRIDE + WEIGHT;
    if (gained !== undefined && MOTIONS[k]!.lagS !== undefined) {
      next[at] = next[at]! * WEIGHT_MEMORY + gained;
    }
    if (next[at]! > top) top = next[at]!;
  }
  for (let k = 0; k < FILTERS; k++) {
    const at = k * STRIDE + WEIGHT;
    // None is ever quite out: the weather changes.
    next[at] = Math.max(next[at]! - top, -20);
  }
}

interface Update {
  readonly h1: number;
  readonly h2: number;
  readonly ppm: number;
  readonly hours: number;
  readonly noisePpm2: number;
}

/** Kalman's robust update of one filter, whose prediction the work space holds. Returns its log density. */
function updateFilter(
  next: Float32Array,
  k: number,
  { h1, h2, ppm, hours, noisePpm2 }: Update,
): number {
  const at = k * STRIDE;
  const scale = next[at + SCALE]!;
  const error = ppm - mean[k]!;
  const expected = variance[k]!;
  const t2 = (error * error) / expected;
  const gain = CONSTANTS[1]! + studentLogKernel(Math.sqrt(t2), DOFS[1]) - 0.5 * Math.log(expected);
  next[at + WEIGHT] = next[at + WEIGHT]! * WEIGHT_MEMORY + gain;
  const trustIn = Math.min(1, (ROBUST_DOF + 1) / (ROBUST_DOF + t2));
  const [c00, c01, c02, c11, c12, c22] = covariance as unknown as Six;
  const g0 = c00 + h1 * c01 + h2 * c02;
  const g1 = c01 + h1 * c11 + h2 * c12;
  const g2 = c02 + h1 * c12 + h2 * c22;
  const spread = g0 + h1 * g1 + h2 * g2;
  const total = spread + (1 + noisePpm2 / scale) / trustIn;
  const warm = MOTIONS[k]!.lagS !== undefined;
  const kept = warm ? 1 : Math.exp(-hours / SLOPE_MEMORY_H);
  const carried = warm ? 0 : slopeShare(hours) * next[at + 1]!;
  next[at] = next[at]! + carried + (g0 / total) * error;
  next[at + 1] = kept * next[at + 1]! + (g1 / total) * error;
  next[at + 2] = next[at + 2]! + (g2 / total) * error;
  next[at + 3] = c00 - (g0 * g0) / total;
  next[at + 4] = c01 - (g0 * g1) / total;
  next[at + 5] = c02 - (g0 * g2) / total;
  next[at + 6] = c11 - (g1 * g1) / total;
  next[at + 7] = c12 - (g1 * g2) / total;
  next[at + 8] = c22 - (g2 * g2) / total;
  learnScale(next, at, {
    share: (scale * (spread + 1)) / expected,
    t2: (t2 * trustIn) / DISCOUNTED,
  });
  return gain;
}

/** The first frames place the level and say nothing of the scale; so does a frame whose own noise drowns it. */
function learnScale(next: Float32Array, at: number, seen: { share: number; t2: number }): void {
  const count = Math.min(next[at + COUNT]! + 1, SCALE_MEMORY);
  next[at + COUNT] = count;
  if (count <= 2) return;
  const step = ((seen.t2 - 1) * seen.share) / (count + 6);
  next[at + SCALE] = Math.max(next[at + SCALE]! * Math.max(0.5, 1 + step), MIN_SCALE_PPM ** 2);
}

function learnTails(next: Float32Array, t: number): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < DOFS.length; i++) {
    const at = TAILS + i;
    next[at] = next[at]! * TAIL_MEMORY + CONSTANTS[i]! + studentLogKernel(t, DOFS[i]!);
    if (next[at] > top) top = next[at];
  }
  for (let i = 0; i < DOFS.length; i++) next[TAILS + i] = Math.max(next[TAILS + i]! - top, -30);
}

/** What the bank knows of temperature: the coefficients of the best filter that uses it. */
export function temperatureOf(
  bank: Float32Array,
): { readonly ppmPerC: number; readonly sdPpmPerC: number; readonly lagS: number } | undefined {
  let best: number | undefined;
  for (let k = 0; k < FILTERS; k++) {
    if (MOTIONS[k]!.lagS === undefined || bank[k * STRIDE + COUNT]! < 4) continue;
    if (best === undefined || bank[k * STRIDE + WEIGHT]! > bank[best * STRIDE + WEIGHT]!) best = k;
  }
  if (best === undefined) return undefined;
  const at = best * STRIDE;
  const sdPpmPerC = Math.sqrt(Math.max(0, bank[at + SCALE]! * bank[at + 6]!));
  return { ppmPerC: bank[at + 1]!, sdPpmPerC, lagS: MOTIONS[best]!.lagS! };
}

/** Slope of the mixture, ppm an hour. */
export function slopeOf(bank: Float32Array): number {
  predictAll(bank, { hours: 0, noisePpm2: 0 });
  let slope = 0;
  for (let k = 0; k < FILTERS; k++) {
    if (weight[k]! > 0 && MOTIONS[k]!.lagS === undefined) {
      slope += weight[k]! * bank[k * STRIDE + 1]!;
    }
  }
  return slope;
}
