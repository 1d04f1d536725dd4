import { z } from "zod";
import { bigDecimal, eui64, gatewayId, time } from "../fields.ts";
import { authentication, ltsReport } from "./reception.ts";

/**
 * A preamble that a gateway's SDR heard and that belongs to no frame of a device: an *orphan*, whose frame never
 * decoded (a stealthy collision leaves one behind), or a *pilot*, a transmission whose carrier and time are known.
 */
export const sightingV1 = z.object({
  gatewayId,
  gatewayEui: eui64,
  kind: z.enum(["orphan", "downlink", "beacon"]),
  authentication,
  arrivedAt: time,
  arrivedSdNs: z.number().nonnegative(),
  /** Centre of the channel. */
  freqHz: z.int().positive(),
  sf: z.int().min(5).max(12),
  bwHz: z.int().positive(),
  lts: ltsReport,
  /** Of a pilot: when its first chirp left, by schedule. */
  sentAt: time.optional(),
  /** Of a pilot: the concentrator's counter at that moment, µs. */
  counterUs: bigDecimal.optional(),
});
export type Sighting = z.infer<typeof sightingV1>;

/** How a gateway's SDR and the clock of its samples are, as the gateway reports it. Counts are since its start. */
export const sdrHealthV1 = z.object({
  gatewayId,
  gatewayEui: eui64,
  authentication,
  arrivedAt: time,
  state: z.enum(["ok", "degraded", "down"]),
  /** What disciplines the sample clock. */
  clock: z.enum(["pps", "gps", "ntp", "none"]),
  figures: z.record(z.string(), z.number()),
});
export type SdrHealth = z.infer<typeof sdrHealthV1>;
