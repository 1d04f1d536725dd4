import { accept, type Eui64, type Result } from "@lorats/base";
import { int64 } from "../json/exact.ts";
import { finiteNumber, integerIn, type JsonObject } from "../json/fields.ts";
import { badField } from "./body.ts";
import { formatDashedEui, parseStationEui } from "./eui.ts";

/** A downlink was on the air. Its absence within the window means that it was not. */
export interface StationTransmitted {
  readonly type: "dntxed";
  readonly diid: number;
  readonly devEui?: Eui64;
  readonly dr?: number;
  readonly freqHz?: number;
  readonly rctx: bigint;
  readonly xtime: bigint;
  /** The station's monotonic clock, seconds. */
  readonly txtimeS?: number;
  /** 0 when the station does not know. */
  readonly gpstimeUs: bigint;
}

export function decodeTransmitted(raw: JsonObject): Result<StationTransmitted> {
  const diid = integerIn(raw["diid"] ?? raw["seqno"], 0, Number.MAX_SAFE_INTEGER);
  if (diid === undefined) return badField("diid", "a whole number");
  const devEui = parseStationEui(raw["DevEui"] ?? raw["DevEUI"]);
  const dr = integerIn(raw["DR"], 0, 15);
  const freqHz = integerIn(raw["Freq"], 1, 2 ** 32 - 1);
  const txtimeS = finiteNumber(raw["txtime"]);
  return accept({
    type: "dntxed",
    diid,
    ...(devEui !== undefined && { devEui }),
    ...(dr !== undefined && { dr }),
    ...(freqHz !== undefined && { freqHz }),
    rctx: int64(raw["rctx"]) ?? 0n,
    xtime: int64(raw["xtime"]) ?? 0n,
    ...(txtimeS !== undefined && { txtimeS }),
    gpstimeUs: int64(raw["gpstime"]) ?? 0n,
  });
}

export function encodeTransmitted(message: StationTransmitted): JsonObject {
  const { diid, dr, freqHz, devEui, rctx, xtime, txtimeS, gpstimeUs } = message;
  return {
    seqno: diid,
    diid,
    DR: dr,
    Freq: freqHz,
    DevEui: devEui && formatDashedEui(devEui),
    rctx,
    xtime,
    txtime: txtimeS,
    gpstime: gpstimeUs,
  };
}
