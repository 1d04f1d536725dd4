import type { Clock, GatewayId } from "@lorats/base";
import { TokenBuckets } from "./token-buckets.ts";

/** Gateways whose spending is remembered. */
const GATEWAYS = 10_000;

/**
 * What searching beyond the likeliest session may cost each gateway, in MICs a second: a flood of foreign frames on a
 * crowded address spends what its own gateway has, and nobody else's.
 */
export class MicBudget {
  readonly #buckets: TokenBuckets<GatewayId>;

  constructor(clock: Clock, perSecond: number) {
    const size = { perSecond, burst: 2 * perSecond, owners: GATEWAYS };
    this.#buckets = new TokenBuckets(clock, size);
  }

  /** Takes one MIC from the first of these gateways that has one left. */
  take(gateways: ReadonlySet<GatewayId>): boolean {
    for (const id of gateways) if (this.#buckets.take(id)) return true;
    return false;
  }
}
