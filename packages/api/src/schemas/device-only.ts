import { z } from "zod";
import { queueItem } from "./devices.ts";

export const deviceUplink = z.object({
  messageId: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe("The same when it is said again: then it is kept once"),
  sentAt: z.iso.datetime({ offset: true }).optional().describe("By the device's own clock"),
  fPort: z.int().min(0).max(255).optional(),
  data: z.base64().max(90_000).optional().describe("For the codec of the device's profile"),
  object: z.record(z.string(), z.unknown()).optional().describe("Values, in place of `data`"),
  location: z
    .object({
      latitudeDeg: z.number().min(-90).max(90),
      longitudeDeg: z.number().min(-180).max(180),
      altitudeM: z.number().optional(),
      uncertaintyM: z.number().nonnegative().optional(),
    })
    .optional(),
});
export const downlinks = z.object({
  items: z.array(queueItem).describe("Oldest first; each stays until it is confirmed or expires"),
});
export const deviceUplinkTaken = downlinks.extend({
  kept: z.boolean().describe("False: it was there already"),
});
