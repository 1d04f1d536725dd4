import { accept, refuse, type Clock, type Eui64, type Result } from "@lorats/base";
import type { Gateway } from "@lorats/network";
import type { KnownGateways, Newcomer } from "./known-gateways.ts";
import { RateLimit } from "./rate-limit.ts";

export interface PorterParts {
  readonly gateways: KnownGateways;
  readonly clock: Clock;
  /** Messages taken from one gateway in a second, on average over ten. */
  readonly maxPerSecond: number;
}

/**
 * Says who may come in: known gateways that are not disabled, so many messages a second. Whoever makes up EUIs is
 * held to the same rate by address, so that he does not keep the registry busy.
 */
export class Porter {
  readonly #gateways: KnownGateways;
  readonly #limit: RateLimit;

  constructor({ gateways, clock, maxPerSecond }: PorterParts) {
    this.#gateways = gateways;
    this.#limit = new RateLimit(clock, maxPerSecond);
  }

  /** Whether one more message of this gateway may be taken. */
  takes(eui: Eui64): boolean {
    return this.#limit.take(eui);
  }

  /**
   * The gateway, at once when it is remembered. `newcomer` is how one that nobody created is registered, where the
   * door may do that.
   * Refusals: `UNKNOWN_GATEWAY`, `GATEWAY_DISABLED`.
   */
  admit(
    eui: Eui64,
    address: string,
    newcomer?: Newcomer,
  ): Result<Gateway> | Promise<Result<Gateway>> {
    const known = this.#gateways.find(eui, () => this.#limit.take(address), newcomer);
    return known instanceof Promise ? known.then(decide) : decide(known);
  }

  /** Calls with the gateways that were changed or deleted. Returns how to stop. */
  onChange(listener: (ids: ReadonlySet<string>) => void): () => void {
    return this.#gateways.onChange(listener);
  }
}

function decide(gateway: Gateway | undefined): Result<Gateway> {
  if (!gateway) return refuse("UNKNOWN_GATEWAY", "nobody created this gateway");
  return gateway.disabled ? refuse("GATEWAY_DISABLED", "the gateway is disabled") : accept(gateway);
}
