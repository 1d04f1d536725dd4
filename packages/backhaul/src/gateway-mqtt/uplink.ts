import { NS_PER_S, accept, toBase64, tryParseInstant, type Eui64, type Result } from "@lorats/base";
import { contextCounter } from "../context.ts";
import { base64Bytes, isObject, text, textMap, type JsonObject } from "../json/fields.ts";
import { decodeLtsReport, encodeLtsReport } from "../lts/report.ts";
import type {
  CrcStatus,
  GatewayLocation,
  GatewayTimes,
  GatewayUplink,
  LtsReport,
} from "../model.ts";
import { decodeLocation, encodeLocation } from "./location.ts";
import { decodeModulation, encodeModulation } from "./modulation.ts";
import {
  badField,
  durationField,
  enumField,
  euiField,
  formatDuration,
  formatTimestamp,
  numberField,
  uint32Field,
  withoutDefaults,
} from "./proto-json.ts";
import { parseJson, parsePayload } from "./payload.ts";
import { UPLINK_FRAME } from "./protobuf/messages.ts";

/** `gw.UplinkFrame`: a reception and the gateway that it came from. */
export interface MqttUplink extends GatewayUplink {
  readonly gatewayEui: Eui64;
  readonly uplinkId: number;
  readonly location?: GatewayLocation;
  /** Why `lts` was left out though there was one. */
  readonly ltsRefusal?: { readonly code: string; readonly reason: string };
}

/** `gw.CRCStatus`. */
const CRC_STATUSES = ["NO_CRC", "BAD_CRC", "CRC_OK"] as const;
const CRC_BY_NAME: Readonly<Record<(typeof CRC_STATUSES)[number], CrcStatus>> = {
  NO_CRC: "none",
  BAD_CRC: "bad",
  CRC_OK: "ok",
};

/**
 * HOT PATH. `event/up`. Refusals: `GWM_BAD_JSON`, `GWM_BAD_PROTOBUF`, `GWM_BAD_FIELD`.
 * @see chirpstack api/proto/gw/gw.proto, UplinkFrame
 */
export function decodeUplinkEvent(payload: string | Uint8Array): Result<MqttUplink> {
  const body = parsePayload(payload, UPLINK_FRAME);
  if (!body.ok) return body;
  const { txInfo, rxInfo } = body.value;
  const phyPayload = base64Bytes(body.value["phyPayload"]);
  if (!phyPayload || phyPayload.length === 0 || phyPayload.length > 255) {
    return badField("phyPayload", "1 to 255 bytes of base64");
  }
  if (!isObject(txInfo)) return badField("txInfo", "an object");
  if (!isObject(rxInfo)) return badField("rxInfo", "an object");
  const freqHz = uint32Field(txInfo["frequency"]);
  if (!freqHz) return badField("frequency", "in hertz");
  const modulation = decodeModulation(txInfo["modulation"]);
  if (!modulation.ok) return modulation;
  const gatewayEui = euiField(rxInfo["gatewayId"]);
  if (gatewayEui === undefined) return badField("gatewayId", "16 hexadecimal digits");
  const rssiDbm = numberField(rxInfo["rssi"]);
  if (rssiDbm === undefined) return badField("rssi", "a number");
  const snrDb = numberField(rxInfo["snr"]);
  if (snrDb === undefined) return badField("snr", "a number");
  const crc = enumField(rxInfo["crcStatus"], CRC_STATUSES);
  if (crc === undefined) return badField("crcStatus", "known");
  const context = base64Bytes(rxInfo["context"] ?? "");
  if (!context) return badField("context", "base64");
  const fine = durationField(rxInfo["fineTimeSinceGpsEpoch"]);
  const location = decodeLocation(rxInfo["location"]);
  return accept({
    gatewayEui,
    uplinkId: uint32Field(rxInfo["uplinkId"]) ?? 0,
    phyPayload,
    freqHz,
    modulation: modulation.value,
    crc: CRC_BY_NAME[crc],
    rssiDbm,
    ...(modulation.value.kind !== "fsk" && { snrDb }),
    ...(fine !== undefined && fine >= 0n && { fineNs: Number(fine % NS_PER_S) }),
    channel: uint32Field(rxInfo["channel"]) ?? 0,
    rfChain: uint32Field(rxInfo["rfChain"]) ?? 0,
    board: uint32Field(rxInfo["board"]) ?? 0,
    antenna: uint32Field(rxInfo["antenna"]) ?? 0,
    times: decodeTimes(rxInfo, context),
    context,
    ...(location && { location }),
    ...decodeMetadata(rxInfo["metadata"]),
  });
}

function decodeTimes(rxInfo: JsonObject, context: Uint8Array): GatewayTimes {
  const counter = contextCounter(context);
  const utc = tryParseInstant(text(rxInfo["gwTime"]) ?? "");
  const gpsNs = durationField(rxInfo["timeSinceGpsEpoch"]);
  return {
    ...(counter && { counter }),
    ...(utc !== undefined && { utc }),
    ...(gpsNs !== undefined && gpsNs > 0n && { gpsNs, gpsResolutionNs: resolution(gpsNs) }),
  };
}

/** The message does not say, but its zeros do. */
function resolution(gpsNs: bigint): number {
  if (gpsNs % 1_000_000n === 0n) return 1e6;
  return gpsNs % 1000n === 0n ? 1000 : 1;
}

/** `foff` in hertz and `lts` travel in the metadata, whose values are text. */
function decodeMetadata(
  raw: unknown,
): Pick<MqttUplink, "metadata" | "foffHz" | "lts" | "ltsRefusal"> {
  if (!isObject(raw)) return {};
  const { lts: rawLts, foff, ...rest } = raw;
  const metadata = textMap(rest);
  const foffHz = foff === undefined ? undefined : numberField(foff);
  const lts = rawLts === undefined ? undefined : decodeLtsReport(ltsObject(rawLts));
  return {
    ...(metadata && { metadata }),
    ...(foffHz !== undefined && { foffHz }),
    ...(lts?.ok && { lts: lts.value }),
    ...(lts && !lts.ok && { ltsRefusal: { code: lts.code, reason: lts.reason } }),
  };
}

function ltsObject(raw: unknown): unknown {
  if (typeof raw !== "string") return raw;
  const parsed = parseJson(raw);
  return parsed.ok ? parsed.value : undefined;
}

/**
 * The payload of `event/up`. A message tells of one antenna, the best.
 * @throws {CallerError} `GWM_BAD_MODULATION`, `LTS_BAD_REPORT`
 */
export function encodeUplinkEvent(uplink: MqttUplink): string {
  const { utc, gpsNs } = uplink.times;
  const metadata = encodeMetadata(uplink.metadata, uplink.foffHz, uplink.lts);
  return JSON.stringify({
    phyPayload: toBase64(uplink.phyPayload),
    txInfo: { frequency: uplink.freqHz, modulation: encodeModulation(uplink.modulation) },
    rxInfo: withoutDefaults({
      gatewayId: uplink.gatewayEui,
      uplinkId: uplink.uplinkId,
      gwTime: utc === undefined ? undefined : formatTimestamp(utc),
      timeSinceGpsEpoch: gpsNs === undefined ? undefined : formatDuration(gpsNs),
      fineTimeSinceGpsEpoch: fineTime(uplink),
      rssi: Math.round(uplink.rssiDbm),
      snr: uplink.snrDb,
      channel: uplink.channel,
      rfChain: uplink.rfChain,
      board: uplink.board,
      antenna: uplink.antenna,
      location: uplink.location && encodeLocation(uplink.location),
      context: toBase64(uplink.context),
      metadata,
      crcStatus: uplink.crc === "none" ? undefined : uplink.crc === "ok" ? "CRC_OK" : "BAD_CRC",
    }),
  });
}

/** The latest second at which the fine timestamp is not after the end of the frame. */
function fineTime({ fineNs, times: { gpsNs } }: MqttUplink): string | undefined {
  if (fineNs === undefined || gpsNs === undefined) return undefined;
  const sameSecond = gpsNs - (gpsNs % NS_PER_S) + BigInt(fineNs);
  const fine = sameSecond > gpsNs ? sameSecond - NS_PER_S : sameSecond;
  return fine < 0n ? undefined : formatDuration(fine);
}

function encodeMetadata(
  metadata: Readonly<Record<string, string>> | undefined,
  foffHz: number | undefined,
  lts: LtsReport | undefined,
): JsonObject | undefined {
  const entries = {
    ...metadata,
    ...(foffHz !== undefined && { foff: String(foffHz) }),
    ...(lts && { lts: JSON.stringify(encodeLtsReport(lts)) }),
  };
  return Object.keys(entries).length > 0 ? entries : undefined;
}
