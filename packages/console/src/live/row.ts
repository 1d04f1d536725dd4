import type { LiveEvent, ResponseOf, Uplink } from "@lorats/api";
import { frameFromUp, frameFromUplink, summary, type Frame, type UpMessage } from "./frame.ts";
import { text } from "./live.text.ts";

type Join = ResponseOf<"listJoins">["items"][number];
export type RowKind = "up" | "join" | "down" | "ack" | "status" | "log";

/** One line of what happens: a frame, a join, a downlink that left, what a device or the network said. */
export interface LiveRow {
  readonly id: string;
  readonly kind: RowKind;
  readonly deviceId: string | undefined;
  readonly deviceName: string;
  readonly devEui: string;
  readonly time: string;
  /** What it says, in one line. */
  readonly says: string;
  readonly tone: "plain" | "warn" | "bad";
  /** For uplinks. */
  readonly frame?: Frame;
}

export function rowFromUplink(uplink: Uplink): LiveRow {
  return rowOfFrame(frameFromUplink(uplink));
}

export function rowFromJoin({
  deduplicationId,
  deviceId,
  deviceName,
  devEui,
  devAddr,
  time,
}: Join): LiveRow {
  return {
    id: deduplicationId,
    kind: "join",
    deviceId,
    deviceName: deviceName ?? devEui,
    devEui,
    time,
    says: text("joined", { devAddr }),
    tone: "plain",
  };
}

function rowOfFrame(frame: Frame): LiveRow {
  const { id, deviceId, deviceName, devEui, time, verdict, freshness } = frame;
  const isLate = freshness !== "fresh";
  const tone = verdict === "replayed" ? "bad" : verdict === "suspect" || isLate ? "warn" : "plain";
  const said = summary(frame.decoded);
  return {
    id,
    kind: "up",
    deviceId,
    deviceName,
    devEui,
    time,
    says: isLate ? [text(freshness), said].filter(Boolean).join(" · ") : said,
    tone,
    frame,
  };
}

interface AnyMessage {
  deduplicationId?: string;
  deviceId?: string;
  deviceInfo?: { deviceName?: string; devEui?: string };
  time?: string;
  devAddr?: string;
  fCntDown?: number;
  gatewayId?: string;
  queueItemId?: string;
  acknowledged?: boolean;
  margin?: number;
  batteryLevel?: number;
  externalPowerSource?: boolean;
  batteryLevelUnavailable?: boolean;
  level?: string;
  description?: string;
}

/** @returns undefined for messages that are no line of their own (revisions) or that the page does not know yet */
export function rowFromLive({ kind, data, position }: LiveEvent): LiveRow | undefined {
  if (kind === "up") return rowOfFrame(frameFromUp(data as unknown as UpMessage));
  const message = data as AnyMessage;
  const said = sayingOf(kind, message);
  if (!said) return undefined;
  return {
    id:
      message.deduplicationId && kind === "join" ? message.deduplicationId : `${kind}:${position}`,
    deviceId: message.deviceId,
    deviceName: message.deviceInfo?.deviceName ?? "?",
    devEui: message.deviceInfo?.devEui ?? "",
    time: message.time ?? new Date().toISOString(),
    ...said,
  };
}

function sayingOf(
  kind: string,
  message: AnyMessage,
): Pick<LiveRow, "kind" | "says" | "tone"> | undefined {
  const fCnt = message.fCntDown ?? 0;
  switch (kind) {
    case "join":
      return {
        kind: "join",
        says: text("joined", { devAddr: message.devAddr ?? "?" }),
        tone: "plain",
      };
    case "txack":
      return {
        kind: "down",
        says: text("sent", { fCnt, gateway: message.gatewayId ?? "?" }),
        tone: "plain",
      };
    case "ack":
      return message.acknowledged
        ? { kind: "ack", says: text("acknowledged", { fCnt }), tone: "plain" }
        : { kind: "ack", says: text("unacknowledged", { fCnt }), tone: "warn" };
    case "status":
      return { kind: "status", says: statusLine(message), tone: "plain" };
    case "log":
      return {
        kind: "log",
        says: message.description ?? "",
        tone: message.level === "ERROR" ? "bad" : message.level === "WARNING" ? "warn" : "plain",
      };
    default:
      return undefined;
  }
}

function statusLine(message: AnyMessage): string {
  const margin = message.margin ?? 0;
  if (message.externalPowerSource) return text("statusPowered", { margin });
  if (message.batteryLevelUnavailable) return text("statusMargin", { margin });
  return text("statusBattery", { battery: Math.round(message.batteryLevel ?? 0), margin });
}
