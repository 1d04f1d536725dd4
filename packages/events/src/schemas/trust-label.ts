import { z } from "zod";
import { deviceId, gatewayId, time } from "../fields.ts";

/**
 * What a person knows of a device's frames. Trust takes it as true.
 *
 * - `false-alarm`: this frame was genuine. `attack`: it was not.
 * - `re-enrol`: the device was repaired or got another oscillator; its track begins anew.
 * - `attack-free`: everything between `from` and `until` was genuine, somebody stood by (supervised profiling).
 */
export const trustLabelV1 = z.object({
  label: z.enum(["false-alarm", "attack", "re-enrol", "attack-free"]),
  /** One of the two: whom it is about. */
  deviceId: deviceId.optional(),
  gatewayId: gatewayId.optional(),
  /** The frame, for labels of frames. */
  deduplicationId: z.uuid().optional(),
  from: time.optional(),
  until: time.optional(),
  /** `user:<id>` or `key:<id>`. */
  actor: z.string(),
  note: z.string().max(2000).optional(),
});
export type TrustLabel = z.infer<typeof trustLabelV1>;
