import { z } from "zod";
import { eui64, gatewayId, time } from "../fields.ts";

/** A gateway's own statistics, as it reports them about twice a minute. */
export const gatewayStatsV1 = z.object({
  gatewayId,
  gatewayEui: eui64,
  arrivedAt: time,
  gatewayTime: time.optional(),
  latitudeDeg: z.number().min(-90).max(90).optional(),
  longitudeDeg: z.number().min(-180).max(180).optional(),
  altitudeM: z.number().optional(),
  rxReceived: z.int().optional(),
  rxOk: z.int().optional(),
  rxForwarded: z.int().optional(),
  txReceived: z.int().optional(),
  txEmitted: z.int().optional(),
  upstreamAckPercent: z.number().optional(),
  temperatureC: z.number().optional(),
});
export type GatewayStatsBody = z.infer<typeof gatewayStatsV1>;
