import { accept, type Eui64, type Result } from "@lorats/base";
import { isObject, text, type JsonObject } from "../json/fields.ts";
import {
  badField,
  durationField,
  euiField,
  formatDuration,
  uint32Field,
  withoutDefaults,
} from "./proto-json.ts";
import { parsePayload } from "./payload.ts";
import { jsonToProtobuf } from "./protobuf/codec.ts";
import { GATEWAY_CONFIGURATION } from "./protobuf/messages.ts";

/** A channel for one demodulator of the concentrator. */
export interface ChannelConfig {
  readonly freqHz: number;
  readonly bwHz: number;
  /** One or more for LoRa, none for FSK. */
  readonly spreadingFactors: readonly number[];
  /** FSK only. */
  readonly bitrateBps?: number;
  readonly board: number;
  readonly demodulator: number;
}

/** `gw.GatewayConfiguration`. */
export interface MqttGatewayConfig {
  readonly gatewayEui: Eui64;
  /** Reported back in the statistics. */
  readonly version: string;
  readonly channels: readonly ChannelConfig[];
  readonly statsIntervalNs: bigint;
}

/** The payload of `command/config`. @see chirpstack api/proto/gw/gw.proto, GatewayConfiguration */
export function encodeConfigCommand(config: MqttGatewayConfig): string {
  return JSON.stringify(configFields(config));
}

/** The same in protobuf's binary form. */
export function protobufConfigCommand(config: MqttGatewayConfig): Uint8Array {
  return jsonToProtobuf(configFields(config), GATEWAY_CONFIGURATION);
}

function configFields(config: MqttGatewayConfig): JsonObject {
  return withoutDefaults({
    gatewayId: config.gatewayEui,
    version: config.version,
    channels: config.channels.map(encodeChannel),
    statsInterval: formatDuration(config.statsIntervalNs),
  });
}

function encodeChannel(channel: ChannelConfig): JsonObject {
  const { bwHz, spreadingFactors, bitrateBps } = channel;
  return withoutDefaults({
    frequency: channel.freqHz,
    ...(bitrateBps === undefined
      ? { loraModulationConfig: withoutDefaults({ bandwidth: bwHz, spreadingFactors }) }
      : { fskModulationConfig: withoutDefaults({ bandwidth: bwHz, bitrate: bitrateBps }) }),
    board: channel.board,
    demodulator: channel.demodulator,
  });
}

/** As a gateway reads it. Refusals: `GWM_BAD_JSON`, `GWM_BAD_PROTOBUF`, `GWM_BAD_FIELD`. */
export function decodeConfigCommand(payload: string | Uint8Array): Result<MqttGatewayConfig> {
  const body = parsePayload(payload, GATEWAY_CONFIGURATION);
  if (!body.ok) return body;
  const gatewayEui = euiField(body.value["gatewayId"]);
  if (gatewayEui === undefined) return badField("gatewayId", "16 hexadecimal digits");
  const entries = body.value["channels"] ?? [];
  if (!Array.isArray(entries)) return badField("channels", "an array");
  const channels: ChannelConfig[] = [];
  for (const entry of entries) {
    const channel = decodeChannel(entry);
    if (!channel.ok) return channel;
    channels.push(channel.value);
  }
  return accept({
    gatewayEui,
    version: text(body.value["version"]) ?? "",
    channels,
    statsIntervalNs: durationField(body.value["statsInterval"]) ?? 0n,
  });
}

function decodeChannel(raw: unknown): Result<ChannelConfig> {
  if (!isObject(raw)) return badField("channels", "an array of objects");
  const freqHz = uint32Field(raw["frequency"]);
  if (!freqHz) return badField("frequency", "in hertz");
  const board = uint32Field(raw["board"]);
  const demodulator = uint32Field(raw["demodulator"]);
  if (board === undefined || demodulator === undefined) return badField("board", "a number");
  const { loraModulationConfig: lora, fskModulationConfig: fsk } = raw;
  const bwHz = uint32Field(isObject(lora) ? lora["bandwidth"] : isObject(fsk) && fsk["bandwidth"]);
  if (bwHz === undefined) return badField("bandwidth", "in hertz");
  const place = { freqHz, bwHz, board, demodulator };
  if (isObject(lora)) {
    const factors = lora["spreadingFactors"] ?? [];
    const spreadingFactors = Array.isArray(factors) ? factors.map(uint32Field) : [undefined];
    return spreadingFactors.every((sf) => sf !== undefined)
      ? accept({ ...place, spreadingFactors })
      : badField("spreadingFactors", "an array of numbers");
  }
  const bitrateBps = isObject(fsk) ? uint32Field(fsk["bitrate"]) : undefined;
  return bitrateBps === undefined
    ? badField("a channel's modulation", "LoRa or FSK")
    : accept({ ...place, spreadingFactors: [], bitrateBps });
}
