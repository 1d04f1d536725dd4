import type { Synchronisation } from "./synchronisation.ts";

const CLEARLY_BETTER = 1.15;
/** Bins between the lines of chirps that one transmitter sent, as far as noise and drift let see. */
const SAME_LINE = 0.4;
/** Symbols by which chirps reach into a preamble that they are a part of. */
const OVERLAP = 1.5;
/** Symbols after which a preamble cannot be sighted again. */
const FORGET_AFTER = 40;

/** What is already known of a preamble that has just been synchronised to. */
export type Acquaintance =
  | { readonly kind: "new" }
  | { readonly kind: "known" }
  /** An earlier reading, off by a symbol, that this one is clearly better than. */
  | { readonly kind: "better"; readonly than: Synchronisation };

/** Remembers preambles: the same one can be sighted twice, or on a side lobe, on the same chirp line at nearly the same place. */
export class KnownPreambles {
  readonly #chips: number;
  #recent: Synchronisation[] = [];

  constructor(chips: number) {
    this.#chips = chips;
  }

  /** Compares with what is known, and remembers what is new or better. */
  meet(sync: Synchronisation): Acquaintance {
    const chips = this.#chips;
    this.#recent = this.#recent.filter((r) => r.sfdChip > sync.sfdChip - FORGET_AFTER * chips);
    const same = this.#recent.find(
      (other) =>
        this.#lineApart(sync, other) < 3 && Math.abs(sync.sfdChip - other.sfdChip) < 3 * chips,
    );
    if (same) {
      const elsewhere = Math.abs(sync.sfdChip - same.sfdChip) > chips / 4;
      if (!elsewhere || sync.score < CLEARLY_BETTER * same.score) return { kind: "known" };
      this.#recent = this.#recent.filter((other) => other !== same);
    }
    this.#recent.push(sync);
    return same ? { kind: "better", than: same } : { kind: "new" };
  }

  /**
   * Whether up-chirps without an SFD belong to a preamble that is known: on its line and within it, or so exactly on its line right
   * before it that they are its own beginning.
   */
  covers(orphan: Synchronisation): boolean {
    const start = this.#start(orphan);
    const end = orphan.sfdChip - 2 * this.#chips;
    return this.#recent.some((other) => {
      const apart = this.#lineApart(orphan, other);
      const overlap = end - this.#start(other);
      const least = apart < SAME_LINE ? -2 * this.#chips : OVERLAP * this.#chips;
      return apart < 3 && start < other.sfdChip + 2 * this.#chips && overlap > least;
    });
  }

  /** Takes a new reading for an old one, if they are of one preamble: on its chirp line, within two symbols. */
  replace(old: Synchronisation, by: Synchronisation): boolean {
    if (this.#lineApart(old, by) > 4 || Math.abs(old.sfdChip - by.sfdChip) > 2 * this.#chips) {
      return false;
    }
    this.forget(old);
    this.remember(by);
    return true;
  }

  forget(sync: Synchronisation): void {
    this.#recent = this.#recent.filter((other) => other !== sync);
  }

  remember(sync: Synchronisation): void {
    this.#recent.push(sync);
  }

  #start(sync: Synchronisation): number {
    return sync.sfdChip - (sync.preambleLength + 2) * this.#chips;
  }

  /** Bins between the chirp lines of two preambles. */
  #lineApart(a: Synchronisation, b: Synchronisation): number {
    const line = a.bins - a.sfdChip - (b.bins - b.sfdChip);
    return Math.abs(line - Math.round(line / this.#chips) * this.#chips);
  }
}
