import { z } from "zod";
import { applicationId, base64, cursor, devAddr, deviceId, eui64, gatewayId } from "../fields.ts";
import { modulation } from "./radio.ts";

/** Where a decision's evidence stands in the log, with the little that lists and charts show. */
export const receptionReference = z.object({
  position: cursor,
  gatewayId,
  gatewayEui: eui64,
  rssiDbm: z.number(),
  snrDb: z.number().optional(),
});
export type ReceptionReference = z.infer<typeof receptionReference>;

/** A data frame of a known device: MIC verified, counter accepted, payload decrypted. */
export const uplinkV1 = z.object({
  /** UUID shared by everything that speaks of this frame. */
  deduplicationId: z.uuid(),
  deviceId,
  applicationId,
  devEui: eui64,
  devAddr,
  confirmed: z.boolean(),
  adr: z.boolean(),
  adrAckReq: z.boolean().optional(),
  /** The device acknowledges the last confirmed downlink. */
  ack: z.boolean().optional(),
  /** The device listens on its class B ping slots. */
  classB: z.boolean().optional(),
  /** All 32 bits. */
  fCnt: z.int().min(0).max(0xffff_ffff),
  fPort: z.int().min(0).max(255).optional(),
  /** Plaintext; empty when the frame had none or carried MAC commands only. */
  frmPayload: base64,
  /** The payload cannot be opened: its key was destroyed, or is not at hand. `frmPayload` is empty then. */
  sealed: z.literal(true).optional(),
  /** MAC commands in plaintext, from FOpts or port 0. */
  macCommands: base64,
  dataRate: z.int().min(0).max(15),
  freqHz: z.int().positive(),
  modulation,
  /** Time on air from the first preamble chirp to the end of the frame. */
  airtimeNs: z.int().positive(),
  region: z.string(),
  /** `fresh`, or why a copy or an old frame is kept without effects. */
  freshness: z.enum(["fresh", "late-backhaul", "late-radio", "late"]),
  /**
   * With `late-radio`: sooner than a device repeats itself, and only at gateways whose counters cannot tell it from a copy that their
   * road always holds up for so long.
   */
  unclear: z.literal(true).optional(),
  /** The frame's MIC: tells a retransmission from another frame under the same counter. */
  mic: z
    .string()
    .regex(/^[0-9a-f]{8}$/)
    .optional(),
  receptions: z.array(receptionReference).min(1),
});
export type Uplink = z.infer<typeof uplinkV1>;
