import type { Cursor } from "@lorats/events";

/** Names one append whose consequences are not all stored yet. */
export type Ticket = number;

/**
 * Finds the position up to which nothing in the log is unfinished: every reception decided, every decision in a
 * session row. Positions are opaque and concurrent appends may land in any order, but whatever is appended after
 * an append was acknowledged lies behind it. So a position is safe once everything that was begun before its
 * acknowledgement is settled.
 */
export class Checkpoints {
  #next: Ticket = 0;
  readonly #open = new Set<Ticket>();
  readonly #candidates: { readonly frontier: Ticket; readonly position: Cursor }[] = [];
  #safe: Cursor | undefined;

  /** Call before an append. */
  begin(): Ticket {
    const ticket = this.#next++;
    this.#open.add(ticket);
    return ticket;
  }

  /** Call when an append was acknowledged. */
  acknowledged(position: Cursor): void {
    const newest = this.#candidates.at(-1);
    // Candidates with one frontier are equally good: keep the first, it is at least as safe.
    if (newest?.frontier !== this.#next) {
      this.#candidates.push({ frontier: this.#next, position });
    }
    // Under a backlog every second candidate is enough.
    if (this.#candidates.length > 2048) this.#thin();
  }

  /** Call when nothing of an append is left to do. */
  settle(ticket: Ticket): void {
    this.#open.delete(ticket);
  }

  /** The newest safe position, absent when there was none yet. */
  safe(): Cursor | undefined {
    // Tickets are issued in ascending order, so the first open one is the oldest.
    const oldest = this.#open.values().next().value ?? this.#next;
    let taken = 0;
    while (taken < this.#candidates.length && this.#candidates[taken]!.frontier <= oldest) taken++;
    if (taken > 0) this.#safe = this.#candidates.splice(0, taken).at(-1)!.position;
    return this.#safe;
  }

  #thin(): void {
    for (let i = 0; 2 * i < this.#candidates.length; i++) {
      this.#candidates[i] = this.#candidates[2 * i]!;
    }
    this.#candidates.length = Math.ceil(this.#candidates.length / 2);
  }
}
