const WRAP = 0x1_0000_0000;

/** A concentrator's free-running microsecond counter, with an offset and an error of its own; most show 32 bits of it. */
export class ConcentratorClock {
  readonly #startNs: bigint;
  readonly #startUs: number;
  readonly #rate: number;

  constructor(startNs: bigint, startUs: number, errorPpm: number) {
    this.#startNs = startNs;
    this.#startUs = startUs;
    this.#rate = 1 + errorPpm / 1e6;
  }

  /** The counter at a moment of the world's time, without wraps. */
  totalUs(atNs: bigint): number {
    const elapsedUs = (Number(atNs - this.#startNs) / 1000) * this.#rate;
    return Math.floor(this.#startUs + elapsedUs);
  }

  /** The same as 32 bits show it, 0 … 2³²−1. */
  counterUs(atNs: bigint): number {
    return this.totalUs(atNs) % WRAP;
  }

  /** The moment nearest to `nowNs` at which the counter shows `counterUs`: it wraps after 71.6 minutes. */
  momentOf(counterUs: number, nowNs: bigint): bigint {
    const aheadUs = (counterUs - this.counterUs(nowNs) + WRAP) % WRAP;
    const signedUs = aheadUs >= WRAP / 2 ? aheadUs - WRAP : aheadUs;
    return nowNs + BigInt(Math.round((signedUs / this.#rate) * 1000));
  }
}
