import type { Clock } from "@lorats/base";

/** After so long without another like it, a delay counts half. */
const HALF_LIFE_NS = 60e9;

/**
 * How long decisions took lately, from the moment at which they were due until they were durable: the longest of the last
 * minutes, the longer ago the less of it. Whoever has to be in time begins so much earlier.
 */
export class DecisionDelay {
  readonly #clock: Clock;
  #peakMs = 0;
  #peakMono = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get recentMs(): number {
    const age = Number(this.#clock.monotonic() - this.#peakMono);
    return this.#peakMs * 2 ** (-age / HALF_LIFE_NS);
  }

  /** A decision that was due then is durable now. */
  note(dueMono: bigint): void {
    const now = this.#clock.monotonic();
    const tookMs = Number(now - dueMono) / 1e6;
    if (tookMs <= this.recentMs) return;
    this.#peakMs = tookMs;
    this.#peakMono = now;
  }
}
