import type { Clock } from "@lorats/base";
import { BoundedMap } from "./bounded-map.ts";

interface Bucket {
  tokens: number;
  atMono: bigint;
}

export interface BucketSize {
  readonly perSecond: number;
  /** Tokens of a bucket that nobody took from for long. */
  readonly burst: number;
  /** Owners that are remembered. */
  readonly owners: number;
}

/** A token bucket for each owner: so many a second on average, and some at once. */
export class TokenBuckets<Id> {
  readonly #clock: Clock;
  readonly #size: BucketSize;
  readonly #buckets: BoundedMap<Id, Bucket>;

  constructor(clock: Clock, size: BucketSize) {
    this.#clock = clock;
    this.#size = size;
    this.#buckets = new BoundedMap(size.owners);
  }

  /** Takes one token; false when there is none left. */
  take(id: Id): boolean {
    const bucket = this.#filled(id);
    if (bucket.tokens < 1) return false;
    bucket.tokens--;
    return true;
  }

  #filled(id: Id): Bucket {
    const { perSecond, burst } = this.#size;
    const now = this.#clock.monotonic();
    let bucket = this.#buckets.get(id);
    if (!bucket) {
      bucket = { tokens: burst, atMono: now };
      this.#buckets.set(id, bucket);
      return bucket;
    }
    const gained = (Number(now - bucket.atMono) / 1e9) * perSecond;
    bucket.tokens = Math.min(burst, bucket.tokens + gained);
    bucket.atMono = now;
    return bucket;
  }
}
