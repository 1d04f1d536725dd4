import { z } from "zod";
import { applicationId, deviceId, eui64 } from "../fields.ts";
import type { Place } from "./observation.ts";

/** Where a device was when it sent a frame, by one of the ways to know. */
export const locationV1 = z.object({
  /** The frame or observation that it rests on. */
  deduplicationId: z.uuid(),
  deviceId,
  applicationId,
  devEui: eui64,
  /** `Place` with its uncertainty, as JSON text. */
  place: z.string(),
  /** How it is known. */
  source: z.enum(["payload-gnss", "other-network", "wifi", "gateway-times", "gateway-strengths"]),
  /** Name and version of the resolver, such as `gateway-strengths/1`. */
  resolver: z.string(),
  /** Gateways that it rests on. */
  gateways: z.int().nonnegative(),
  /** Where it was cannot be opened any more. */
  sealed: z.literal(true).optional(),
});
export type Location = z.infer<typeof locationV1>;

/** Undefined where it is sealed. */
export function placeOf({ place }: Pick<Location, "place">): Place | undefined {
  return place === "" ? undefined : (JSON.parse(place) as Place);
}
