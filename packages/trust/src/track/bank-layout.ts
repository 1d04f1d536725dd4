import { LAGS_S, MOTIONS } from "./motions.ts";
import { FIRST_TAILS } from "./heavy-tails.ts";

/**
 * How the numbers of a bank of filters lie: for each motion three means (level; slope or ppm a °C; ppm a (10 °C)³), six
 * covariances in units of its scale² (00 01 02 11 12 22), log weight, scale², count. Behind them a log weight for each kind of
 * tails, and the factor between what all filters together claim and what they do, squared.
 */
export const STRIDE = 12;
export const FILTERS: number = MOTIONS.length;
export const COVARIANCE = 3;
export const WEIGHT = 9;
export const SCALE = 10;
export const COUNT = 11;
export const TAILS: number = FILTERS * STRIDE;
export const CALIBRATION: number = TAILS + FIRST_TAILS.length;
const LENGTH = CALIBRATION + 1;

/** Of each filter: which of the body's temperatures it looks at; −1: none. */
export const LAG_OF: readonly number[] = MOTIONS.map(({ lagS }) =>
  lagS === undefined ? -1 : LAGS_S.indexOf(lagS),
);

/** Standard deviation of a frame around its track before anything is known, ppm: a plain crystal's. */
const FIRST_SCALE_PPM = 0.05;
/** Crystals are made to ±30 ppm. */
const FIRST_LEVEL_PPM = 40;
/** Plain crystals go by less than 1 ppm a °C (the paper's figure 28 says 0.9). */
const FIRST_PPM_PER_C = 1;
/** AT cuts: 1e-4 ppm/°C³ at most, so 0.1 ppm at 10 °C from the inflection. */
const FIRST_CUBIC_PPM = 0.1;

export function newBank(): Float32Array {
  const bank = new Float32Array(LENGTH);
  const unit = FIRST_SCALE_PPM ** 2;
  for (let k = 0; k < FILTERS; k++) {
    const at = k * STRIDE;
    const isWarm = LAG_OF[k]! >= 0;
    bank[at + 3] = FIRST_LEVEL_PPM ** 2 / unit;
    bank[at + 6] = isWarm ? FIRST_PPM_PER_C ** 2 / unit : MOTIONS[k]!.slopePerHour ** 2;
    bank[at + 8] = isWarm ? FIRST_CUBIC_PPM ** 2 / unit : 0;
    bank[at + SCALE] = unit;
  }
  bank.set(FIRST_TAILS, TAILS);
  bank[CALIBRATION] = 1;
  return bank;
}

/** Forgets where the level is, and nothing else: after a repair the crystal's habits may still be of use. */
export function releaseLevel(bank: Float32Array): Float32Array {
  const next = bank.slice();
  for (let k = 0; k < FILTERS; k++) {
    const at = k * STRIDE;
    next[at + 3] = FIRST_LEVEL_PPM ** 2 / next[at + SCALE]!;
    if (LAG_OF[k]! < 0) next[at + 1] = 0;
    next[at + 4] = 0;
    next[at + 5] = 0;
  }
  return next;
}

/** Numbers of a filter that only temperature uses, and those that a slope uses, too. */
const OF_TEMPERATURE = new Set([2, 5, 7, 8]);
const OF_SLOPE = new Set([1, 4, 6]);
const PACKED: readonly number[] = Array.from({ length: LENGTH }, (_, i) => i).filter(isUsed);

function isUsed(i: number): boolean {
  const k = Math.floor(i / STRIDE);
  if (k >= FILTERS || LAG_OF[k]! >= 0) return true;
  const isLevelOnly = MOTIONS[k]!.slopePerHour === 0;
  return !OF_TEMPERATURE.has(i % STRIDE) && !(isLevelOnly && OF_SLOPE.has(i % STRIDE));
}

/** The numbers of a bank that are not always zero. */
export function packBank(bank: Float32Array): readonly number[] {
  return PACKED.map((i) => bank[i]!);
}

export function unpackBank(next: () => number): Float32Array {
  const bank = new Float32Array(LENGTH);
  for (const i of PACKED) bank[i] = next();
  return bank;
}
