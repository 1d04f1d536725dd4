import type { ChirpWindow } from "./chirp-window.ts";
import type { IqHistory } from "./iq-history.ts";

/** A place and a carrier that would explain the down-chirps seen. */
export interface SfdGuess {
  /** Start of the SFD in chips, carrier in bins of W/2^sf, power of both down-chirps over mean power. */
  sfdChip: number;
  bins: number;
  score: number;
}

/** The SFD is looked for from this many symbols before to that many after the window in which the preamble had ended. */
const FROM = -3;
const TO = 4;
const STEPS = 4;
const WINDOWS = (TO - FROM + 3) * STEPS;
const GUESSES = 3;

/** Symbols after `endedBy` that the search reads. */
export const SEARCH_SYMBOLS_AFTER: number = TO + 3;

/**
 * Looks for the SFD of a preamble that is known by its tone: an up-chirp fixes carrier minus delay, a down-chirp carrier plus
 * delay, each modulo 2^sf. Every carrier within reach is tried against every place, by lookup in quarter-spaced
 * transforms. Cost: 44 transforms and about 16 lookups a bin of reach.
 */
export class SfdSearch {
  readonly #window: ChirpWindow;
  readonly #tones: Float32Array[];
  readonly #sum: Float32Array;
  readonly #one: Float32Array;
  readonly #guesses: SfdGuess[] = [];

  constructor(window: ChirpWindow) {
    this.#window = window;
    const { chips } = window;
    this.#tones = tonesFor(chips);
    this.#sum = new Float32Array(chips);
    this.#one = new Float32Array(chips);
  }

  /** The most likely places, best first, more than two bins of carrier apart. Valid until the next call. */
  run(history: IqHistory, endedBy: number, bin: number, maxBins: number): readonly SfdGuess[] {
    const { chips } = this.#window;
    const upBin = this.#refineBin(history, endedBy, bin);
    const quarter = chips / STEPS;
    const origin = endedBy + FROM * chips;
    for (const [i, out] of this.#tones.entries()) {
      this.#window.tones(history, origin + i * quarter, true, out);
    }
    const guesses = this.#guesses;
    guesses.length = 0;
    const limit = Math.floor(Math.min(maxBins, chips / 2));
    for (let bins = -limit; bins <= limit; bins++) {
      const late = bins - upBin;
      const grid = late - Math.floor(late / chips) * chips;
      const first = Math.ceil(grid / quarter - 1e-9);
      const seen = Math.round(bins + grid - first * quarter);
      let bestScore = 0;
      let best = 0;
      for (let j = 0; j < TO - FROM; j++) {
        const i = first + j * STEPS;
        const score = this.#pair(i, seen) + this.#pair(i + STEPS, seen);
        if (score > bestScore) {
          bestScore = score;
          best = j;
        }
      }
      this.#offer(origin + grid + best * chips, bins, bestScore);
    }
    return guesses;
  }

  /** Keeps a guess if it is among the best, and drops those that it outdoes within two bins. */
  #offer(sfdChip: number, bins: number, score: number): void {
    const guesses = this.#guesses;
    const last = guesses[guesses.length - 1];
    if (guesses.length === GUESSES && last && score <= last.score) return;
    const near = guesses.findIndex((guess) => Math.abs(guess.bins - bins) <= 2);
    if (near >= 0) {
      if (guesses[near].score >= score) return;
      guesses.splice(near, 1);
    }
    const at = guesses.findIndex((guess) => guess.score < score);
    guesses.splice(at < 0 ? guesses.length : at, 0, { sfdChip, bins, score });
    if (guesses.length > GUESSES) guesses.length = GUESSES;
  }

  /** Power of the tone near bin `k` (cyclic) of window `i`: the better of the two pairs around it. */
  #pair(i: number, k: number): number {
    const tones = this.#tones[i];
    const mask = tones.length - 1;
    return tones[k & mask] + Math.max(tones[(k - 1) & mask], tones[(k + 1) & mask]);
  }

  /** Power-weighted bin of the preamble's tone near `bin` over six windows before the end. */
  #refineBin(history: IqHistory, endedBy: number, bin: number): number {
    const { chips, samplesPerChip } = this.#window;
    this.#sum.fill(0);
    for (let w = 3; w <= 8; w++) {
      this.#window.tones(history, endedBy - w * chips, false, this.#one);
      for (let d = -1; d <= 2; d++) {
        const k = (bin + d + chips) & (chips - 1);
        this.#sum[k] += this.#one[k];
      }
    }
    let weight = 0;
    let moment = 0;
    for (let d = -1; d <= 2; d++) {
      const power = Math.max(0, this.#sum[(bin + d + chips) & (chips - 1)] - 6 * samplesPerChip);
      weight += power * power;
      moment += d * power * power;
    }
    return bin + (weight > 0 ? moment / weight : 0.5);
  }
}

const tones = new Map<number, Float32Array[]>();

/** Made anew by every search, and megabytes at SF12: one set serves all searches of a spreading factor. */
function tonesFor(chips: number): Float32Array[] {
  let set = tones.get(chips);
  if (!set) {
    set = Array.from({ length: WINDOWS }, () => new Float32Array(chips));
    tones.set(chips, set);
  }
  return set;
}
