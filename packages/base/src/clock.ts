import type { Instant } from "./instant.ts";

/** Cancels a pending timer; harmless when it has fired. */
export type CancelTimer = () => void;

/**
 * Time as a room sees it. `now` says what the date is and may jump; every window, deadline and retry uses
 * `monotonic` and timers, which do not.
 */
export interface Clock {
  now(): Instant;
  /** Nanoseconds since an arbitrary origin; never goes back. */
  monotonic(): bigint;
  /** Calls once after `delayMs` of monotonic time. */
  after(delayMs: number, call: () => void): CancelTimer;
}

/** Readings nearer together than this are of one moment. */
const ONE_MOMENT_NS = 20_000n;
const MOST_READINGS = 4;

/**
 * What the date was, or will be, at a moment of monotonic time. A process may be interrupted between its readings of the two clocks, for
 * milliseconds on a busy machine: so they are read until nothing came between them, or as little as a few tries allow.
 */
export function dateAt(clock: Clock, monotonicNs: bigint): Instant {
  let best: { readonly betweenNs: bigint; readonly date: Instant } | undefined;
  for (let i = 0; i < MOST_READINGS; i++) {
    const before = clock.monotonic();
    const now = clock.now();
    const betweenNs = clock.monotonic() - before;
    if (!best || betweenNs < best.betweenNs) {
      best = { betweenNs, date: now + (monotonicNs - before - betweenNs / 2n) };
    }
    if (betweenNs < ONE_MOMENT_NS) break;
  }
  return best!.date;
}

interface Timer {
  readonly due: bigint;
  readonly sequence: number;
  readonly call: () => void;
}

/** A clock that stands still until a test or a simulation moves it. */
export class VirtualClock implements Clock {
  #now: Instant;
  #monotonic = 0n;
  #sequence = 0;
  /** The latest first, so that the next one is taken off the end. */
  readonly #timers: Timer[] = [];

  constructor(start: Instant = 1_800_000_000_000_000_000n) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  monotonic(): bigint {
    return this.#monotonic;
  }

  after(delayMs: number, call: () => void): CancelTimer {
    const due = this.#monotonic + BigInt(Math.max(0, Math.round(delayMs * 1e6)));
    const timer = { due, sequence: this.#sequence++, call };
    this.#timers.splice(this.#place(timer), 0, timer);
    return () => {
      const at = this.#place(timer);
      if (this.#timers[at] === timer) this.#timers.splice(at, 1);
    };
  }

  /**
   * Moves both clocks forward and fires the timers on the way, each at its own time and those of one time in the
   * order of their making.
   */
  advance(byMs: number): void {
    const end = this.#monotonic + BigInt(Math.round(byMs * 1e6));
    for (;;) {
      const next = this.#timers.at(-1);
      if (!next || next.due > end) break;
      this.#timers.pop();
      this.#moveTo(next.due);
      next.call();
    }
    this.#moveTo(end);
  }

  /** Sets the date alone, as an operator or NTP would; monotonic time does not move. */
  jump(byMs: number): void {
    this.#now += BigInt(Math.round(byMs * 1e6));
  }

  /** A timer that was called may itself have advanced the clock further; it never goes back. */
  #moveTo(monotonic: bigint): void {
    if (monotonic <= this.#monotonic) return;
    this.#now += monotonic - this.#monotonic;
    this.#monotonic = monotonic;
  }

  /** Where a timer is, or belongs. */
  #place(timer: Timer): number {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#timers[middle]!;
      const isLater =
        other.due === timer.due ? other.sequence > timer.sequence : other.due > timer.due;
      if (isLater) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
