import type { ChirpWindow } from "./chirp-window.ts";
import type { IqHistory } from "./iq-history.ts";
import { chirpEvidence, preambleRun } from "./preamble-run.ts";
import { SEARCH_SYMBOLS_AFTER, type SfdGuess, SfdSearch } from "./sfd-search.ts";
import { MOST_STEPS, PARTS, residualBins, tonePhase, tonePower } from "./tone-parts.ts";

/** Where a frame lies in time and frequency, well enough to demodulate it. Chips and bins as in `ChirpWindow`. */
export interface Synchronisation {
  /** Start of the SFD in chips from the stream's first sample. */
  readonly sfdChip: number;
  /** Carrier bias in bins of W/2^sf. */
  readonly bins: number;
  /** Up-chirps found before the sync word. */
  readonly preambleLength: number;
  /** The two sync symbols as received. Null: neither they nor the SFD were found, and `sfdChip` follows from the last chirp seen. */
  readonly syncSymbols: readonly [number, number] | null;
  /** Evidence for SFD and sync word: matched power over mean power, summed over four chirps. */
  readonly score: number;
  /**
   * Log likelihood ratio of the SFD being there, at the up-chirps' power, against the noise at its own place.
   * A true one has about twice the energy of a chirp over noise; searching noise of any level turns up some 8.
   */
  readonly evidence: number;
  /**
   * Of the last five up-chirps, the sync chirps and the two down-chirps, the share whose powers lie within a factor of 2.5 of
   * their median. Symbols of a frame that look like a preamble by chance do not agree in power.
   */
  readonly evenness: number;
  /** Amplitude of the preamble, and noise power per sample of the stream. */
  readonly amplitude: number;
  readonly noise: number;
}

/** Symbols after `endedBy` that must have arrived. */
export const SYNC_SYMBOLS_AFTER: number = SEARCH_SYMBOLS_AFTER + 1;

// A single chirp counts no more than this, so that one strong coincidence is not taken for four chirps.
const EVIDENCE_LIMIT = 200;
// Preamble, sync word and SFD come from one transmitter: their powers may differ by this much only.
const POWER_RATIO = 5;
// Five up-chirps of noise give about 5; whatever has fewer than four up-chirps in a row is data.
const LEAST_UP_SHARE = 28;
const LEAST_PREAMBLE = 4;
const UPS = 5;
const UP_PENALTY = 12;
// Down-chirps of at least this share of the up-chirps' power leave no doubt.
const CLEAR = 0.4;
// A symbol of this power over the preamble's belongs to another frame.
const TOO_STRONG = 1.6;
const SYNC_STEP = 8;
// Share of each chirp's residual that the next one is corrected by.
const FOLLOW = 0.25;

/** Finds timing and carrier of preambles. Allocates nothing but its small results. */
export class Synchroniser {
  readonly #window: ChirpWindow;
  readonly #pull: number;
  readonly #search: SfdSearch;
  readonly #ups: Float64Array[];
  readonly #downs: Float64Array[];
  readonly #parts = new Float64Array(2 * PARTS);
  readonly #correlation: Float32Array;
  readonly #powers: number[] = [];
  readonly #phases: number[] = [];
  readonly #noises: number[] = [];

  /** @param pull relative change of the symbol clock a bin of carrier: both come from one crystal */
  constructor(window: ChirpWindow, pull: number) {
    this.#window = window;
    this.#pull = pull;
    this.#search = new SfdSearch(window);
    this.#ups = Array.from({ length: UPS }, () => new Float64Array(2 * PARTS));
    this.#downs = Array.from({ length: 2 }, () => new Float64Array(2 * PARTS));
    this.#correlation = new Float32Array(2 * window.chips);
  }

  /**
   * Synchronises to the preamble seen as tone `bin` in windows that end by chip `endedBy`; carriers up to `maxBins` are
   * tried. Returns null when nothing there resembles preamble, sync word and SFD of one transmitter.
   *
   * @param cleaned another frame was taken out of the stream there
   */
  run(
    history: IqHistory,
    endedBy: number,
    bin: number,
    maxBins: number,
    cleaned: boolean,
  ): Synchronisation | null {
    const { samplesPerChip, chips } = this.#window;
    let best: SfdGuess | null = null;
    const guesses = this.#search.run(history, endedBy, bin, maxBins);
    for (const guess of guesses) {
      // The up-chirps' own tone makes all carriers but the true one score low.
      if (guess.score < 0.5 * guesses[0].score) break;
      this.#refine(history, guess, MOST_STEPS);
      guess.score = this.#evidence(history, guess);
      if (!best || guess.score > best.score) best = guess;
    }
    if (!best || best.score < samplesPerChip * (14 + 2 * Math.log(chips))) return null;
    this.#settleSymbol(history, best);
    this.#refine(history, best, 2);
    this.#refine(history, best, 2);
    return this.#measure(history, best, cleaned);
  }

  /** Chips of receiver time that a symbol lasts when its carrier is `bins` off. */
  #symbolChips(bins: number): number {
    return this.#window.chips * (1 - this.#pull * bins);
  }

  /** Corrects timing and carrier by the residual tones, within ±`steps` quarters of a bin, of five up-chirps and the SFD. */
  #refine(history: IqHistory, at: SfdGuess, steps: number): void {
    const chips = this.#symbolChips(at.bins);
    for (let i = 0; i < UPS; i++) {
      const chip = at.sfdChip - (i + 3) * chips;
      this.#window.parts(history, chip, at.bins, false, PARTS, this.#ups[i]);
    }
    for (let i = 0; i < 2; i++) {
      this.#window.parts(history, at.sfdChip + i * chips, at.bins, true, PARTS, this.#downs[i]);
    }
    const x = residualBins(this.#ups, steps);
    const y = residualBins(this.#downs, steps);
    at.bins += (x + y) / 2;
    at.sfdChip += (y - x) / 2;
  }

  /** Matched powers of both down-chirps and of the strongest symbol of both sync chirps, each limited, in means. */
  #evidence(history: IqHistory, at: SfdGuess): number {
    const { samplesPerChip } = this.#window;
    const chips = this.#symbolChips(at.bins);
    const limit = EVIDENCE_LIMIT * samplesPerChip;
    let sum = 0;
    for (let i = 0; i < 2; i++) {
      const chip = at.sfdChip + i * chips;
      const energy = this.#window.parts(history, chip, at.bins, true, PARTS, this.#parts);
      if (energy > 0) sum += Math.min(tonePower(this.#parts, 0) / energy, limit);
    }
    for (let i = 1; i <= 2; i++) {
      const { share } = this.#strongest(history, at.sfdChip - i * chips, at.bins);
      sum += Math.min(share * samplesPerChip, limit);
    }
    return sum;
  }

  /** One weak down-chirp in noise suffices to miss the SFD by a whole symbol: compares both neighbours on all chirps. */
  #settleSymbol(history: IqHistory, at: SfdGuess): void {
    const chips = this.#symbolChips(at.bins);
    const middle = at.sfdChip;
    const power = (slot: number, down: boolean): number => {
      this.#window.parts(history, middle + slot * chips, at.bins, down, PARTS, this.#parts);
      return tonePower(this.#parts, 0);
    };
    const ups = (power(-3, false) + power(-4, false) + power(-5, false)) / 3;
    if (Math.min(power(0, true), power(1, true)) > CLEAR * ups) return;
    let best = 0;
    let bestScore = Number.NEGATIVE_INFINITY;
    for (const shift of [0, -1, 1]) {
      at.sfdChip = middle + shift * chips;
      const score = this.#frameStart(history, at);
      if (score > bestScore) {
        bestScore = score;
        best = shift;
      }
    }
    at.sfdChip = middle + best * chips;
    if (best !== 0) at.score = this.#evidence(history, at);
  }

  /** Evidence for SFD and sync word with an up-chirp before them; a first sync symbol of 0 is more likely a preamble's chirp. */
  #frameStart(history: IqHistory, at: SfdGuess): number {
    const { samplesPerChip, chips } = this.#window;
    const symbolChips = this.#symbolChips(at.bins);
    const limit = EVIDENCE_LIMIT * samplesPerChip;
    const up = at.sfdChip - 3 * symbolChips;
    const energy = this.#window.parts(history, up, at.bins, false, PARTS, this.#parts);
    const share = energy > 0 ? Math.min(tonePower(this.#parts, 0) / energy, limit) : 0;
    const first = this.#strongest(history, at.sfdChip - 2 * symbolChips, at.bins).symbol;
    const looksUp = first <= 1 || first === chips - 1;
    return this.#evidence(history, at) + share - (looksUp ? UP_PENALTY * samplesPerChip : 0);
  }

  /** The symbol with most power at `chip`, its power, and that over the mean of all symbols. */
  #strongest(history: IqHistory, chip: number, bins: number): Strongest {
    const correlation = this.#correlation;
    this.#window.correlate(history, chip, bins, correlation);
    let symbol = 0;
    let power = 0;
    let total = 0;
    for (let i = 0; i < correlation.length; i += 2) {
      const p = correlation[i] * correlation[i] + correlation[i + 1] * correlation[i + 1];
      total += p;
      if (p > power) {
        power = p;
        symbol = i / 2;
      }
    }
    return { symbol, power, share: total > 0 ? (power * this.#window.chips) / total : 0 };
  }

  /** The nibble's symbol with most power at `chip`, but not one that is too strong to be of the chirps of power `reference`. */
  #syncSymbol(history: IqHistory, chip: number, bins: number, reference: number): SyncSymbol {
    const c = this.#correlation;
    this.#window.correlate(history, chip, bins, c);
    const best = { symbol: 0, power: 0, noise: 0 };
    let total = 0;
    for (let i = 0; i < c.length; i++) total += c[i] * c[i];
    let bestScore = Number.NEGATIVE_INFINITY;
    for (let nibble = 0; nibble < 16; nibble++) {
      const symbol = (nibble * SYNC_STEP) % this.#window.chips;
      const power = c[2 * symbol] ** 2 + c[2 * symbol + 1] ** 2;
      const score = Math.min(power, reference) - Math.max(0, power - TOO_STRONG * reference);
      if (score <= bestScore) continue;
      bestScore = score;
      best.symbol = symbol;
      best.power = power;
    }
    best.noise = (total - best.power) / (this.#window.chips - 1);
    return best;
  }

  #measure(history: IqHistory, at: SfdGuess, cleaned: boolean): Synchronisation | null {
    const { samples, samplesPerChip } = this.#window;
    const { sfdChip, bins, score } = at;
    const chips = this.#symbolChips(bins);
    const downs = [0, 1].map((i) => {
      const at = sfdChip + i * chips;
      const energy = this.#window.parts(history, at, bins, true, PARTS, this.#parts);
      const power = tonePower(this.#parts, 0);
      return { power, noise: energy - power / samples };
    });
    const downPower = (downs[0].power + downs[1].power) / 2;
    const powers = this.#powers;
    powers.length = 0;
    this.#phases.length = 0;
    this.#noises.length = 0;
    let reference = 0;
    let noise = 0;
    let share = 0;
    let weak = 0;
    let aside = 0;
    const one = [this.#parts];
    for (let i = 0; weak < 4; i++) {
      const chip = sfdChip - (i + 3) * chips;
      if (chip * samplesPerChip < history.start) break;
      const energy = this.#window.parts(history, chip, bins + aside, false, PARTS, this.#parts);
      const power = Math.max(
        tonePower(this.#parts, -2),
        tonePower(this.#parts, 0),
        tonePower(this.#parts, 2),
      );
      // A drifting carrier, or a clock that is not its own, moves early chirps away from the late ones.
      if (i < UPS || power > 0.3 * reference) aside += FOLLOW * residualBins(one, 2);
      powers.push(power);
      this.#phases.push(tonePhase(this.#parts));
      this.#noises.push(Math.max(0, energy - power / samples));
      if (i < UPS) {
        reference += power / UPS;
        noise += Math.max(0, energy - power / samples) / UPS / samples;
        share += energy > 0 ? power / energy : 0;
      } else weak = power < 0.3 * reference ? weak + 1 : 0;
    }
    const first = this.#syncSymbol(history, sfdChip - 2 * chips, bins, reference);
    const second = this.#syncSymbol(history, sfdChip - chips, bins, reference);
    const syncPower = (first.power + second.power) / 2;
    if (share < LEAST_UP_SHARE) return null;
    if (!isAlike(downPower, reference) || !isAlike(syncPower, reference)) return null;
    const floor = Math.max(noise, (1e-4 * reference) / samples / samples);
    const local = this.#noises.map((each) => Math.max(each, floor * samples));
    const preambleLength = preambleRun(powers, this.#phases, local, reference, cleaned);
    if (preambleLength < LEAST_PREAMBLE) return null;
    const amplitude = Math.sqrt(Math.max(0, reference / samples - noise) / samples);
    const syncSymbols: [number, number] = [first.symbol, second.symbol];
    const start = [...downs, first, second];
    const evenness = evennessOf([...powers.slice(0, UPS), ...start.map((each) => each.power)]);
    let evidence = 0;
    for (const each of downs) {
      const beside = Math.max(each.noise, floor * samples);
      // Searching finds powers above the expected one; they say no more than that.
      evidence += Math.min(chirpEvidence(each.power, reference, beside), reference / beside);
    }
    return {
      sfdChip,
      bins,
      preambleLength,
      syncSymbols,
      score,
      evidence,
      evenness,
      amplitude,
      noise,
    };
  }
}

interface SyncSymbol {
  readonly symbol: number;
  readonly power: number;
  /** Mean power of the other symbols. */
  readonly noise: number;
}

interface Strongest {
  readonly symbol: number;
  readonly power: number;
  readonly share: number;
}

/** Share of powers within a factor of 2.5 of their median. */
export function evennessOf(powers: readonly number[]): number {
  const median = powers.toSorted((a, b) => a - b)[powers.length >> 1];
  return powers.filter((p) => p > median / 2.5 && p < median * 2.5).length / powers.length;
}

function isAlike(a: number, b: number): boolean {
  return a < POWER_RATIO * b && b < POWER_RATIO * a;
}
