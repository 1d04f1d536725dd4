import type { CancelTimer, Clock, Instant } from "@lorats/base";

interface Timer {
  readonly dueMono: bigint;
  readonly call: () => void;
}

/**
 * Time as this thread would see it with a processor of its own: it passes while the thread runs, and is skipped while there is nothing
 * to do. What neighbours on a busy machine take does not count, nor does what V8's helper threads do beside this one.
 */
export class ProcessorClock implements Clock {
  readonly #date: Instant;
  #skippedNs = 0n;
  /** Ascending. */
  readonly #timers: Timer[] = [];

  constructor(date: Instant) {
    this.#date = date;
  }

  now(): Instant {
    return this.#date + this.monotonic();
  }

  monotonic(): bigint {
    const { user, system } = process.threadCpuUsage();
    return BigInt(user + system) * 1000n + this.#skippedNs;
  }

  after(delayMs: number, call: () => void): CancelTimer {
    const dueMono = this.monotonic() + BigInt(Math.max(0, Math.round(delayMs * 1e6)));
    const timer = { dueMono, call };
    const later = this.#timers.findIndex((other) => other.dueMono > dueMono);
    this.#timers.splice(later < 0 ? this.#timers.length : later, 0, timer);
    return () => {
      const at = this.#timers.indexOf(timer);
      if (at >= 0) this.#timers.splice(at, 1);
    };
  }

  /** Runs the first timer if it is due, or else goes on to it or to this moment, whichever is sooner. */
  async step(untilMono: bigint = this.#timers[0]?.dueMono ?? 0n): Promise<void> {
    const first = this.#timers[0];
    const next = first && first.dueMono < untilMono ? first.dueMono : untilMono;
    const aheadNs = next - this.monotonic();
    if (aheadNs > 0n) this.#skippedNs += aheadNs;
    if (first && first.dueMono <= this.monotonic()) {
      this.#timers.shift();
      first.call();
    }
    await new Promise(setImmediate);
  }
}
