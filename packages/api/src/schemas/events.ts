import {
  applicationId,
  base64,
  cursor,
  devAddr,
  deviceId,
  eui64,
  EVENT_KINDS,
  gatewayId,
  tenantId,
  time,
  type Cursor,
  type EventType,
  type ModulationBody,
  type Timing,
  type Trust,
} from "@lorats/events";
import { z } from "zod";
import { uuid } from "./common.ts";

type Plain<T> = z.ZodType<T, T>;

/** A position as callers hand it back: any text of the right form. */
const positionInput = cursor as unknown as z.ZodType<Cursor, string>;

/** Parts of events that are shown as they are. */
const { modulation } = (
  EVENT_KINDS.uplink.schema as unknown as z.ZodObject<{ modulation: Plain<ModulationBody> }>
).shape;
const { timing, trust } = (
  EVENT_KINDS.assessment.schema as unknown as z.ZodObject<{
    timing: Plain<Timing>;
    trust: Plain<Trust>;
  }>
).shape;

const reception = z.object({
  gatewayId,
  gatewayEui: eui64,
  gatewayName: z.string().optional().describe("Absent for gateways of others"),
  rssiDbm: z.number(),
  snrDb: z.number().optional(),
});

/** A data frame of a device, for lists and pages. */
export const uplink = z
  .object({
    position: cursor,
    deduplicationId: uuid,
    tenantId,
    applicationId,
    deviceId,
    deviceName: z.string().optional().describe("Absent when the device was deleted"),
    devEui: eui64,
    devAddr,
    time: time.describe("When it was sent, as well as it is known"),
    fCnt: z.int(),
    fPort: z.int().optional(),
    confirmed: z.boolean(),
    data: base64.describe("Plaintext"),
    object: z.unknown().optional().describe("What the payload says: decoded, calibrated, enriched"),
    dataRate: z.int(),
    freqHz: z.int(),
    airtimeNs: z.int().describe("Time on air"),
    modulation,
    freshness: z.enum(["fresh", "late-backhaul", "late-radio", "late"]),
    unclear: z
      .literal(true)
      .optional()
      .describe("With `late-radio`: it may as well be a copy that a slow gateway held up"),
    receptions: z.array(reception),
    timing: timing.optional(),
    trust: trust.optional(),
  })
  .meta({ id: "Uplink" });
export type Uplink = z.infer<typeof uplink>;

const instant = z.iso.datetime({ offset: true });

const newestFirst = {
  tenantId: tenantId.optional(),
  deviceId: deviceId.optional(),
  after: positionInput.optional().describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
};

export const uplinkQuery = z.object({ ...newestFirst, applicationId: applicationId.optional() });

export const join = z
  .object({
    position: cursor,
    deduplicationId: uuid,
    tenantId,
    applicationId,
    deviceId,
    deviceName: z.string().optional(),
    devEui: eui64,
    joinEui: eui64,
    devAddr,
    devNonce: z.int(),
    time,
    receptions: z.array(reception),
  })
  .meta({ id: "Join" });
export const joinQuery = z.object({ ...newestFirst, applicationId: applicationId.optional() });

const eventTypes = Object.keys(EVENT_KINDS) as [EventType, ...EventType[]];

/** Anything that happened, as the log has it. */
export const event = z
  .object({
    position: cursor,
    type: z.enum(eventTypes),
    tenantId,
    key: z.string().describe("The device or gateway that it belongs to"),
    time,
    body: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "Event" });
export type Event = z.infer<typeof event>;

export const eventQuery = z.object({
  tenantId: tenantId.optional(),
  key: uuid.optional().describe("Id of a device or gateway"),
  types: z
    .string()
    .transform((text) => text.split(","))
    .pipe(z.array(z.enum(eventTypes)))
    .optional()
    .describe("Separated by commas"),
  applicationId: applicationId
    .optional()
    .describe(
      "What devices of an application did, those that have none named in it by where they are now",
    ),
  code: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe("Only refusals for this reason, such as `NS_MIC_INVALID`"),
  from: instant.optional().describe("Inclusive"),
  to: instant.optional().describe("Exclusive"),
  order: z.enum(["oldest-first", "newest-first"]).default("oldest-first"),
  after: positionInput.optional().describe("`next` of the page before, or any event's position"),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});
export const eventPage = z.object({
  items: z.array(event),
  next: cursor
    .optional()
    .describe("Where to go on. Oldest first it is always there: ask again with it for what comes"),
});

export const streamQuery = z.object({
  tenantId: tenantId.optional(),
  applicationId: applicationId.optional(),
  deviceId: deviceId.optional(),
  after: positionInput
    .optional()
    .describe("Begin after this position; `Last-Event-ID` goes before it"),
});
