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
 * The sum over a window that slides is largest where an edge of the window meets an edge of a transmission. For a new
 * transmission those are: the window that ends with it, the window that starts with it, and in between the windows that
 * end with what is already planned for later. Each of the three is one search, O(log n), and where one is too full it
 * names an instant before which none can fit; two searches move past a whole window's length of plans.
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
    this.#past = new Timeline(limit.windowUs, state);
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

  /** `at` if the transmission fits there, else an instant before which it certainly does not. */
  #nextTry(at: number, durationUs: number): number {
    const past = this.#past;
    if (past.lastEndUs > at) {
      const next = this.#afterPlans(at, durationUs);
      if (next > at) return next;
    }
    // The window that ends with us: its start must have passed all but what we leave.
    const { windowUs, budgetUs } = this.limit;
    const surplus = past.busyBefore(at) - (budgetUs - durationUs);
    if (past.busyBefore(at + durationUs - windowUs) >= surplus) return at;
    return past.instantOfBusy(surplus) + windowUs - durationUs;
  }

  /** {@link #nextTry} as far as what is planned for later restricts it. */
  #afterPlans(at: number, durationUs: number): number {
    const past = this.#past;
    const { windowUs, budgetUs } = this.limit;
    const end = at + durationUs;
    const free = past.firstFreeUs(at, durationUs);
    if (free > at) return free;
    const allowed = budgetUs - durationUs;
    const full = past.endOfLastFullWindow(end, at + windowUs, allowed);
    if (full !== undefined) return full;
    // The window that starts with us: we must start so late that it holds less of us.
    const ahead = past.busyUs(end, at + windowUs);
    return ahead > allowed ? at + windowUs - Math.max(0, budgetUs - ahead) : at;
  }
}
