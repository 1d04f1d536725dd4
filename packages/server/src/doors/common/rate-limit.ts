import type { Clock } from "@lorats/base";

interface Bucket {
  tokens: number;
  /** Monotonic, ns. */
  filledAt: bigint;
}

const BURST_SECONDS = 10;
const MAX_BUCKETS = 50_000;

/** A token bucket for each sender: so many a second on average, ten seconds' worth at once. */
export class RateLimit {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
  }

  /** Takes one token; false when there is none left. */
  take(sender: string): boolean {
    const now = this.#clock.monotonic();
    const full = this.#perSecond * BURST_SECONDS;
    let bucket = this.#buckets.get(sender);
    if (!bucket) {
      bucket = { tokens: full, filledAt: now };
      this.#buckets.set(sender, bucket);
      if (this.#buckets.size > MAX_BUCKETS)
        this.#buckets.delete(this.#buckets.keys().next().value!);
    }
    const elapsedS = Number(now - bucket.filledAt) / 1e9;
    bucket.tokens = Math.min(full, bucket.tokens + elapsedS * this.#perSecond);
    bucket.filledAt = now;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }
}
