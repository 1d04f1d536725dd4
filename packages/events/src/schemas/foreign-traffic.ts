import { z } from "zod";
import { cursor, gatewayId, time } from "../fields.ts";

/**
 * What a gateway heard in an hour that was no device's here: counted before the frames themselves are given up. One of the same
 * hour and stretch takes the place of an older one.
 */
export const foreignTrafficV1 = z.object({
  gatewayId,
  /** When the hour began. */
  hour: time,
  /** Receptions that are given up. */
  frames: z.int().nonnegative(),
  bytes: z.int().nonnegative(),
  /** Receptions by why their frame was refused. */
  refused: z.record(z.string(), z.int().positive()),
  /** The stretch of the log that they stood in. */
  first: cursor,
  last: cursor,
});
export type ForeignTraffic = z.infer<typeof foreignTrafficV1>;
