import { type ToneLimits, kernels } from "../kernels/kernels.ts";
import { chipsPerSymbol } from "../params.ts";
import { ChirpTables } from "./chirp-tables.ts";

/** A run of identical up-chirps, seen but not yet synchronised to. */
export interface PreambleSighting {
  /** First sample of the window in which the run was found to be over: two chirps after its last, more or less. */
  readonly endedBy: number;
  /** First sample of the window in which it had become certain: the run began some five to seven windows before. */
  readonly certainBy: number;
  /** Dechirped frequency relative to a chirp that starts with a window, in bins of W/2^sf, 0 … 2^sf − 1. */
  readonly bin: number;
  /** Sum over the last windows of |tone|² over mean power; noise alone gives about `noiseLevel`. */
  readonly score: number;
}

/** Windows that are summed: a LoRaWAN preamble of eight chirps fills seven whatever its alignment. */
const DETECTION_WINDOWS = 7;
// One window can contribute so much: data symbols of a strong frame must not look like a preamble.
const LIMITS: ToneLimits = { cap: 22, floor: 0.1 };
const PRESENT = 3.5;
const LEAST_PRESENT = 5;
/** Sum over windows and two neighbouring bins above which a preamble is believed: 1e-6 a bin on white noise at 2 samples a chip. */
const THRESHOLD = { 1: 44, 2: 62 } as const;

/**
 * Looks for preambles in a stream of 1 or 2 samples a chip: dechirps symbol-long windows that follow one another without
 * overlap, and sums the power of each bin over the last seven. A preamble gives every window the same bin whatever its
 * timing and carrier, so neither has to be known. Each window is normalised by its own power: levels, carriers
 * and clipping do not trigger it. Cost: one transform a symbol.
 */
export class PreambleDetector {
  readonly sf: number;
  readonly samplesPerChip: 1 | 2;
  readonly windowSamples: number;
  readonly #chips: number;
  readonly #reference: Float32Array;
  /** Powers of the last windows, one row each, and their sum. */
  readonly #rows: Float32Array[];
  readonly #sum: Float32Array;
  #row = 0;
  #open: Candidate[] = [];

  constructor(sf: number, samplesPerChip: 1 | 2) {
    this.sf = sf;
    this.samplesPerChip = samplesPerChip;
    this.#chips = chipsPerSymbol(sf);
    this.windowSamples = this.#chips * samplesPerChip;
    this.#reference = ChirpTables.for(sf, samplesPerChip).chirp(0);
    this.#rows = Array.from({ length: DETECTION_WINDOWS }, () => new Float32Array(this.#chips));
    this.#sum = new Float32Array(this.#chips);
  }

  /**
   * Takes the window that starts at absolute sample `windowStart`. Returns the preambles that have just ended.
   */
  push(window: Float32Array, windowStart: number): readonly PreambleSighting[] {
    const most = this.#accumulate(window);
    const quiet = most < THRESHOLD[this.samplesPerChip] && this.#open.length === 0;
    return quiet ? NOTHING : this.#follow(windowStart);
  }

  /** Ends the stream: preambles that were still going on. */
  flush(windowStart: number): readonly PreambleSighting[] {
    const open = this.#open;
    this.#open = [];
    return open.map((each) => sightingOf(each, windowStart, 2 * this.windowSamples));
  }

  /** Puts the window in place of the oldest; returns the largest score. */
  #accumulate(window: Float32Array): number {
    const row = this.#rows[this.#row];
    this.#row = (this.#row + 1) % DETECTION_WINDOWS;
    return kernels.sumTones(window, this.#reference, LIMITS, row, this.#sum);
  }

  #follow(windowStart: number): readonly PreambleSighting[] {
    const sum = this.#sum;
    const mask = this.#chips - 1;
    const threshold = THRESHOLD[this.samplesPerChip];
    for (let k = 0; k < this.#chips; k++) {
      const score = sum[k] + sum[(k + 1) & mask];
      if (score < threshold) continue;
      const before = sum[(k - 1) & mask] + sum[k];
      const after = sum[(k + 1) & mask] + sum[(k + 2) & mask];
      if (before > score || after >= score || !this.#isRun(k)) continue;
      const known = this.#open.find((c) => binDistance(c.bin, k, this.#chips) <= 2);
      if (!known) {
        this.#open.push(newCandidate(k, score, windowStart));
        continue;
      }
      if (windowStart > known.seen || score > known.now) {
        known.at = k;
        known.now = score;
        known.seen = windowStart;
      }
      if (score <= known.score) continue;
      known.score = score;
      known.bin = k;
    }
    return this.#ended(windowStart);
  }

  /** Whether most of the windows share in the tone: two or three data symbols that happen to agree do not make a preamble. */
  #isRun(k: number): boolean {
    let present = 0;
    for (const row of this.#rows) if (this.#isPresent(row, k)) present++;
    return present >= LEAST_PRESENT;
  }

  #isPresent(row: Float32Array, k: number): boolean {
    return row[k] + row[(k + 1) & (this.#chips - 1)] > PRESENT * this.samplesPerChip;
  }

  /** Candidates whose tone is missing from two of the last three windows. */
  #ended(windowStart: number): readonly PreambleSighting[] {
    if (this.#open.length === 0) return [];
    const going: Candidate[] = [];
    const done: PreambleSighting[] = [];
    for (const candidate of this.#open) {
      this.#followEnd(candidate, windowStart);
      if (this.#recentlyPresent(candidate.bin) >= 2) going.push(candidate);
      else done.push(sightingOf(candidate, windowStart, 2 * this.windowSamples));
    }
    this.#open = going;
    return done;
  }

  /** The last chirp is where what each window has above half of the mean sums highest: noise can prolong a sighting, not the run. */
  #followEnd(candidate: Candidate, windowStart: number): void {
    const row = this.#rows[(this.#row + DETECTION_WINDOWS - 1) % DETECTION_WINDOWS];
    const power = row[candidate.at] + row[(candidate.at + 1) & (this.#chips - 1)];
    candidate.balance += power - candidate.score / DETECTION_WINDOWS / 2;
    if (candidate.balance < candidate.most) return;
    candidate.most = candidate.balance;
    candidate.last = windowStart;
  }

  #recentlyPresent(bin: number): number {
    const mask = this.#chips - 1;
    let present = 0;
    for (let back = 1; back <= 3; back++) {
      const row = this.#rows[(this.#row + DETECTION_WINDOWS - back) % DETECTION_WINDOWS];
      const near = [bin - 1, bin, bin + 1].some((k) => this.#isPresent(row, k & mask));
      if (near) present++;
    }
    return present;
  }
}

const NOTHING: readonly PreambleSighting[] = [];

interface Candidate {
  bin: number;
  score: number;
  readonly certainBy: number;
  /** Bin in which the tone was seen last, a drifting carrier leaves the first one; with what score, and when. */
  at: number;
  now: number;
  seen: number;
  balance: number;
  most: number;
  /** First sample of the window with the run's last chirp. */
  last: number;
}

function newCandidate(bin: number, score: number, windowStart: number): Candidate {
  const first = { certainBy: windowStart, at: bin, now: score, seen: windowStart };
  return { bin, score, ...first, balance: 0, most: 0, last: windowStart };
}

function sightingOf(candidate: Candidate, seenBy: number, after: number): PreambleSighting {
  const { bin, score, certainBy, last } = candidate;
  return { bin, score, certainBy, endedBy: Math.min(seenBy, last + after) };
}

function binDistance(a: number, b: number, chips: number): number {
  const distance = Math.abs(a - b) % chips;
  return Math.min(distance, chips - distance);
}
