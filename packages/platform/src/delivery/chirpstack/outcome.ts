import { formatInstant } from "@lorats/base";
import type { Delivery, NewEvent } from "@lorats/events";
import type { DeviceCard } from "../directory.ts";
import { deviceInfo } from "./device-info.ts";
import type { LogParts } from "./log.ts";
import { protoJson, protoTime, type Json } from "./proto-json.ts";

/** `ack`: whether a device acknowledged a confirmed downlink (`acknowledged` is left out when it did not). */
export function ackJson(delivery: NewEvent<"delivery">, card: DeviceCard): Json {
  const { body, time } = delivery;
  return protoJson({
    deduplicationId: body.deduplicationId,
    time: protoTime(formatInstant(time)),
    deviceInfo: deviceInfo(card),
    queueItemId: body.queueItemId,
    acknowledged: body.outcome === "acknowledged",
    fCntDown: body.fCntDown,
  });
}

/** What is logged of a queued message that was never sent. */
export function undeliveredLog({ queueItemId, outcome }: Delivery): LogParts {
  const context = { queue_item_id: queueItemId };
  switch (outcome) {
    case "too-long":
      return {
        level: "ERROR",
        code: "DOWNLINK_PAYLOAD_SIZE",
        description: "the payload is longer than the data rate allows",
        context,
      };
    case "expired":
      return { level: "WARNING", code: "EXPIRED", description: "it expired in the queue", context };
    case "flushed":
      return { level: "INFO", code: "UNKNOWN", description: "its device joined anew", context };
    case "acknowledged":
    case "not-acknowledged":
      return { level: "INFO", code: "UNKNOWN", description: "it was taken off the queue", context };
  }
}

/** `status`: how the device is, as it says itself. */
export function statusJson(status: NewEvent<"device-status">, card: DeviceCard): Json {
  const { battery, marginDb, deduplicationId } = status.body;
  const level = battery === 0 || battery === 255 ? 0 : Math.round((battery / 254) * 10_000) / 100;
  return protoJson({
    deduplicationId,
    time: protoTime(formatInstant(status.time)),
    deviceInfo: deviceInfo(card),
    margin: marginDb,
    externalPowerSource: battery === 0,
    batteryLevelUnavailable: battery === 255,
    batteryLevel: level,
  });
}
