import type { TxOutcome } from "@lorats/backhaul";
import type { Clock, GatewayId, UnavailableError } from "@lorats/base";

interface Waiting {
  readonly sentAt: bigint;
  readonly downlinkId: number;
  readonly resolve: (outcome: TxOutcome) => void;
  readonly cancel: () => void;
}

/** Downlinks that a gateway has been given and has not told the fate of. */
export class Outstanding {
  readonly #clock: Clock;
  readonly #waiting = new Map<string, Waiting>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Resolves with what `settle` is told. When nothing was heard in time, `silence` decides: a protocol in which silence
   * says something returns it, another one an error.
   */
  wait(
    gatewayId: GatewayId,
    downlinkId: number,
    timeoutMs: number,
    silence: () => TxOutcome | UnavailableError,
  ): Promise<TxOutcome> {
    const key = keyOf(gatewayId, downlinkId);
    const { promise, resolve, reject } = Promise.withResolvers<TxOutcome>();
    const cancel = this.#clock.after(timeoutMs, () => {
      this.#waiting.delete(key);
      const said = silence();
      if (said instanceof Error) reject(said);
      else resolve(said);
    });
    this.#waiting.set(key, { sentAt: this.#clock.monotonic(), downlinkId, resolve, cancel });
    return promise;
  }

  /** Milliseconds that the gateway took, or undefined when nobody waits for that. */
  settle(gatewayId: GatewayId, downlinkId: number, outcome: TxOutcome): number | undefined {
    const key = keyOf(gatewayId, downlinkId);
    const waiting = this.#waiting.get(key);
    if (!waiting) return undefined;
    this.#waiting.delete(key);
    waiting.cancel();
    waiting.resolve({ ...outcome, downlinkId });
    return Number(this.#clock.monotonic() - waiting.sentAt) / 1e6;
  }

  /** Nothing more will be heard: of one gateway, or of all. */
  abandon(reason: string, gatewayId?: GatewayId): void {
    for (const [key, { downlinkId, resolve, cancel }] of this.#waiting) {
      if (gatewayId !== undefined && !key.startsWith(`${gatewayId}:`)) continue;
      this.#waiting.delete(key);
      cancel();
      resolve({ downlinkId, statuses: ["INTERNAL_ERROR"], stage: "refused", reason });
    }
  }
}

function keyOf(gatewayId: GatewayId, downlinkId: number): string {
  return `${gatewayId}:${downlinkId}`;
}
