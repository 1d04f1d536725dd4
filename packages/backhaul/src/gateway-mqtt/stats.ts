import { accept, tryParseInstant, type Eui64, type Result } from "@lorats/base";
import { text, textMap } from "../json/fields.ts";
import type { GatewayStats } from "../model.ts";
import { decodeLocation, encodeLocation } from "./location.ts";
import { badField, euiField, formatTimestamp, uint32Field, withoutDefaults } from "./proto-json.ts";
import { parsePayload } from "./payload.ts";
import { GATEWAY_STATS } from "./protobuf/messages.ts";

/** `gw.GatewayStats`. */
export interface MqttGatewayStats {
  readonly gatewayEui: Eui64;
  /** Version of the configuration that the gateway was given by `command/config`. */
  readonly configVersion?: string;
  readonly stats: GatewayStats;
}

/**
 * `event/stats`. Refusals: `GWM_BAD_JSON`, `GWM_BAD_PROTOBUF`, `GWM_BAD_FIELD`.
 * @see chirpstack api/proto/gw/gw.proto, GatewayStats
 */
export function decodeStatsEvent(payload: string | Uint8Array): Result<MqttGatewayStats> {
  const body = parsePayload(payload, GATEWAY_STATS);
  if (!body.ok) return body;
  const raw = body.value;
  const gatewayEui = euiField(raw["gatewayId"]);
  if (gatewayEui === undefined) return badField("gatewayId", "16 hexadecimal digits");
  const counts = [
    raw["rxPacketsReceived"],
    raw["rxPacketsReceivedOk"],
    raw["txPacketsReceived"],
    raw["txPacketsEmitted"],
  ].map(uint32Field);
  const [rxReceived, rxOk, txReceived, txEmitted] = counts;
  if (counts.includes(undefined)) return badField("a packet count", "a number");
  const time = tryParseInstant(text(raw["time"]) ?? "");
  const location = decodeLocation(raw["location"]);
  const metadata = textMap(raw["metadata"]);
  const configVersion = text(raw["configVersion"]);
  return accept({
    gatewayEui,
    ...(configVersion !== undefined && { configVersion }),
    stats: {
      ...(time !== undefined && { time }),
      ...(location && { location }),
      rxReceived: rxReceived!,
      rxOk: rxOk!,
      txReceived: txReceived!,
      txEmitted: txEmitted!,
      ...(metadata && { metadata }),
    },
  });
}

/** The payload of `event/stats`. Temperature and acknowledgements have no field there. */
export function encodeStatsEvent({ gatewayEui, configVersion, stats }: MqttGatewayStats): string {
  return JSON.stringify(
    withoutDefaults({
      gatewayId: gatewayEui,
      time: stats.time === undefined ? undefined : formatTimestamp(stats.time),
      location: stats.location && encodeLocation(stats.location),
      configVersion,
      rxPacketsReceived: stats.rxReceived,
      rxPacketsReceivedOk: stats.rxOk,
      txPacketsReceived: stats.txReceived,
      txPacketsEmitted: stats.txEmitted,
      metadata: stats.metadata,
    }),
  );
}
