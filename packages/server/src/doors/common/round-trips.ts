const REMEMBERED = 32;

/** How long a gateway takes to answer. */
export class RoundTrips {
  readonly #ms: number[] = [];
  readonly #assumedMs: number;

  /** @param assumedMs holds until something was measured */
  constructor(assumedMs: number) {
    this.#assumedMs = assumedMs;
  }

  add(ms: number): void {
    this.#ms.push(ms);
    if (this.#ms.length > REMEMBERED) this.#ms.shift();
  }

  get p90Ms(): number {
    const sorted = this.#ms.toSorted((a, b) => a - b);
    return sorted[Math.floor(0.9 * sorted.length)] ?? this.#assumedMs;
  }
}
