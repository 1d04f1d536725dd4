/** Counts by name, for the metrics page: nothing is dropped without one of these going up. */
export class Counters {
  readonly #counts = new Map<string, number>();

  add(name: string, by = 1): void {
    this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  get(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  all(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}
