import { accept, type Result } from "@lorats/base";
import { int64 } from "../json/exact.ts";
import { finiteNumber, type JsonObject } from "../json/fields.ts";
import { badField } from "./body.ts";

/** A station with a pulse but without the number of the second asks for it. */
export interface TimesyncRequest {
  readonly type: "timesync";
  /** The station's monotonic clock, microseconds; to be echoed. */
  readonly txtimeUs: bigint;
}

/**
 * The server's answer: `gpstimeUs` is its GPS time between receiving the question and sending the answer. With
 * `xtime` instead of `txtimeUs` it is no answer but an order: at `xtime` it was `gpstimeUs`.
 */
export interface TimesyncAnswer {
  readonly type: "timesync";
  readonly txtimeUs?: bigint;
  readonly xtime?: bigint;
  readonly gpstimeUs?: bigint;
  readonly muxTimeS?: number;
}

export function decodeTimesyncRequest(raw: JsonObject): Result<TimesyncRequest> {
  const txtimeUs = int64(raw["txtime"]);
  return txtimeUs === undefined
    ? badField("txtime", "a 64-bit number")
    : accept({ type: "timesync", txtimeUs });
}

export function encodeTimesyncRequest({ txtimeUs }: TimesyncRequest): JsonObject {
  return { txtime: txtimeUs };
}

export function decodeTimesyncAnswer(raw: JsonObject): Result<TimesyncAnswer> {
  const txtimeUs = int64(raw["txtime"]);
  const xtime = int64(raw["xtime"]);
  const gpstimeUs = int64(raw["gpstime"]);
  const muxTimeS = finiteNumber(raw["MuxTime"]);
  return accept({
    type: "timesync",
    ...(txtimeUs !== undefined && { txtimeUs }),
    ...(xtime !== undefined && { xtime }),
    ...(gpstimeUs !== undefined && { gpstimeUs }),
    ...(muxTimeS !== undefined && { muxTimeS }),
  });
}

export function encodeTimesyncAnswer(message: TimesyncAnswer): JsonObject {
  const { txtimeUs, xtime, gpstimeUs, muxTimeS } = message;
  return { txtime: txtimeUs, xtime, gpstime: gpstimeUs, MuxTime: muxTimeS };
}
