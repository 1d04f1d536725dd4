import { formatInstant } from "@lorats/base";
import type { NewEvent } from "@lorats/events";
import type { DeviceCard } from "../directory.ts";
import { deviceInfo } from "./device-info.ts";
import { protoTime, type Json } from "./proto-json.ts";

/** `alarm`: a step in the life of a device's alarm. Ours, so every field is always there. */
export function alarmStepJson({ time, body }: NewEvent<"alarm">, card: DeviceCard): Json {
  return { time: protoTime(formatInstant(time)), deviceInfo: deviceInfo(card), ...body };
}
