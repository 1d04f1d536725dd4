import type { GatewayTrust } from "../state/gateway-trust.ts";
import { movementOf, PILOT_S, rateOf } from "../track/receiver.ts";

/** What people may want to see of a gateway; times in s since the epoch. */
export interface GatewayView {
  readonly updatedS?: number | undefined;
  readonly receiver?:
    | {
        readonly offsetPpm: number;
        readonly ratePpmPerHour: number;
        readonly commonSdPpm: number;
        readonly reference: "pilots" | "devices";
        readonly pilots: number;
        readonly devices: number;
      }
    | undefined;
  readonly clock?:
    | {
        readonly disciplined: boolean;
        readonly counterSdMs?: number | undefined;
        readonly steps: number;
      }
    | undefined;
  readonly orphans: GatewayTrust["orphans"]["orphans"];
  readonly signals: readonly { readonly code: string; readonly sinceS: number }[];
}

export function gatewayView(state: GatewayTrust, nowS: number): GatewayView {
  const { sdr, concentrator, clock, orphans, raised } = state;
  const receiver = sdr.atS > 0 || sdr.pilots.count > 0 ? sdr : concentrator;
  const { pilots } = receiver;
  const moved = movementOf(receiver, nowS);
  const known = receiver.atS > 0 || pilots.count > 0;
  const updatedS = Math.max(receiver.atS, pilots.lastS, clock?.arrivedS ?? 0);
  const exact = clock?.exact && nowS - clock.exact.atS < 3600 ? clock.exact : undefined;
  return {
    updatedS: updatedS > 0 ? updatedS : undefined,
    receiver: known
      ? {
          offsetPpm: moved.meanPpm,
          ratePpmPerHour: rateOf(receiver),
          commonSdPpm: Math.sqrt(moved.ppm2),
          reference: pilots.count > 1 && nowS - pilots.lastS < PILOT_S ? "pilots" : "devices",
          pilots: pilots.count,
          devices: receiver.devices.length,
        }
      : undefined,
    clock: clock && {
      disciplined: exact !== undefined,
      counterSdMs: exact ? exact.sdS * 1000 : 25,
      steps: clock.steps,
    },
    orphans: orphans.orphans,
    signals: Object.entries(raised).map(([code, sinceS]) => ({ code, sinceS })),
  };
}
