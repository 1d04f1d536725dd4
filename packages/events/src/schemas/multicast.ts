import { z } from "zod";
import {
  applicationId,
  base64,
  devAddr,
  eui64,
  gatewayId,
  multicastGroupId,
  time,
} from "../fields.ts";
import { txTiming } from "./downlink.ts";
import { modulation } from "./radio.ts";

/**
 * One gateway's copy of a frame to a multicast group was decided. All copies of a frame have one counter; it stands in
 * the log before the first is sent.
 */
export const multicastDownlinkV1 = z.object({
  downlinkId: z.uuid(),
  groupId: multicastGroupId,
  applicationId,
  mcAddr: devAddr,
  gatewayId,
  gatewayEui: eui64,
  window: z.enum(["class-b", "class-c"]),
  fCntDown: z.int().min(0).max(0xffff_ffff),
  fPort: z.int().min(1).max(255),
  queueItemId: z.uuid(),
  phyPayload: base64,
  freqHz: z.int().positive(),
  modulation,
  powerDbm: z.number(),
  timing: txTiming,
  startsAt: time.optional(),
});
export type MulticastDownlink = z.infer<typeof multicastDownlinkV1>;

/** What became of a message to a multicast group. */
export const multicastDeliveryV1 = z.object({
  queueItemId: z.uuid(),
  groupId: multicastGroupId,
  applicationId,
  outcome: z.enum(["sent", "expired", "too-long", "flushed"]),
  fCntDown: z.int().min(0).max(0xffff_ffff).optional(),
  /** Gateways that sent it, and that were asked and did not. */
  gateways: z.int().nonnegative().optional(),
  gatewaysRefused: z.int().nonnegative().optional(),
  /** Devices that none of the gateways reaches, as far as is known. */
  devicesUnreached: z.int().nonnegative().optional(),
});
export type MulticastDelivery = z.infer<typeof multicastDeliveryV1>;
