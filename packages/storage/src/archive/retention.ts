import type { Instant } from "@lorats/base";
import type { EventType } from "@lorats/events";

/** What is kept differently long. */
export const RETENTION_CLASSES = ["foreign", "gateway", "sdr", "device"] as const;
/**
 * `foreign`: frames that are no device's here, and that they were refused; `gateway`: what gateways report of themselves;
 * `sdr`: preambles and samples that SDRs brought; `device`: frames of devices and what was decided about them.
 */
export type RetentionClass = (typeof RETENTION_CLASSES)[number];

/** What is older goes; a class that is not named stays for ever. */
export type Retention = Readonly<Partial<Record<RetentionClass, Instant>>>;

/** Those that are always kept: what sessions, alarms and the books of changes rest on. */
type Kept = "record";

const BY_TYPE: Readonly<Record<EventType, RetentionClass | Kept>> = {
  reception: "device",
  refusal: "device",
  uplink: "device",
  observation: "device",
  downlink: "device",
  "tx-ack": "device",
  delivery: "device",
  "multicast-downlink": "device",
  "multicast-delivery": "device",
  "device-status": "device",
  location: "device",
  "reported-temperature": "device",
  assessment: "device",
  "gateway-stats": "gateway",
  "sdr-health": "gateway",
  sighting: "sdr",
  snippet: "sdr",
  "external-data": "device",
  "foreign-traffic": "record",
  join: "record",
  activation: "record",
  "trust-label": "record",
  "alarm-signal": "record",
  alarm: "record",
  change: "record",
};

/** The class of a type whose events all have the same; receptions and refusals of nobody's frames are `foreign`. */
export function classOfType(type: string): RetentionClass | Kept {
  return BY_TYPE[type as EventType] ?? "record";
}
