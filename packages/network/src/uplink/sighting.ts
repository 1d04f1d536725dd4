import type { GatewayId } from "@lorats/base";
import type { GatewayTimes } from "@lorats/backhaul";
import { type Copy, endMonoOf } from "./reception.ts";

/** What is remembered of a copy: enough to tell whether another one is of the same transmission, or the very same reception. */
export interface Sighting {
  readonly gatewayId: GatewayId;
  readonly antenna: number | undefined;
  readonly board: number | undefined;
  readonly freqHz: number;
  readonly times: GatewayTimes;
  readonly endMono: bigint;
}

export function sightingOf(copy: Copy): Sighting {
  const { antenna, board, freqHz, times } = copy.uplink;
  return { gatewayId: copy.gateway.id, antenna, board, freqHz, times, endMono: endMonoOf(copy) };
}

/** Is this the very same reception as one of these? */
export function isAmong(known: readonly Sighting[], sighting: Sighting): boolean {
  return known.some((other) => isRepeat(sighting, other));
}

/** One gateway, one antenna, one reading of its counter. */
function isRepeat(a: Sighting, b: Sighting): boolean {
  if (a.gatewayId !== b.gatewayId || a.antenna !== b.antenna) return false;
  if (a.board !== b.board || a.freqHz !== b.freqHz) return false;
  const [one, other] = [a.times.counter, b.times.counter];
  if (one?.kind === "tmst" && other?.kind === "tmst") return one.us === other.us;
  if (one?.kind === "xtime" && other?.kind === "xtime") return one.xtime === other.xtime;
  const { gpsNs } = a.times;
  return gpsNs !== undefined && gpsNs === b.times.gpsNs;
}
