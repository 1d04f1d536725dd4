import type { z } from "zod";
import { alarmSignalV1 } from "./schemas/alarm-signal.ts";
import { alarmV1 } from "./schemas/alarm.ts";
import { assessmentV1 } from "./schemas/assessment.ts";
import { changeV1 } from "./schemas/change.ts";
import { deviceStatusV1 } from "./schemas/device-status.ts";
import { deliveryV1, downlinkV1, txAckV1 } from "./schemas/downlink.ts";
import { externalDataV1 } from "./schemas/external-data.ts";
import { foreignTrafficV1 } from "./schemas/foreign-traffic.ts";
import { gatewayStatsV1 } from "./schemas/gateway-status.ts";
import { activationV1, joinV1, refusalV1 } from "./schemas/join.ts";
import { locationV1 } from "./schemas/location.ts";
import { multicastDeliveryV1, multicastDownlinkV1 } from "./schemas/multicast.ts";
import { observationV1 } from "./schemas/observation.ts";
import { receptionV1 } from "./schemas/reception.ts";
import { reportedTemperatureV1 } from "./schemas/reported-temperature.ts";
import { sdrHealthV1, sightingV1 } from "./schemas/sighting.ts";
import { trustLabelV1 } from "./schemas/trust-label.ts";
import { snippetV1 } from "./schemas/snippet.ts";
import { uplinkV1 } from "./schemas/uplink.ts";

/**
 * One kind of event: its newest version, the schema of that version, and how older bodies become newer ones.
 * `upcasters[n]` turns a body of version n into version n + 1.
 */
export interface EventKind<Body> {
  readonly version: number;
  readonly schema: z.ZodType<Body>;
  readonly upcasters: Readonly<Record<number, (body: unknown) => unknown>>;
  /**
   * Text fields that tell about people: they are stored sealed. A body whose fields could not be opened has them empty and
   * says `sealed`, which its schema must know.
   */
  readonly personal: readonly (keyof Body & string)[];
}

function kind<Body>(
  version: number,
  schema: z.ZodType<Body>,
  personal: readonly (keyof Body & string)[] = [],
): EventKind<Body> {
  return { version, schema, upcasters: {}, personal };
}

/** Everything that can happen. A new kind is a schema file and a line here. */
export const EVENT_KINDS = {
  reception: kind(1, receptionV1),
  sighting: kind(1, sightingV1),
  "sdr-health": kind(1, sdrHealthV1),
  snippet: kind(1, snippetV1),
  "gateway-stats": kind(1, gatewayStatsV1),
  "foreign-traffic": kind(1, foreignTrafficV1),
  join: kind(1, joinV1),
  activation: kind(1, activationV1),
  uplink: kind(1, uplinkV1, ["frmPayload"]),
  observation: kind(1, observationV1, ["payload", "content"]),
  refusal: kind(1, refusalV1),
  downlink: kind(1, downlinkV1),
  "tx-ack": kind(1, txAckV1),
  delivery: kind(1, deliveryV1),
  "multicast-downlink": kind(1, multicastDownlinkV1),
  "multicast-delivery": kind(1, multicastDeliveryV1),
  "device-status": kind(1, deviceStatusV1),
  location: kind(1, locationV1, ["place"]),
  "reported-temperature": kind(1, reportedTemperatureV1, ["celsius"]),
  "external-data": kind(1, externalDataV1),
  assessment: kind(1, assessmentV1),
  "trust-label": kind(1, trustLabelV1),
  "alarm-signal": kind(1, alarmSignalV1),
  alarm: kind(1, alarmV1),
  change: kind(1, changeV1),
} as const;

export type EventType = keyof typeof EVENT_KINDS;
export type EventBody<T extends EventType> = z.infer<(typeof EVENT_KINDS)[T]["schema"]>;
