import type { ChirpWindow } from "./chirp-window.ts";
import type { IqHistory } from "./iq-history.ts";
import { PreambleMeasurement } from "./preamble-measurement.ts";
import { SEARCH_SYMBOLS_AFTER, type SfdGuess, SfdSearch } from "./sfd-search.ts";
import type { Synchronisation } from "./synchronisation.ts";
import { MOST_STEPS, PARTS, residualBins, tonePower } from "./tone-parts.ts";

/** Symbols after `endedBy` that must have arrived. */
export const SYNC_SYMBOLS_AFTER: number = SEARCH_SYMBOLS_AFTER + 1;

// A single chirp counts no more than this, so that one strong coincidence is not taken for four chirps.
const EVIDENCE_LIMIT = 200;
const UPS = 5;
const UP_PENALTY = 12;
// Down-chirps of at least this share of the up-chirps' power leave no doubt.
const CLEAR = 0.4;

/** Finds timing and carrier of preambles. Allocates nothing but its small results. */
export class Synchroniser {
  readonly #window: ChirpWindow;
  readonly #pull: number;
  readonly #measurement: PreambleMeasurement;
  readonly #search: SfdSearch;
  readonly #ups: Float64Array[];
  readonly #downs: Float64Array[];
  readonly #parts = new Float64Array(2 * PARTS);
  readonly #correlation: Float32Array;

  /** @param pull relative change of the symbol clock a bin of carrier: both come from one crystal */
  constructor(window: ChirpWindow, pull: number) {
    this.#window = window;
    this.#pull = pull;
    this.#measurement = new PreambleMeasurement(window);
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
    return this.#measurement.run(history, best, this.#symbolChips(best.bins), cleaned);
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
}

interface Strongest {
  readonly symbol: number;
  readonly power: number;
  readonly share: number;
}
