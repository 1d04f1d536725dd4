import { tenantId, time } from "@lorats/events";
import { z } from "zod";

export const overviewQuery = z.object({ tenantId: tenantId.optional() });

const count = z.int().min(0);

/** How much happened in one step of time. */
const trafficStep = z.object({
  time: time.describe("Its beginning"),
  uplinks: count,
  joins: count,
  downlinks: count,
  refusals: count.describe("Frames of known devices that were refused"),
  genuine: count,
  unverified: count,
  suspect: count,
  replayed: count,
});

/** How things are, at a glance. */
export const overview = z
  .object({
    devices: count,
    gateways: z.object({ online: count, offline: count, neverSeen: count }),
    stepS: z.int().positive(),
    countedSince: time.describe("Steps before this are not complete: the server counts from here"),
    traffic: z
      .array(trafficStep)
      .describe("The last 24 hours, oldest first; quiet steps are left out"),
  })
  .meta({ id: "Overview" });
export type Overview = z.infer<typeof overview>;
