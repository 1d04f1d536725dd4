/** Samples that the source lost, and where. */
export interface Gap {
  /** Index as received of the first sample after the gap. */
  readonly index: number;
  readonly lostSamples: number;
}

interface Arrival {
  readonly index: number;
  readonly excessS: number;
  readonly arrivedS: number;
}

/** What an arrival has shown. */
export interface GapVerdict {
  /** Nothing is in doubt any more: these arrivals were mere delays, or are now explained by `gap`. */
  readonly settled: boolean;
  readonly released: readonly { readonly index: number; readonly excessS: number }[];
  readonly gap: Gap | null;
  /** The delay has changed for good and not by whole buffers: what was learnt about it is void. */
  readonly relearn: boolean;
}

/** How near a multiple of the buffer a jump must be, as a share of the buffer. */
const TOLERANCE = 0.2;
/** A delay that never falls back for so long is a loss. */
const CONFIRM_S = 1;
const CONFIRM_ARRIVALS = 8;
const HOPELESS_S = 60;

/**
 * Tells lost buffers from delays. A source that loses whole buffers makes all later blocks come early by the sample count, that is
 * late by the clock: the *excess* over the least delay jumps by a multiple of a buffer and never comes back, while a delay does.
 * Until that is clear, `doubt` says how far the time of a sample may be off: at sample n at most min over m ≥ n of the excess.
 */
export class GapFinder {
  readonly #bufferSamples: number;
  readonly #bufferS: number;
  readonly #gaps: Gap[] = [];
  /** Arrivals since the last one that proved that nothing was lost. */
  #open: Arrival[] = [];
  /** Index up to which nothing is in doubt. */
  #clear = 0;
  /** Gaps that later arrivals disproved. */
  revoked = 0;

  constructor(bufferSamples: number, sampleRateHz: number) {
    this.#bufferSamples = bufferSamples;
    this.#bufferS = bufferSamples / sampleRateHz;
  }

  get gaps(): readonly Gap[] {
    return this.#gaps;
  }

  trueIndex(index: number): number {
    let lost = 0;
    for (const gap of this.#gaps) if (index >= gap.index) lost += gap.lostSamples;
    return index + lost;
  }

  /** `excessS`: delay of this arrival beyond the least one, by the sample count as corrected so far. */
  observe(index: number, excessS: number, arrivedS: number): GapVerdict {
    const arrival = { index, excessS, arrivedS };
    if (excessS < (TOLERANCE - 1) * this.#bufferS && this.#gaps.length > 0)
      return this.#revoke(index);
    if (excessS < (1 - TOLERANCE) * this.#bufferS) {
      const released = [...this.#open, arrival];
      this.#open = [];
      this.#clear = index;
      return { settled: true, released, gap: null, relearn: false };
    }
    this.#open.push(arrival);
    const buffers = this.#confirmed(arrivedS);
    if (buffers > 0) return this.#settle(buffers);
    const since = arrivedS - this.#open[0]!.arrivedS;
    if (since < HOPELESS_S) return { settled: false, released: [], gap: null, relearn: false };
    this.#open = [];
    this.#clear = index;
    return { settled: false, released: [], gap: null, relearn: true };
  }

  /** Another clock has shown how many buffers are missing before sample `index`: none, or the gap. Null: that cannot be. */
  resolve(index: number, buffers: number): GapVerdict | null {
    if (buffers < 0 || buffers > this.#mostLost(index)) return null;
    if (buffers > 0) return this.#settle(buffers);
    const isBefore = (arrival: Arrival): boolean => arrival.index <= index;
    const released = this.#open.filter(isBefore);
    this.#open = this.#open.filter((arrival) => !isBefore(arrival));
    this.#clear = Math.max(this.#clear, index);
    return { settled: true, released, gap: null, relearn: false };
  }

  /** How far the time of sample `index` may lie later than the samples counted say. */
  doubt(index: number): { readonly shiftS: number; readonly sdS: number } {
    const buffers = this.#mostLost(index);
    // Any number from none to all of them may be lost.
    const variance = (buffers * (buffers + 2)) / 12;
    return { shiftS: (buffers / 2) * this.#bufferS, sdS: Math.sqrt(variance) * this.#bufferS };
  }

  /** Buffers that may be missing before sample `index`, beyond the gaps that are known. */
  #mostLost(index: number): number {
    if (index <= this.#clear || this.#open.length === 0) return 0;
    let least = Number.POSITIVE_INFINITY;
    for (const arrival of this.#open) {
      if (arrival.index >= index) least = Math.min(least, arrival.excessS);
    }
    if (least === Number.POSITIVE_INFINITY) least = this.#open.at(-1)!.excessS;
    return Math.floor(least / this.#bufferS + TOLERANCE);
  }

  /** Buffers that are certainly lost: throughout the last second the least excess stood still at a multiple. */
  #confirmed(nowS: number): number {
    const from = this.#open.findIndex((arrival) => arrival.arrivedS >= nowS - CONFIRM_S);
    const covers = this.#open[0]!.arrivedS <= nowS - CONFIRM_S;
    const recent = this.#open.slice(from);
    if (!covers || recent.length < CONFIRM_ARRIVALS) return 0;
    const levels = [0, 1, 2, 3].map((quarter) => {
      const part = recent.slice((quarter * recent.length) / 4, ((quarter + 1) * recent.length) / 4);
      return Math.min(...part.map(({ excessS }) => excessS)) / this.#bufferS;
    });
    const least = Math.min(...levels);
    const buffers = Math.round(least);
    const isStill = Math.max(...levels) - least < TOLERANCE;
    return isStill && Math.abs(least - buffers) < TOLERANCE ? buffers : 0;
  }

  /** Earlier than can be: what looked lost had only been delayed. */
  #revoke(index: number): GapVerdict {
    this.#gaps.pop();
    this.#open = [];
    this.#clear = index;
    this.revoked++;
    return { settled: false, released: [], gap: null, relearn: true };
  }

  #settle(buffers: number): GapVerdict {
    const lostSamples = buffers * this.#bufferSamples;
    const lostS = buffers * this.#bufferS;
    const isShort = ({ excessS }: Arrival): boolean =>
      excessS < (buffers - TOLERANCE) * this.#bufferS;
    const before = this.#open.findLastIndex(isShort);
    const from = before < 0 ? this.#clear : this.#open[before]!.index;
    // Whole buffers were delivered before and after, so the break lies on their border.
    const border = Math.ceil(from / this.#bufferSamples) * this.#bufferSamples;
    const until = this.#open[before + 1]?.index ?? from;
    const gap = { index: border < until ? border : from, lostSamples };
    this.#gaps.push(gap);
    const released = this.#open.map(({ index, excessS }) => ({
      index,
      excessS: index > gap.index ? excessS - lostS : excessS,
    }));
    this.#clear = this.#open.at(-1)!.index;
    this.#open = [];
    return { settled: true, released, gap, relearn: false };
  }
}
