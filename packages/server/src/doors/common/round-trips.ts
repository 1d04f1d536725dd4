import type { Clock } from "@lorats/base";

const REMEMBERED = 32;
/** After so long a measurement says that the line was slow then, not that it still is. */
const TRUSTED_NS = 600_000_000_000n;
/** What such a one counts at most: RX2 is tried over the line, and measures it anew. */
const OLD_COUNTS_MS = 500;

interface Measurement {
  readonly ms: number;
  readonly at: bigint;
}

/** How long a gateway takes to answer. */
export class RoundTrips {
  readonly #measured: Measurement[] = [];
  readonly #clock: Pick<Clock, "monotonic">;
  readonly #assumedMs: number;

  /** @param assumedMs holds until something was measured */
  constructor(clock: Pick<Clock, "monotonic">, assumedMs: number) {
    this.#clock = clock;
    this.#assumedMs = assumedMs;
  }

  add(ms: number): void {
    this.#measured.push({ ms, at: this.#clock.monotonic() });
    if (this.#measured.length > REMEMBERED) this.#measured.shift();
  }

  get p90Ms(): number {
    const since = this.#clock.monotonic() - TRUSTED_NS;
    const sorted = this.#measured
      .map(({ ms, at }) => (at < since ? Math.min(ms, OLD_COUNTS_MS) : ms))
      .sort((a, b) => a - b);
    return sorted[Math.floor(0.9 * sorted.length)] ?? this.#assumedMs;
  }
}
