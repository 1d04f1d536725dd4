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

/** A clock that stands still until a test or a simulation moves it. */
export class VirtualClock implements Clock {
  #now: Instant;
  #monotonic = 0n;
  #sequence = 0;
  #timers: { due: bigint; sequence: number; call: () => void }[] = [];

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
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves both clocks forward and fires the timers on the way, each at its own time. */
  advance(byMs: number): void {
    const end = this.#monotonic + BigInt(Math.round(byMs * 1e6));
    for (;;) {
      const next = this.#timers
        .filter((timer) => timer.due <= end)
        .toSorted((a, b) => Number(a.due - b.due) || a.sequence - b.sequence)[0];
      if (!next) break;
      this.#moveTo(next.due);
      this.#timers = this.#timers.filter((other) => other !== next);
      next.call();
    }
    this.#moveTo(end);
  }

  /** Sets the date alone, as an operator or NTP would; monotonic time does not move. */
  jump(byMs: number): void {
    this.#now += BigInt(Math.round(byMs * 1e6));
  }

  #moveTo(monotonic: bigint): void {
    this.#now += monotonic - this.#monotonic;
    this.#monotonic = monotonic;
  }
}
