import { formatInstant, type Instant } from "@lorats/base";
import type { DeviceCard } from "../directory.ts";
import { deviceInfo } from "./device-info.ts";
import { protoJson, protoMap, protoTime, type Json } from "./proto-json.ts";

/** What ChirpStack's log events are about. */
export type LogCode =
  | "UNKNOWN"
  | "DOWNLINK_CODEC"
  | "DOWNLINK_GATEWAY"
  | "DOWNLINK_PAYLOAD_SIZE"
  | "EXPIRED"
  | "OTAA"
  | "UPLINK_CODEC"
  | "UPLINK_F_CNT_RESET"
  | "UPLINK_F_CNT_RETRANSMISSION"
  | "UPLINK_MIC";

export interface LogParts {
  readonly level: "INFO" | "WARNING" | "ERROR";
  readonly code: LogCode;
  readonly description: string;
  readonly context: Readonly<Record<string, string>>;
}

/** ChirpStack's word for one of our refusal codes. */
export function logCodeOf(refusalCode: string): LogCode {
  if (refusalCode === "DOWN_TOO_LONG") return "DOWNLINK_PAYLOAD_SIZE";
  if (refusalCode.startsWith("CODEC_")) return "DOWNLINK_CODEC";
  if (/NONCE|JOIN/.test(refusalCode)) return "OTAA";
  if (/MIC/.test(refusalCode)) return "UPLINK_MIC";
  if (/FCNT.*(RESET|BACK)/.test(refusalCode)) return "UPLINK_F_CNT_RESET";
  if (/FCNT|RETRANSMISSION|REPLAY/.test(refusalCode)) return "UPLINK_F_CNT_RETRANSMISSION";
  return "UNKNOWN";
}

/** `log`: something about a device that a person should know. */
export function logJson(parts: LogParts, time: Instant, card: DeviceCard): Json {
  return protoJson({
    time: protoTime(formatInstant(time)),
    deviceInfo: deviceInfo(card),
    // INFO is proto3's default and would be left out; people filter by level, so it is always said.
    level: parts.level,
    code: parts.code,
    description: parts.description,
    context: protoMap(parts.context),
  });
}
