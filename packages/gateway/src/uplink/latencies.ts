const KEPT = 1024;

/** The last so many durations in milliseconds. */
export class Latencies {
  readonly #values = new Float64Array(KEPT);
  #count = 0;

  add(ms: number): void {
    this.#values[this.#count++ % KEPT] = ms;
  }

  /** Null before the first one. */
  quantile(share: number): number | null {
    const held = Math.min(this.#count, KEPT);
    if (held === 0) return null;
    const sorted = this.#values.slice(0, held).sort();
    return sorted[Math.min(held - 1, Math.floor(share * held))]!;
  }
}
