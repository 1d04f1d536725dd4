import { accept, toBase64, type Eui64, type Result } from "@lorats/base";
import { NO_CONTEXT, tmstContext } from "../context.ts";
import { base64Bytes, isObject, type JsonObject } from "../json/fields.ts";
import type { DownlinkItem, DownlinkTiming, GatewayDownlink } from "../model.ts";
import { decodeModulation, encodeModulation } from "./modulation.ts";
import {
  badField,
  durationField,
  euiField,
  formatDuration,
  numberField,
  uint32Field,
  withoutDefaults,
} from "./proto-json.ts";
import { parsePayload } from "./payload.ts";
import { jsonToProtobuf } from "./protobuf/codec.ts";
import { DOWNLINK_FRAME } from "./protobuf/messages.ts";

/** `gw.DownlinkFrame`. */
export interface MqttDownlink {
  readonly gatewayEui: Eui64;
  readonly downlink: GatewayDownlink;
}

/**
 * The payload of `command/down`. Power has whole decibels and is rounded down.
 * @see chirpstack api/proto/gw/gw.proto, DownlinkFrame
 * @throws {CallerError} `GWM_BAD_MODULATION`
 */
export function encodeDownlinkCommand(command: MqttDownlink): string {
  return JSON.stringify(commandFields(command));
}

/** The same in protobuf's binary form, for gateways that are set to it. */
export function protobufDownlinkCommand(command: MqttDownlink): Uint8Array {
  return jsonToProtobuf(commandFields(command), DOWNLINK_FRAME);
}

function commandFields({ gatewayEui, downlink }: MqttDownlink): JsonObject {
  return withoutDefaults({
    gatewayId: gatewayEui,
    downlinkId: downlink.downlinkId,
    items: downlink.items.map(encodeItem),
  });
}

function encodeItem(item: DownlinkItem): JsonObject {
  const { timing, modulation } = item;
  return {
    phyPayload: toBase64(item.phyPayload),
    txInfo: withoutDefaults({
      frequency: item.freqHz,
      power: Math.floor(item.eirpDbm),
      modulation: encodeModulation(modulation, {
        polarizationInversion: item.invertPolarization,
        noCrc: !item.withCrc,
        ...(item.preambleSymbols !== undefined && { preamble: item.preambleSymbols }),
      }),
      board: item.board,
      antenna: item.antenna,
      timing: encodeTiming(timing),
      context: toBase64(timingContext(timing)),
    }),
  };
}

function encodeTiming(timing: DownlinkTiming): JsonObject {
  switch (timing.kind) {
    case "immediately":
      return { immediately: {} };
    case "delay":
      return { delay: { delay: formatDuration(BigInt(Math.round(timing.delayUs * 1000))) } };
    case "counter":
      return { delay: { delay: "0s" } };
    case "gps":
      return { gpsEpoch: { timeSinceGpsEpoch: formatDuration(timing.gpsNs) } };
  }
}

/** A counter value is a context of its own, with no delay. */
function timingContext(timing: DownlinkTiming): Uint8Array {
  if (timing.kind === "delay") return timing.context;
  return timing.kind === "counter" ? tmstContext(timing.us) : NO_CONTEXT;
}

/** As a gateway reads it. Refusals: `GWM_BAD_JSON`, `GWM_BAD_PROTOBUF`, `GWM_BAD_FIELD`. */
export function decodeDownlinkCommand(payload: string | Uint8Array): Result<MqttDownlink> {
  const body = parsePayload(payload, DOWNLINK_FRAME);
  if (!body.ok) return body;
  const gatewayEui = euiField(body.value["gatewayId"]);
  if (gatewayEui === undefined) return badField("gatewayId", "16 hexadecimal digits");
  const downlinkId = uint32Field(body.value["downlinkId"]);
  if (downlinkId === undefined) return badField("downlinkId", "a 32-bit number");
  const entries = body.value["items"];
  if (!Array.isArray(entries) || entries.length === 0) return badField("items", "an array");
  const items: DownlinkItem[] = [];
  for (const entry of entries) {
    const item = decodeItem(entry);
    if (!item.ok) return item;
    items.push(item.value);
  }
  return accept({ gatewayEui, downlink: { downlinkId, items } });
}

function decodeItem(raw: unknown): Result<DownlinkItem> {
  const txInfo = isObject(raw) ? raw["txInfo"] : undefined;
  if (!isObject(raw) || !isObject(txInfo)) return badField("txInfo", "an object");
  const phyPayload = base64Bytes(raw["phyPayload"]);
  if (!phyPayload || phyPayload.length === 0 || phyPayload.length > 255) {
    return badField("phyPayload", "1 to 255 bytes of base64");
  }
  const freqHz = uint32Field(txInfo["frequency"]);
  if (!freqHz) return badField("frequency", "in hertz");
  const eirpDbm = numberField(txInfo["power"]);
  if (eirpDbm === undefined) return badField("power", "in dBm");
  const modulation = decodeModulation(txInfo["modulation"]);
  if (!modulation.ok) return modulation;
  const timing = decodeTiming(txInfo);
  if (!timing.ok) return timing;
  return accept({
    phyPayload,
    freqHz,
    eirpDbm,
    modulation: modulation.value,
    timing: timing.value,
    ...decodeTransmitOptions(txInfo["modulation"]),
    board: uint32Field(txInfo["board"]) ?? 0,
    antenna: uint32Field(txInfo["antenna"]) ?? 0,
  });
}

function decodeTransmitOptions(
  modulation: unknown,
): Pick<DownlinkItem, "invertPolarization" | "withCrc" | "preambleSymbols"> {
  const lora = isObject(modulation) && isObject(modulation["lora"]) ? modulation["lora"] : {};
  const preambleSymbols = uint32Field(lora["preamble"]);
  return {
    invertPolarization: lora["polarizationInversion"] === true,
    withCrc: lora["noCrc"] !== true,
    ...(preambleSymbols && { preambleSymbols }),
  };
}

function decodeTiming(txInfo: JsonObject): Result<DownlinkTiming> {
  const timing = txInfo["timing"];
  if (!isObject(timing)) return badField("timing", "an object");
  if (isObject(timing["immediately"])) return accept({ kind: "immediately" });
  if (isObject(timing["gpsEpoch"])) {
    const gpsNs = durationField(timing["gpsEpoch"]["timeSinceGpsEpoch"]);
    return gpsNs === undefined
      ? badField("timeSinceGpsEpoch", "a duration")
      : accept({ kind: "gps", gpsNs });
  }
  if (!isObject(timing["delay"])) return badField("timing", "known");
  const delayNs = durationField(timing["delay"]["delay"] ?? "0s");
  const context = base64Bytes(txInfo["context"] ?? "");
  if (delayNs === undefined || delayNs < 0n) return badField("delay", "a duration");
  if (!context || context.length === 0) return badField("context", "base64");
  return accept({ kind: "delay", delayUs: Number(delayNs) / 1000, context });
}
