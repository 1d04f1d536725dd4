import { accept, type Instant, type Result } from "@lorats/base";
import { int64 } from "../json/exact.ts";
import { finiteNumber, type JsonObject } from "../json/fields.ts";
import { badField } from "./body.ts";
import { instantToSeconds, secondsToInstant } from "./uplink.ts";

/** Answer to the server's `getxtime`: the station's clocks read at one moment. */
export interface StationXtimes {
  readonly type: "getxtime";
  /** The server's, echoed. */
  readonly muxTimeS: number;
  /** The station's monotonic clock, seconds. */
  readonly ustimeS?: number;
  readonly utc?: Instant;
  /** One counter a radio unit. */
  readonly xtimes: readonly bigint[];
}

export function decodeXtimes(raw: JsonObject): Result<StationXtimes> {
  const values = raw["xtimes"];
  if (!Array.isArray(values)) return badField("xtimes", "an array");
  const xtimes: bigint[] = [];
  for (const value of values) {
    const xtime = int64(value);
    if (xtime === undefined) return badField("xtimes", "an array of 64-bit numbers");
    xtimes.push(xtime);
  }
  const ustimeS = finiteNumber(raw["ustime"]);
  const utc = secondsToInstant(raw["UTCtime"]);
  return accept({
    type: "getxtime",
    muxTimeS: finiteNumber(raw["MuxTime"]) ?? 0,
    ...(ustimeS !== undefined && { ustimeS }),
    ...(utc !== undefined && { utc }),
    xtimes,
  });
}

export function encodeXtimes({ muxTimeS, ustimeS, utc, xtimes }: StationXtimes): JsonObject {
  return {
    MuxTime: muxTimeS,
    ustime: ustimeS,
    UTCtime: utc === undefined ? undefined : instantToSeconds(utc),
    xtimes,
  };
}
