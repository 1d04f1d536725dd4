import { applicationId, deviceId, tenantId, time } from "@lorats/events";
import type { Resolution } from "@lorats/platform";
import { z } from "zod";
import { ofTenant, uuid } from "./common.ts";

const RESOLUTIONS = ["raw", "hour", "day"] as const satisfies readonly Resolution[];
const instant = z.iso.datetime({ offset: true });

/** Numbers of decoded payloads, by their path in the object: `air.temperature`. */
export const series = z
  .object({
    series: z.string(),
    count: z.int(),
    firstAt: time,
    lastAt: time,
    last: z.number(),
  })
  .meta({ id: "Series" });
export type Series = z.infer<typeof series>;

export const measurementQuery = z.object({
  series: z.string().min(1).max(200),
  resolution: z.enum(RESOLUTIONS).default("raw").describe("Roll-ups are by hour and day in UTC"),
  from: instant.optional().describe("Inclusive; a day before `to` when absent"),
  to: instant.optional().describe("Exclusive; now when absent"),
  limit: z.coerce.number().int().min(1).max(10_000).default(1000),
});

export const measurement = z
  .object({
    time: time.describe("Of the frame; of roll-ups the beginning of the hour or day"),
    count: z.int(),
    min: z.number(),
    max: z.number(),
    mean: z.number(),
    madeBy: z
      .string()
      .optional()
      .describe("Versions of what made it, such as `cayenne-lpp@1;clean@1`"),
  })
  .meta({ id: "Measurement" });
export type Measurement = z.infer<typeof measurement>;

export const measurementList = z.object({
  items: z.array(measurement),
  next: time.optional().describe("Pass as `from` for what comes after; absent when that is all"),
});

export const reprocessCreate = z.object({
  ...ofTenant,
  from: instant.describe("Uplinks received from then on"),
  applicationId: applicationId.optional(),
  deviceId: deviceId.optional(),
});

export const reprocessJob = z
  .object({
    id: uuid,
    tenantId,
    from: time,
    applicationId: applicationId.optional(),
    deviceId: deviceId.optional(),
    state: z.enum(["running", "done", "failed", "cancelled"]),
    done: z.number().describe("0 … 1"),
    uplinks: z.int(),
    measured: z.int(),
    reachedAt: time.optional().describe("How far back it has come"),
    error: z.string().optional(),
    startedAt: time,
  })
  .meta({ id: "ReprocessJob" });
export type ReprocessJob = z.infer<typeof reprocessJob>;
