import type { ChirpWindow } from "./chirp-window.ts";
import type { IqHistory } from "./iq-history.ts";
import { chirpEvidence } from "./preamble-run.ts";
import { type Synchronisation, evennessOf } from "./synchronisation.ts";
import { PARTS, residualBins, tonePower } from "./tone-parts.ts";

/** Chirps before the end of the sighting that are looked at: longer preambles count as that long. */
const BEFORE = 28;
const AFTER = 3;
const WINDOWS = BEFORE + AFTER;
/** Windows about the beginning of the run on which alignments are compared. */
const EDGE = 10;
/** Alignments that are tried across a symbol, and then chip by chip around the best. */
const COARSE = 16;
/** Windows that the signal's power is taken from. */
const STRONGEST = 5;
/** What one window may say: see `preambleRun`. */
const MOST_EVIDENCE = 12;
const DOUBT = 2;
/** Share of a window that may lie outside the stream. */
const MOST_MISSING = 0.1;
/** Chirps whose noise is so much above that of the cleanest ones are left out. */
const LOUD = 2;

/**
 * What is left of a preamble whose sync word and SFD were destroyed: a run of equal up-chirps.
 *
 * Their tone gives carrier minus delay only. Where the chirps begin is told by where the run does: of all alignments within reach
 * of the carrier, the one whose windows are filled or empty, but not half filled, is the likeliest. Off by k chips, the carrier
 * is off by k bins: that is the grid on which onset and bias of an orphan are known.
 */
export class UpChirpRunSearch {
  readonly #window: ChirpWindow;
  readonly #pull: number;
  readonly #parts = Array.from({ length: WINDOWS }, () => new Float64Array(2 * PARTS));
  readonly #powers = new Float64Array(WINDOWS);
  readonly #noises = new Float64Array(WINDOWS);
  readonly #sorted = new Float64Array(WINDOWS);
  readonly #best: Run = newRun();
  readonly #trial: Run = newRun();

  /** @param pull relative change of the symbol clock a bin of carrier */
  constructor(window: ChirpWindow, pull: number) {
    this.#window = window;
    this.#pull = pull;
  }

  /**
   * Looks at the up-chirps seen as tone `bin` in windows that end by chip `endedBy`. The result's `syncSymbols` are null and its
   * `sfdChip` is where the SFD would begin if the last chirp seen were the preamble's last. Null: no run of `least` chirps.
   */
  run(
    history: IqHistory,
    endedBy: number,
    bin: number,
    maxBins: number,
    least: number,
  ): Synchronisation | null {
    const { chips } = this.#window;
    const origin = endedBy - BEFORE * chips;
    const seen: Seen = { history, origin, bin, reach: Math.min(maxBins, chips / 2) };
    this.#best.score = 0;
    // Half a symbol apart, one of two alignments has most of each chirp in one window: enough to see where the run is.
    for (const late of [0, chips / 2]) this.#offer({ ...seen, reach: chips }, late, 0, WINDOWS);
    if (this.#best.to - this.#best.from < least - 1) return null;
    this.#align(seen);
    if (this.#best.to - this.#best.from < least) return null;
    this.#keepClean(least);
    return this.#state(origin);
  }

  /** Finds the alignment at which the run's beginning fills its windows best, then the whole run at that alignment. */
  #align(seen: Seen): void {
    const { chips } = this.#window;
    const from = Math.max(0, this.#best.from - 2);
    const to = Math.min(WINDOWS, from + EDGE);
    this.#best.score = 0;
    for (let i = 0; i < COARSE; i++) this.#offer(seen, (i * chips) / COARSE, from, to);
    for (let step = chips / COARSE / 2; step >= 0.5; step /= 2) {
      const middle = this.#best.late;
      this.#offer(seen, middle - step, from, to);
      this.#offer(seen, middle + step, from, to);
    }
    if (this.#best.score > 0) this.#fill(seen, this.#best, 0, WINDOWS);
  }

  /** Tries chirps that start `late` chips after the windows of the grid, on windows `from` … `to` − 1. */
  #offer(seen: Seen, late: number, from: number, to: number): void {
    // The tone of a window that starts k chips before its chirp lies k bins below the carrier.
    const bins = wrapped(seen.bin + late, this.#window.chips);
    if (Math.abs(bins) > seen.reach) return;
    const trial = this.#trial;
    trial.late = late;
    trial.bins = bins;
    this.#fill(seen, trial, from, to);
    if (trial.score > this.#best.score) Object.assign(this.#best, trial);
  }

  /** Measures windows `from` … `to` − 1 at a run's alignment and finds the run among them. */
  #fill(seen: Seen, run: Run, from: number, to: number): void {
    this.#measure(seen.history, seen.origin, run, from, to);
    this.#findRun(run, from, to);
  }

  /** Start of window `i` in chips. */
  #chip(origin: number, late: number, bins: number, i: number): number {
    const length = this.#window.chips * (1 - this.#pull * bins);
    return origin + late + BEFORE * this.#window.chips + (i - BEFORE) * length;
  }

  /** Powers of all windows at an alignment, and what their places would hold without a chirp. */
  #measure(history: IqHistory, origin: number, run: Run, from: number, to: number): void {
    const { samples, samplesPerChip } = this.#window;
    const { late, bins } = run;
    for (let i = from; i < to; i++) {
      const at = this.#chip(origin, late, bins, i);
      if (!isThere(history, at * samplesPerChip, samples)) {
        this.#powers[i] = 0;
        this.#noises[i] = 1e-30;
        continue;
      }
      const energy = this.#window.parts(history, at, bins, false, PARTS, this.#parts[i]);
      // Half a bin either way: the sighting's bin is a whole number, and drift moves early chirps.
      let power = 0;
      for (let q = -2; q <= 2; q += 2) power = Math.max(power, tonePower(this.#parts[i], q));
      this.#powers[i] = power;
      this.#noises[i] = Math.max(1e-30, energy - power / samples);
    }
  }

  /** The windows that speak most for one amplitude throughout: the contiguous ones whose evidence sums highest. */
  #findRun(into: Run, first: number, last: number): void {
    const { samples } = this.#window;
    const sorted = this.#sorted.subarray(0, last - first);
    sorted.set(this.#powers.subarray(first, last));
    sorted.sort();
    const signal = sorted[sorted.length - STRONGEST];
    const floor = (1e-4 * signal) / samples;
    into.score = 0;
    into.from = first;
    into.to = first;
    let most = 0;
    let sum = 0;
    let clear = 0;
    let from = first;
    for (let i = first; i < last; i++) {
      if (sum <= 0) {
        sum = 0;
        clear = 0;
        from = i;
      }
      const noise = Math.max(this.#noises[i], floor);
      const evidence = chirpEvidence(this.#powers[i], signal, noise);
      sum += Math.max(-MOST_EVIDENCE, Math.min(MOST_EVIDENCE, evidence)) - DOUBT;
      clear += evidence;
      if (sum <= most) continue;
      most = sum;
      into.score = clear;
      into.from = from;
      into.to = i + 1;
    }
  }

  /** Cuts off the chirps that something else lies upon, as far as enough remain: an estimate is better without them. */
  #keepClean(least: number): void {
    const run = this.#best;
    const noises = this.#noises;
    let quiet = Number.POSITIVE_INFINITY;
    for (let i = run.from; i + least <= run.to; i++) {
      let loudest = 0;
      for (let k = i; k < i + least; k++) loudest = Math.max(loudest, noises[k]);
      quiet = Math.min(quiet, loudest);
    }
    while (run.to - run.from > least && noises[run.to - 1] > LOUD * quiet) run.to--;
    while (run.to - run.from > least && noises[run.from] > LOUD * quiet) run.from++;
  }

  #state(origin: number): Synchronisation {
    const { from, to, late, bins } = this.#best;
    const { samples } = this.#window;
    const chirps = this.#parts.slice(from, to);
    const powers = Array.from(this.#powers.subarray(from, to));
    const power = powers.reduce((sum, each) => sum + each, 0) / powers.length;
    const noises = this.#noises.slice(from, to).toSorted();
    const noise = noises[noises.length >> 1] / samples;
    const length = this.#window.chips * (1 - this.#pull * bins);
    const start = this.#chip(origin, late, bins, from);
    return {
      sfdChip: start + (to - from + 2) * length,
      bins: bins + residualBins(chirps, 2),
      preambleLength: to - from,
      syncSymbols: null,
      score: this.#best.score,
      evidence: 0,
      evenness: evennessOf(powers),
      amplitude: Math.sqrt(Math.max(0, power / samples - noise) / samples),
      noise,
    };
  }
}

/** Whether nearly all of a window lies within the stream: a chirp that begins or ends with it does not fill its window. */
function isThere(history: IqHistory, first: number, samples: number): boolean {
  const missing = Math.max(history.start - first, first + samples - history.end);
  return missing < MOST_MISSING * samples;
}

function wrapped(bins: number, chips: number): number {
  return bins - Math.round(bins / chips) * chips;
}

/** What is looked at: windows of a symbol's length from chip `origin` on, in which up-chirps are seen as tone `bin`. */
interface Seen {
  readonly history: IqHistory;
  readonly origin: number;
  readonly bin: number;
  readonly reach: number;
}

interface Run {
  late: number;
  bins: number;
  from: number;
  to: number;
  score: number;
}

function newRun(): Run {
  return { late: 0, bins: 0, from: 0, to: 0, score: 0 };
}
