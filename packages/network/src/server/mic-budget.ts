import type { Clock, GatewayId } from "@lorats/base";
import { BoundedMap } from "./bounded-map.ts";

interface Bucket {
  tokens: number;
  atMono: bigint;
}

/** Gateways whose spending is remembered. */
const GATEWAYS = 10_000;

/**
 * What searching beyond the likeliest session may cost each gateway, in MICs a second: a flood of foreign frames on a
 * crowded address spends what its own gateway has, and nobody else's.
 */
export class MicBudget {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = new BoundedMap<GatewayId, Bucket>(GATEWAYS);

  constructor(clock: Clock, perSecond: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = 2 * perSecond;
  }

  /** Takes one MIC from the first of these gateways that has one left. */
  take(gateways: ReadonlySet<GatewayId>): boolean {
    for (const id of gateways) {
      const bucket = this.#filled(id);
      if (bucket.tokens < 1) continue;
      bucket.tokens--;
      return true;
    }
    return false;
  }

  #filled(id: GatewayId): Bucket {
    const now = this.#clock.monotonic();
    let bucket = this.#buckets.get(id);
    if (!bucket) {
      bucket = { tokens: this.#burst, atMono: now };
      this.#buckets.set(id, bucket);
      return bucket;
    }
    const gained = (Number(now - bucket.atMono) / 1e9) * this.#perSecond;
    bucket.tokens = Math.min(this.#burst, bucket.tokens + gained);
    bucket.atMono = now;
    return bucket;
  }
}
