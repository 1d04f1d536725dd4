import type { Clock } from "@lorats/base";

interface Attempts {
  failures: number;
  /** Monotonic, ns. */
  blockedUntil: bigint;
}

const FREE_FAILURES = 4;
const FIRST_BLOCK_MS = 1000;
const LONGEST_BLOCK_MS = 15 * 60_000;
const MAX_NAMES = 10_000;

/**
 * Slows down guessing at one account: after a few failures every further one doubles the time in which no attempt
 * is even looked at. Success clears the count.
 */
export class SignInThrottle {
  readonly #clock: Clock;
  readonly #attempts = new Map<string, Attempts>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Milliseconds until the next attempt is looked at; 0 when now. */
  blockedMs(name: string): number {
    const until = this.#attempts.get(name)?.blockedUntil ?? 0n;
    const left = until - this.#clock.monotonic();
    return left > 0n ? Math.ceil(Number(left) / 1e6) : 0;
  }

  failed(name: string): void {
    const failures = (this.#attempts.get(name)?.failures ?? 0) + 1;
    const doublings = Math.max(0, failures - FREE_FAILURES);
    const blockMs =
      doublings === 0 ? 0 : Math.min(FIRST_BLOCK_MS * 2 ** (doublings - 1), LONGEST_BLOCK_MS);
    const blockedUntil = this.#clock.monotonic() + BigInt(blockMs) * 1_000_000n;
    this.#attempts.delete(name);
    this.#attempts.set(name, { failures, blockedUntil });
    // Whoever tries many names at once pushes out the oldest; the limit by address holds against that.
    if (this.#attempts.size > MAX_NAMES) this.#attempts.delete(this.#attempts.keys().next().value!);
  }

  succeeded(name: string): void {
    this.#attempts.delete(name);
  }
}
