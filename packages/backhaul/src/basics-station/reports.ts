import { accept, type Result } from "@lorats/base";
import { finiteNumber, isObject, text, type JsonObject } from "../json/fields.ts";
import type { GatewayLocation } from "../model.ts";
import { badField } from "./body.ts";

/** Something worth telling a person; today only the station's GPS receiver speaks up. */
export interface StationAlarm {
  readonly type: "alarm";
  readonly text: string;
}

export function decodeAlarm(raw: JsonObject): Result<StationAlarm> {
  const words = text(raw["text"]);
  return words === undefined ? badField("text", "text") : accept({ type: "alarm", text: words });
}

export function encodeAlarm({ text }: StationAlarm): JsonObject {
  return { text };
}

/** The GPS receiver found its place, noticed a move, or lost the satellites. */
export interface StationGpsEvent {
  readonly type: "event";
  readonly event: "fix" | "move" | "nofix";
  readonly location?: GatewayLocation;
  readonly satellites?: number;
}

/** Refusal: `LNS_BAD_FIELD`, also for categories of events that are not `gps`. */
export function decodeGpsEvent(raw: JsonObject): Result<StationGpsEvent> {
  const message = raw["evmsg"];
  if (raw["evcat"] !== "gps" || !isObject(message)) return badField("evcat", "a known category");
  const event = message["evtype"];
  if (event !== "fix" && event !== "move" && event !== "nofix") return badField("evtype", "known");
  const latitudeDeg = finiteNumber(message["lat"]);
  const longitudeDeg = finiteNumber(message["lon"]);
  const altitudeM = finiteNumber(message["alt"]);
  const satellites = finiteNumber(message["satellites"]);
  return accept({
    type: "event",
    event,
    ...(latitudeDeg !== undefined &&
      longitudeDeg !== undefined && {
        location: { latitudeDeg, longitudeDeg, ...(altitudeM !== undefined && { altitudeM }) },
      }),
    ...(satellites !== undefined && { satellites }),
  });
}

export function encodeGpsEvent({ event, location, satellites }: StationGpsEvent): JsonObject {
  return {
    evcat: "gps",
    evmsg: {
      evtype: event,
      lat: location?.latitudeDeg,
      lon: location?.longitudeDeg,
      alt: location?.altitudeM,
      satellites,
    },
  };
}

/** A frame that was not meant for a network server: downlinks of others. Nothing is kept of it. */
export interface StationOverheard {
  readonly type: "overheard";
  readonly msgtype: "dndf" | "jacc" | "rejoin";
}
