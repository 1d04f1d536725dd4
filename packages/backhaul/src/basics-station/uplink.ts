import { CallerError, NS_PER_US, accept, type Instant, type Result } from "@lorats/base";
import { int64 } from "../json/exact.ts";
import { finiteNumber, integerIn, isObject, type JsonObject } from "../json/fields.ts";
import { decodeLtsReport, encodeLtsReport } from "../lts/report.ts";
import type { LtsReport } from "../model.ts";
import { badField } from "./body.ts";
import { buildPhyPayload, takePhyPayloadApart, type FrameMessage } from "./frame.ts";

/** `jreq`, `updf` and `propdf` alike: a frame and how it was heard. */
export interface StationUplink {
  readonly type: "uplink";
  readonly phyPayload: Uint8Array;
  /** Index into the data rates of `router_config`. */
  readonly dr: number;
  readonly freqHz: number;
  /** The server's own `MuxTime`, carried on by the station's clock: their difference is the time on the way. */
  readonly refTimeS: number;
  /** Names the antenna; to be echoed digit by digit. */
  readonly rctx: bigint;
  /** Microsecond counter of the radio, 64 bits, at the end of the frame; to be echoed digit by digit. */
  readonly xtime: bigint;
  /** Microseconds since the GPS epoch; 0 when the station does not know. */
  readonly gpstimeUs: bigint;
  /** Nanoseconds since the last pulse. */
  readonly fineNs?: number;
  readonly rssiDbm: number;
  readonly snrDb: number;
  /** The station's system clock when it wrote the message. */
  readonly rxtime?: Instant;
  readonly lts?: LtsReport;
  /** Why `lts` was left out though there was one. */
  readonly ltsRefusal?: { readonly code: string; readonly reason: string };
}

/** Refusals: `LNS_BAD_FIELD`, `LNS_BAD_FRAME`. */
export function decodeUplink(type: FrameMessage, raw: JsonObject): Result<StationUplink> {
  const phyPayload = buildPhyPayload(type, raw);
  if (!phyPayload.ok) return phyPayload;
  const dr = integerIn(raw["DR"], 0, 15);
  if (dr === undefined) return badField("DR", "0 … 15");
  const freqHz = integerIn(raw["Freq"], 1, 2 ** 32 - 1);
  if (freqHz === undefined) return badField("Freq", "a frequency in hertz");
  const info = raw["upinfo"];
  if (!isObject(info)) return badField("upinfo", "an object");
  const xtime = int64(info["xtime"]);
  if (xtime === undefined) return badField("xtime", "a 64-bit number");
  const rctx = int64(info["rctx"] ?? 0);
  if (rctx === undefined) return badField("rctx", "a 64-bit number");
  const rssiDbm = finiteNumber(info["rssi"]);
  if (rssiDbm === undefined) return badField("rssi", "a number");
  const snrDb = finiteNumber(info["snr"]);
  if (snrDb === undefined) return badField("snr", "a number");
  const fineNs = integerIn(info["fts"], 0, 999_999_999);
  const rxtime = secondsToInstant(info["rxtime"]);
  return accept({
    type: "uplink",
    phyPayload: phyPayload.value,
    dr,
    freqHz,
    refTimeS: finiteNumber(raw["RefTime"]) ?? 0,
    rctx,
    xtime,
    gpstimeUs: int64(info["gpstime"]) ?? 0n,
    rssiDbm,
    snrDb,
    ...(fineNs !== undefined && { fineNs }),
    ...(rxtime !== undefined && { rxtime }),
    ...decodeLts(info["lts"]),
  });
}

function decodeLts(raw: unknown): Pick<StationUplink, "lts" | "ltsRefusal"> {
  if (raw === undefined) return {};
  const lts = decodeLtsReport(raw);
  return lts.ok ? { lts: lts.value } : { ltsRefusal: { code: lts.code, reason: lts.reason } };
}

/**
 * The message's type and fields.
 * @throws {CallerError} `LNS_NOT_LORAWAN` for a frame that stations do not forward
 */
export function encodeUplink(uplink: StationUplink): JsonObject {
  const frame = takePhyPayloadApart(uplink.phyPayload);
  if (!frame.ok) throw new CallerError(frame.code, frame.reason);
  const { rxtime, lts } = uplink;
  return {
    msgtype: frame.value.type,
    ...frame.value.fields,
    RefTime: uplink.refTimeS,
    DR: uplink.dr,
    Freq: uplink.freqHz,
    upinfo: {
      rctx: uplink.rctx,
      xtime: uplink.xtime,
      gpstime: uplink.gpstimeUs,
      fts: uplink.fineNs ?? -1,
      rssi: uplink.rssiDbm,
      snr: uplink.snrDb,
      ...(rxtime !== undefined && { rxtime: instantToSeconds(rxtime) }),
      ...(lts && { lts: encodeLtsReport(lts) }),
    },
  };
}

/** Seconds with a microsecond fraction, as a double just holds them. */
export function secondsToInstant(value: unknown): Instant | undefined {
  const seconds = finiteNumber(value);
  if (seconds === undefined || seconds <= 0 || seconds >= 9e9) return undefined;
  return BigInt(Math.round(seconds * 1e6)) * NS_PER_US;
}

export function instantToSeconds(instant: Instant): number {
  return Number(instant / NS_PER_US) / 1e6;
}
