import { z } from "zod";
import { applicationId, base64, bigDecimal, deviceId, eui64, gatewayId, time } from "../fields.ts";
import { modulation } from "./radio.ts";

/** When the gateway shall begin to send. */
export const txTiming = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("immediate") }),
  /** At this reading of the concentrator counter, µs. */
  z.object({ kind: z.literal("counter"), counterUs: bigDecimal }),
  z.object({ kind: z.literal("gps"), gpsTimeNs: bigDecimal }),
]);

/**
 * A downlink was decided. It stands in the log before it is sent, so its frame counter is taken for good:
 * a crash may lose the frame, never reuse the counter.
 */
export const downlinkV1 = z.object({
  downlinkId: z.uuid(),
  purpose: z.enum(["join-accept", "data", "mac", "ack"]),
  deviceId,
  applicationId,
  devEui: eui64,
  gatewayId,
  gatewayEui: eui64,
  window: z.enum(["rx1", "rx2", "class-b", "class-c"]),
  confirmed: z.boolean(),
  fCntDown: z.int().min(0).max(0xffff_ffff).optional(),
  counter: z.enum(["NFCntDown", "AFCntDown"]).optional(),
  queueItemId: z.uuid().optional(),
  /** Transmissions of that queue item that are left after this one. */
  attemptsLeft: z.int().nonnegative().optional(),
  /** The frame's deduplication id that it answers. */
  inReplyTo: z.uuid().optional(),
  /** The uplink counter that it acknowledges. */
  acknowledges: z.int().min(0).max(0xffff_ffff).optional(),
  fPort: z.int().min(0).max(255).optional(),
  /** MAC commands in plaintext, from FOpts or port 0. */
  macCommands: base64.optional(),
  phyPayload: base64,
  freqHz: z.int().positive(),
  modulation,
  powerDbm: z.number(),
  timing: txTiming,
  /** When it begins to be on the air, as far as the server's clock can tell. */
  startsAt: time.optional(),
});
export type Downlink = z.infer<typeof downlinkV1>;

/** What became of a downlink at the gateway. */
export const txAckV1 = z.object({
  downlinkId: z.uuid(),
  gatewayId,
  gatewayEui: eui64,
  /** `OK` or the reason in ChirpStack's words: `TOO_LATE`, `COLLISION_PACKET`, `TX_FREQ`, … */
  status: z.string(),
});
export type TxAck = z.infer<typeof txAckV1>;

/** What became of a message that an application had queued. */
export const deliveryV1 = z.object({
  queueItemId: z.uuid(),
  deviceId,
  applicationId,
  devEui: eui64,
  outcome: z.enum(["acknowledged", "not-acknowledged", "expired", "too-long", "flushed"]),
  fCntDown: z.int().min(0).max(0xffff_ffff).optional(),
  /** The uplink that brought the acknowledgement. */
  deduplicationId: z.uuid().optional(),
});
export type Delivery = z.infer<typeof deliveryV1>;
