import type { ApplicationId, DeviceId, Eui64, TenantId } from "@lorats/base";
import type { Cursor } from "@lorats/events";

/** What is told about devices, by the last word of its topic. */
export const MESSAGE_KINDS = [
  "up",
  "revision",
  "join",
  "ack",
  "txack",
  "status",
  "log",
  "location",
  "alarm",
] as const;
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** Something to tell the outside world. */
export interface Message {
  /** The event it rests on: the same after a repeat, so that receivers can tell. */
  readonly position: Cursor;
  readonly kind: MessageKind;
  readonly tenantId: TenantId;
  readonly applicationId: ApplicationId;
  readonly deviceId: DeviceId;
  readonly devEui: Eui64;
  /** ChirpStack v4's JSON. */
  readonly json: Readonly<Record<string, unknown>>;
}

/** `application/{applicationId}/device/{devEui}/event/{kind}` */
export function topicOf({ applicationId, devEui, kind }: Message): string {
  return `application/${applicationId}/device/${devEui}/event/${kind}`;
}
