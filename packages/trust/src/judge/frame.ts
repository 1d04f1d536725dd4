import type { GatewayId } from "@lorats/base";
import type { Arrival } from "../path/arrival-habit.ts";
import type { Reception, Timing, Uplink } from "@lorats/events";
import type { ElapsedPayload } from "../time/elapsed-time.ts";
import type { TrustPolicy } from "../policy.ts";
import type { GatewayTrust } from "../state/gateway-trust.ts";
import { type Reading, readingOf } from "../track/reading.ts";

/** One frame with all that there is to judge it by. */
export interface Frame {
  readonly uplink: Uplink;
  readonly receptions: readonly Reception[];
  readonly gateways: ReadonlyMap<GatewayId, GatewayTrust>;
  readonly policy: TrustPolicy;
  readonly timing: Timing;
  /** When it was delivered, s since the epoch; doubles hold that to 0.2 µs. */
  readonly atS: number;
  readonly readings: readonly Reading[];
  /** Precise times of several gateways, without corrections for their distance; empty where there are fewer than two. */
  readonly arrivals: readonly Arrival[];
  /** As the payload reports it, °C. */
  readonly temperatureC?: number | undefined;
  readonly elapsed?: ElapsedPayload | undefined;
}

/** Readings of gateways that proved who they are; of the others only where nobody did. */
export function readingsOf(receptions: readonly Reception[]): readonly Reading[] {
  return receptions.flatMap((reception) => readingOf(reception) ?? []);
}
