import { tenantId, time } from "@lorats/events";
import { z } from "zod";
import { description, expectedVersion, name, stored, tags, unset } from "./common.ts";

const limit = z.int().min(0).max(1e9).default(0).describe("0: without limit");

const devAddrPrefix = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{8}\/(?:[12]?\d|3[0-2])$/, "expected such as 26011000/20")
  .describe("An address, and how many leading bits of it hold, as `26011000/20`");

const fields = {
  name,
  description: description.default(""),
  tags: tags.default({}),
  maxDevices: limit,
  maxGateways: limit,
  maxIntegrations: limit,
  maxCallsPerHour: limit,
  maxEventsPerHour: limit.describe("Messages of devices; those by radio are counted, not refused"),
  maxStorageMib: limit.describe("Of events in the log; what comes by radio is not refused"),
  sharesUplinks: z.boolean().default(true),
  sharesDownlinks: z.boolean().default(false),
  devAddrPrefixes: z
    .array(devAddrPrefix)
    .max(100)
    .default([])
    .describe("Where addresses of joining devices come from; the server's own range when empty"),
};

export const tenant = z.object({ id: tenantId, ...fields, ...stored }).meta({ id: "Tenant" });
export const tenantCreate = z.object(fields);
export const tenantUpdate = z.object({ ...unset(fields), ...expectedVersion });
export type Tenant = z.infer<typeof tenant>;

export const quotas = z
  .object({
    items: z.array(
      z.object({
        name: z.string().describe("As `devices` or `calls-per-hour`"),
        limit: z.number().describe("0: without limit"),
        used: z.number(),
        resetsAt: time.optional().describe("For what is counted by the hour"),
      }),
    ),
  })
  .meta({ id: "Quotas" });
export type Quotas = z.infer<typeof quotas>;

const counts = {
  calls: z
    .number()
    .describe("Requests to the API, commands over MQTT, deliveries of an integration"),
  refusals: z.number().describe("What a quota refused"),
  eventsOut: z
    .number()
    .describe("Events handed out by the API, streams and sockets, over MQTT, by integrations"),
  bytes: z.number().describe("Bodies of requests and answers, and what streams carried"),
  eventsIn: z.number().describe("Messages of the tenant's devices (subject `tenant` only)"),
  stored: z.number().describe("Bytes that the log took (subject `tenant` only)"),
};
export const usage = z
  .object({
    items: z.array(
      z.object({
        subject: z
          .string()
          .describe(
            "`tenant` as a whole, `key:<id>`, `user:<id>`, `mqtt:<id>` or `integration:<id>`",
          ),
        from: time.describe("When the span began"),
        ...counts,
      }),
    ),
    next: time.optional().describe("Pass as `from` for the rest; absent when that was all"),
  })
  .meta({ id: "Usage" });
export const usageQuery = z.object({
  subject: z
    .string()
    .max(100)
    .optional()
    .describe("`tenant` or one of the others, such as `key:<id>`; all when absent"),
  from: z.iso.datetime({ offset: true }).optional().describe("A day before `to` when absent"),
  to: z.iso.datetime({ offset: true }).optional().describe("Now when absent"),
  resolution: z.enum(["hour", "day", "month"]).default("hour").describe("In UTC"),
});
export type Usage = z.infer<typeof usage>;
