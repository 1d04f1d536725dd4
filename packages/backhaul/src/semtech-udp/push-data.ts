import { refuse, accept, type Eui64, type Result } from "@lorats/base";
import type { JsonObject } from "../json/fields.ts";
import { decodeLtsSideReport, encodeLtsSideReport, type LtsSideReport } from "../lts/sightings.ts";
import type { GatewayStats, RefusedPart } from "../model.ts";
import type { ProtocolVersion } from "./header.ts";
import { decodeRxpk, encodeRxpk, type Rxpk } from "./rxpk.ts";
import { decodeStat, encodeStat } from "./stat.ts";

/** Frames and the gateway's report on itself. */
export interface PushData {
  readonly type: "push-data";
  readonly version: ProtocolVersion;
  readonly token: number;
  readonly gatewayEui: Eui64;
  readonly uplinks: readonly Rxpk[];
  readonly stats?: GatewayStats;
  /** From a LoRaTS gateway: orphans, pilots and the SDR's health. */
  readonly lts?: LtsSideReport;
}

export interface PushDataBody extends Pick<PushData, "uplinks" | "stats" | "lts"> {
  readonly refused: readonly RefusedPart[];
}

/**
 * HOT PATH. A bad entry is listed in `refused` and does not harm its siblings.
 * Refusal of the whole: `UDP_BAD_RXPK` when `rxpk` is no array.
 */
export function decodePushDataBody(body: JsonObject): Result<PushDataBody> {
  const { rxpk, stat, lts } = body;
  const uplinks: Rxpk[] = [];
  const refused: RefusedPart[] = [];
  const note = (part: string, code: string, reason: string): void => {
    refused.push({ part, code, reason });
  };
  if (rxpk !== undefined) {
    if (!Array.isArray(rxpk)) return refuse("UDP_BAD_RXPK", "rxpk is not an array");
    for (let i = 0; i < rxpk.length; i++) {
      const uplink = decodeRxpk(rxpk[i], (part, code, reason) =>
        note(`rxpk[${i}].${part}`, code, reason),
      );
      if (uplink.ok) uplinks.push(uplink.value);
      else note(`rxpk[${i}]`, uplink.code, uplink.reason);
    }
  }
  const stats = stat === undefined ? undefined : decodeStat(stat);
  if (stats && !stats.ok) note("stat", stats.code, stats.reason);
  const side = lts === undefined ? undefined : decodeLtsSideReport(lts, note);
  if (side && !side.ok) note("lts", side.code, side.reason);
  return accept({
    uplinks,
    refused,
    ...(stats?.ok && { stats: stats.value }),
    ...(side?.ok && { lts: side.value }),
  });
}

export function encodePushDataBody({ uplinks, stats, lts }: PushData): JsonObject {
  return {
    ...(uplinks.length > 0 && { rxpk: uplinks.map(encodeRxpk) }),
    ...(stats && { stat: encodeStat(stats) }),
    ...(lts && { lts: encodeLtsSideReport(lts) }),
  };
}
