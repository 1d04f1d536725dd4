/**
 * A map of the newest entries: at least so many as it was made for, at most twice as many. Entries stand in two
 * generations, and the older one goes as a whole, because taking the oldest out of a `Map` one by one makes it walk
 * over all that was taken out before.
 */
export class RecentMap<K, V> {
  readonly #least: number;
  #young = new Map<K, V>();
  #old = new Map<K, V>();

  /** @param least entries that are certainly kept */
  constructor(least: number) {
    this.#least = least;
  }

  get(key: K): V | undefined {
    return this.#young.get(key) ?? this.#old.get(key);
  }

  /** What is set again counts as new. */
  set(key: K, value: V): void {
    this.#young.set(key, value);
    if (this.#young.size < this.#least) return;
    this.#old = this.#young;
    this.#young = new Map();
  }

  delete(key: K): void {
    this.#young.delete(key);
    this.#old.delete(key);
  }

  /** In the order in which they were first set within their generation, the older generation first. */
  *entries(): IterableIterator<[K, V]> {
    for (const entry of this.#old) if (!this.#young.has(entry[0])) yield entry;
    yield* this.#young;
  }
}
