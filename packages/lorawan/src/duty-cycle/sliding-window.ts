import { CallerError } from "@lorats/base";
import { Timeline, type TimelineState } from "./timeline.ts";

/** At most `budgetUs` of transmission within any `windowUs`, wherever the window starts. */
export interface WindowLimit {
  readonly windowUs: number;
  readonly budgetUs: number;
}

/**
 * Answers when a transmission fits under a {@link WindowLimit}, exactly.
 *
 * The sum over a window that slides is largest where an edge of the window meets an edge of a transmission, so it is
 * enough to look there. A transmission after all others is judged by the one window that ends with it; its earliest start
 * is found by one search in the running sums: O(log n). Each transmission already planned for later adds one window.
 *
 * Times are whole microseconds on any scale that does not step (monotonic time, GPS time).
 */
export class SlidingWindow {
  readonly limit: WindowLimit;
  readonly #past: Timeline;

  constructor(limit: WindowLimit, state?: TimelineState) {
    if (!(limit.windowUs > 0) || !(limit.budgetUs >= 0)) {
      throw new CallerError("LW_DUTY_BAD_LIMIT", "a window and its budget are positive");
    }
    this.limit = limit;
    this.#past = new Timeline(state);
  }

  get size(): number {
    return this.#past.size;
  }

  /** Microseconds still to spend in the window that ends at `atUs`. */
  remainingUs(atUs: number): number {
    return this.limit.budgetUs - this.#past.busyUs(atUs - this.limit.windowUs, atUs);
  }

  /**
   * The first instant, `fromUs` or later, at which a transmission may start; `undefined` if it is longer than the whole
   * budget. Transmissions of one transmitter do not overlap: what is on the air ends first.
   */
  earliestUs(fromUs: number, durationUs: number): number | undefined {
    if (durationUs > this.limit.budgetUs) return;
    let at = fromUs;
    // Each round either fits or moves on for good: past a transmission, or to where a window has emptied enough.
    for (;;) {
      const next = this.#nextTry(at, durationUs);
      if (next === at) return at;
      at = next;
    }
  }

  /** Writes down a transmission, permitted or not: what was sent was sent. */
  record(startUs: number, durationUs: number): void {
    this.#past.insert(startUs, durationUs);
  }

  /** Takes back a planned transmission that was not sent; `false` if none is written down at that start. */
  cancel(startUs: number): boolean {
    return this.#past.remove(startUs);
  }

  /** Forgets what no window that ends at `atUs` or later can see. */
  prune(atUs: number): void {
    this.#past.dropBefore(atUs - this.limit.windowUs);
  }

  toJSON(): TimelineState {
    return this.#past.toJSON();
  }

  #nextTry(at: number, durationUs: number): number {
    const past = this.#past;
    const blocked = past.endOfOverlap(at, at + durationUs);
    if (blocked !== undefined) return blocked;
    const { windowUs, budgetUs } = this.limit;
    // The window that ends with us may hold `allowed` of the others: it does when its start has passed the rest.
    const allowed = budgetUs - durationUs;
    const before = past.busyBefore(at);
    const end = at + durationUs;
    if (before - past.busyBefore(end - windowUs) > allowed) {
      return past.instantOfBusy(before - allowed) + windowUs - durationUs;
    }
    return this.#afterConflict(at, durationUs);
  }

  /**
   * Looks at the windows that hold us and end with a transmission planned for later. Where one is too full, nothing
   * between here and its end would fit either.
   */
  #afterConflict(at: number, durationUs: number): number {
    const past = this.#past;
    const { windowUs, budgetUs } = this.limit;
    const end = at + durationUs;
    for (let i = past.firstAtOrAfter(end); i < past.size; i++) {
      const laterEnd = past.endUs(i);
      const from = laterEnd - windowUs;
      if (from >= end) return at;
      const ours = Math.min(durationUs, end - from);
      if (past.busyUs(from, laterEnd) + ours > budgetUs) return laterEnd;
    }
    return at;
  }
}
