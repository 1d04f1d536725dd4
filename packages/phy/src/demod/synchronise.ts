import type { ChirpWindow } from "./chirp-window.ts";
import type { IqHistory } from "./iq-history.ts";
import { logBessel0 } from "./log-bessel.ts";

/** Where a frame lies in time and frequency, well enough to demodulate it. Chips and bins as in `ChirpWindow`. */
export interface Synchronisation {
  /** Start of the SFD in chips from the stream's first sample. */
  readonly sfdChip: number;
  /** Carrier bias in bins of W/2^sf. */
  readonly bins: number;
  /** Up-chirps found before the sync word. */
  readonly preambleLength: number;
  /** The two sync symbols as received. */
  readonly syncSymbols: readonly [number, number];
  /** Evidence for SFD and sync word: matched power over mean power, summed over four chirps. */
  readonly score: number;
  /** Amplitude of the preamble, and noise power per sample of the stream. */
  readonly amplitude: number;
  readonly noise: number;
}

/** Symbols after `endedBy` that `synchronise` reads. */
export const SYNC_SYMBOLS_AFTER = 8;

const PARTS = 32;
// The SFD is looked for from this many symbols before to that many after the window in which the preamble had ended.
const SEARCH_FROM = -3;
const SEARCH_TO = 4;
const STEPS = 4;
// A single chirp counts no more than this, so that one strong coincidence is not taken for four chirps.
const EVIDENCE_LIMIT = 200;
// Preamble, sync word and SFD come from one transmitter: their powers may differ by this much only.
const POWER_RATIO = 5;
// Five up-chirps of noise give about 5; whatever has fewer than four up-chirps in a row is data.
const LEAST_UP_SHARE = 28;
const LEAST_PREAMBLE = 4;

/**
 * Finds SFD, timing and carrier of a preamble that was seen as tone `bin` in windows that end by chip `endedBy`.
 *
 * An up-chirp fixes carrier minus delay, a down-chirp carrier plus delay, each modulo 2^sf; the SFD gives the second and tells
 * which whole symbol it is. Every carrier within `maxBins` is tried against every place of the SFD by lookup in
 * quarter-spaced transforms; the best few are then measured on all chirps. Returns null when nothing resembles an SFD.
 */
export function synchronise(
  window: ChirpWindow,
  history: IqHistory,
  endedBy: number,
  bin: number,
  maxBins: number,
): Synchronisation | null {
  const upBin = refineUpBin(window, history, endedBy, bin);
  const guesses = searchSfd(window, history, endedBy, upBin, maxBins);
  let best: { sfdChip: number; bins: number; score: number } | null = null;
  for (const guess of guesses) {
    const fine = refine(window, history, guess.sfdChip, guess.bins);
    const score = evidence(window, history, fine.sfdChip, fine.bins);
    if (!best || score > best.score) best = { ...fine, score };
  }
  const least = window.samplesPerChip * (14 + 2 * Math.log(window.chips));
  if (!best || best.score < least) return null;
  const fine = refine(window, history, best.sfdChip, best.bins);
  return measure(window, history, fine.sfdChip, fine.bins, best.score);
}

/** Power-weighted bin of the preamble's tone near `bin` over six windows before the end. */
function refineUpBin(
  window: ChirpWindow,
  history: IqHistory,
  endedBy: number,
  bin: number,
): number {
  const { chips } = window;
  const sum = new Float32Array(chips);
  const one = new Float32Array(chips);
  for (let w = 3; w <= 8; w++) {
    window.tones(history, endedBy - w * chips, false, one);
    for (let k = 0; k < chips; k++) sum[k] += one[k];
  }
  let weight = 0;
  let moment = 0;
  for (let d = -1; d <= 2; d++) {
    const power = Math.max(0, sum[(bin + d + chips) % chips] - 6 * window.samplesPerChip);
    weight += power * power;
    moment += d * power * power;
  }
  return bin + (weight > 0 ? moment / weight : 0.5);
}

interface Guess {
  readonly sfdChip: number;
  readonly bins: number;
  readonly score: number;
}

function searchSfd(
  window: ChirpWindow,
  history: IqHistory,
  endedBy: number,
  upBin: number,
  maxBins: number,
): Guess[] {
  const { chips } = window;
  const quarter = chips / STEPS;
  const count = (SEARCH_TO - SEARCH_FROM + 3) * STEPS;
  const origin = endedBy + SEARCH_FROM * chips;
  const tones = Array.from({ length: count }, (_, i) => {
    const out = new Float32Array(chips);
    window.tones(history, origin + i * quarter, true, out);
    return out;
  });
  const guesses: Guess[] = [];
  const limit = Math.min(maxBins, chips / 2);
  for (let bins = -Math.floor(limit); bins <= limit; bins++) {
    const late = bins - upBin;
    const grid = late - Math.floor(late / chips) * chips;
    let best: Guess | null = null;
    for (let j = 0; j < SEARCH_TO - SEARCH_FROM; j++) {
      const start = grid + j * chips;
      const i = Math.ceil(start / quarter - 1e-9);
      const score =
        pairPower(tones[i], bins + start - i * quarter, chips) +
        pairPower(tones[i + STEPS], bins + start - i * quarter, chips);
      if (!best || score > best.score) best = { sfdChip: origin + start, bins, score };
    }
    if (best) guesses.push(best);
  }
  return bestApart(guesses);
}

/** The strongest guesses that are more than two bins apart. */
function bestApart(guesses: Guess[]): Guess[] {
  const kept: Guess[] = [];
  for (const guess of guesses.sort((a, b) => b.score - a.score)) {
    if (guess.score < 0.5 * guesses[0].score) break;
    if (kept.every((other) => Math.abs(other.bins - guess.bins) > 2)) kept.push(guess);
    if (kept.length === 4) break;
  }
  return kept;
}

/** Power of the tone that lies near `bin` (cyclic): the better of the two pairs around its nearest bin. */
function pairPower(tones: Float32Array, bin: number, chips: number): number {
  const k = Math.round(bin);
  const at = (i: number): number => tones[((i % chips) + chips) % chips];
  return at(k) + Math.max(at(k - 1), at(k + 1));
}

/** Corrects timing and carrier by the residual tones of the last up-chirps and the SFD, then by the phase between chirps. */
function refine(
  window: ChirpWindow,
  history: IqHistory,
  sfdChip: number,
  bins: number,
): { sfdChip: number; bins: number } {
  const { chips } = window;
  const ups = Array.from({ length: 5 }, () => new Float64Array(2 * PARTS));
  const downs = Array.from({ length: 2 }, () => new Float64Array(2 * PARTS));
  let chip = sfdChip;
  let carrier = bins;
  for (let round = 0; round < 3; round++) {
    const reach = round === 0 ? MOST_STEPS : 2;
    for (const [i, parts] of ups.entries()) {
      window.parts(history, chip - (i + 3) * chips, carrier, false, PARTS, parts);
    }
    for (const [i, parts] of downs.entries()) {
      window.parts(history, chip + i * chips, carrier, true, PARTS, parts);
    }
    const x = residual(ups, reach);
    const y = residual(downs, reach);
    carrier += (x + y) / 2;
    chip += (y - x) / 2;
  }
  return { sfdChip: chip, bins: carrier };
}

/** Offset in bins within ±`steps` quarters at which Σ |Σ parts|² is greatest. */
function residual(chirps: readonly Float64Array[], steps: number): number {
  const powers = RESIDUAL_POWERS;
  let best = -steps;
  for (let i = -steps - 1; i <= steps + 1; i++) {
    let sum = 0;
    for (const parts of chirps) sum += tonePower(parts, i);
    powers[i + steps + 1] = sum;
    if (Math.abs(i) <= steps && sum > powers[best + steps + 1]) best = i;
  }
  const at = best + steps + 1;
  const bend = powers[at - 1] - 2 * powers[at] + powers[at + 1];
  const peak = bend < 0 ? best + (0.5 * (powers[at - 1] - powers[at + 1])) / bend : best;
  return peak / QUARTERS;
}

const QUARTERS = 4;
const MOST_STEPS = 6;
const RESIDUAL_POWERS = new Float64Array(2 * MOST_STEPS + 3);

/** e^(−j2πx(m+½)/parts) for x = −(MOST_STEPS + 1) … MOST_STEPS + 1 quarters of a bin. */
const TURNS: readonly Float64Array[] = Array.from({ length: 2 * MOST_STEPS + 3 }, (_, i) => {
  const x = (i - MOST_STEPS - 1) / QUARTERS;
  return Float64Array.from({ length: 2 * PARTS }, (_, j) => {
    const angle = (-2 * Math.PI * x * (Math.floor(j / 2) + 0.5)) / PARTS;
    return j % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
});

/** Power of a tone `quarters` of a bin away from zero. */
function tonePower(parts: Float64Array, quarters: number): number {
  const turns = TURNS[quarters + MOST_STEPS + 1];
  let re = 0;
  let im = 0;
  for (let m = 0; m < 2 * PARTS; m += 2) {
    re += parts[m] * turns[m] - parts[m + 1] * turns[m + 1];
    im += parts[m] * turns[m + 1] + parts[m + 1] * turns[m];
  }
  return re * re + im * im;
}

/** Matched powers of both down-chirps and of the strongest symbol of both sync chirps, each limited, in means. */
function evidence(window: ChirpWindow, history: IqHistory, sfdChip: number, bins: number): number {
  const { chips, samplesPerChip } = window;
  const parts = new Float64Array(2 * PARTS);
  const limit = EVIDENCE_LIMIT * samplesPerChip;
  let sum = 0;
  for (let i = 0; i < 2; i++) {
    const energy = window.parts(history, sfdChip + i * chips, bins, true, PARTS, parts);
    if (energy > 0) sum += Math.min(tonePower(parts, 0) / energy, limit);
  }
  const correlation = new Float32Array(2 * chips);
  for (let i = 1; i <= 2; i++) {
    window.correlate(history, sfdChip - i * chips, bins, correlation);
    sum += Math.min(strongest(correlation).share * samplesPerChip, limit);
  }
  return sum;
}

/** The symbol with most power, and that power over the mean of all. */
function strongest(correlation: Float32Array): { symbol: number; power: number; share: number } {
  let symbol = 0;
  let power = 0;
  let total = 0;
  for (let i = 0; i < correlation.length; i += 2) {
    const p = correlation[i] ** 2 + correlation[i + 1] ** 2;
    total += p;
    if (p > power) {
      power = p;
      symbol = i / 2;
    }
  }
  return { symbol, power, share: total > 0 ? (power * correlation.length) / 2 / total : 0 };
}

function measure(
  window: ChirpWindow,
  history: IqHistory,
  sfdChip: number,
  bins: number,
  score: number,
): Synchronisation | null {
  const { chips, samples } = window;
  const correlation = new Float32Array(2 * chips);
  const sync = [2, 1].map((i) => {
    window.correlate(history, sfdChip - i * chips, bins, correlation);
    return strongest(correlation);
  });
  const parts = new Float64Array(2 * PARTS);
  let downPower = 0;
  for (let i = 0; i < 2; i++) {
    window.parts(history, sfdChip + i * chips, bins, true, PARTS, parts);
    downPower += tonePower(parts, 0) / 2;
  }
  const powers: number[] = [];
  let reference = 0;
  let noise = 0;
  let share = 0;
  for (let i = 0; ; i++) {
    const chip = sfdChip - (i + 3) * chips;
    if (chip * window.samplesPerChip < history.start) break;
    const energy = window.parts(history, chip, bins, false, PARTS, parts);
    // A drifting carrier moves early chirps by a fraction of a bin: look a little aside.
    const power = Math.max(tonePower(parts, -2), tonePower(parts, 0), tonePower(parts, 2));
    powers.push(power);
    if (i < 5) {
      reference += power / 5;
      noise += Math.max(0, energy - power / samples) / 5 / samples;
      share += energy > 0 ? power / energy : 0;
    }
    if (i > 5 && powers.slice(-4).every((p) => p < 0.3 * reference)) break;
  }
  const syncPower = (sync[0].power + sync[1].power) / 2;
  if (!isAlike(downPower, reference) || !isAlike(syncPower, reference)) return null;
  const preambleLength = runLength(
    powers,
    reference,
    Math.max(noise, 1e-4 * (reference / samples)) * samples,
  );
  if (share < LEAST_UP_SHARE || preambleLength < LEAST_PREAMBLE) return null;
  return {
    sfdChip,
    bins,
    preambleLength,
    syncSymbols: [sync[0].symbol, sync[1].symbol],
    score,
    amplitude: Math.sqrt(Math.max(0, reference / samples - noise) / samples),
    noise,
  };
}

function isAlike(a: number, b: number): boolean {
  return a < POWER_RATIO * b && b < POWER_RATIO * a;
}

/**
 * Number of up-chirps, counted backwards from the sync word: the most likely change point between chirps and noise.
 * Where the noise leaves a doubt, eight is likelier than other numbers, and fewer than six hardly ever sent.
 */
function runLength(powers: readonly number[], signal: number, noise: number): number {
  const rho = Math.max(signal / noise - 1, 1);
  let best = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const [i, power] of powers.entries()) {
    const x = 2 * Math.sqrt((rho * power) / noise);
    // A strong chirp that is missing must not be outvoted by one that came by chance: evidence saturates.
    sum += Math.max(-12, Math.min(12, logBessel0(x) - rho));
    const length = i + 1;
    const prior = length === CUSTOMARY_PREAMBLE ? 4 : length < 6 ? -3 : 0;
    if (sum + prior > bestScore) {
      bestScore = sum + prior;
      best = length;
    }
  }
  return best;
}

const CUSTOMARY_PREAMBLE = 8;
