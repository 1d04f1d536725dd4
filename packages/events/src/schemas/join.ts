import { z } from "zod";
import { applicationId, base64, cursor, devAddr, deviceId, eui64, keyId } from "../fields.ts";
import { receptionReference } from "./uplink.ts";

/** Ids of the session's keys. LoRaWAN 1.0 has one network key, which stands in all three places. */
export const sessionKeyIds = z.object({
  fNwkSIntKey: keyId,
  sNwkSIntKey: keyId,
  nwkSEncKey: keyId,
  appSKey: keyId,
});

/** A join-request was accepted: a session exists from here on. Keys are named by id only. */
export const joinV1 = z.object({
  deduplicationId: z.uuid(),
  deviceId,
  applicationId,
  devEui: eui64,
  joinEui: eui64,
  devNonce: z.int().min(0).max(0xffff),
  joinNonce: z.int().min(0).max(0xff_ffff),
  devAddr,
  macVersion: z.string(),
  region: z.string(),
  rx1DelayS: z.int().min(1).max(15),
  rx1DrOffset: z.int().min(0).max(7),
  rx2DataRate: z.int().min(0).max(15),
  rx2FreqHz: z.int().positive(),
  keys: sessionKeyIds,
  /** The channels that the join-accept gave, 16 bytes. */
  cfList: base64.optional(),
  /** What asked for it; a join-request when absent. For a rejoin `devNonce` holds its counter. */
  request: z.enum(["join", "rejoin-0", "rejoin-1", "rejoin-2"]).optional(),
  receptions: z.array(receptionReference).min(1),
});
export type Join = z.infer<typeof joinV1>;
export type SessionKeyIds = z.infer<typeof sessionKeyIds>;

/** A session was set by hand (activation by personalisation) or, without one, ended by hand. */
export const activationV1 = z.object({
  deviceId,
  session: z
    .object({
      devAddr,
      macVersion: z.string(),
      region: z.string(),
      /** The counters to expect and to use next. */
      fCntUp: z.int().min(0).max(0xffff_ffff),
      nFCntDown: z.int().min(0).max(0xffff_ffff),
      aFCntDown: z.int().min(0).max(0xffff_ffff),
      rx1DelayS: z.int().min(1).max(15),
      rx1DrOffset: z.int().min(0).max(7),
      rx2DataRate: z.int().min(0).max(15),
      rx2FreqHz: z.int().positive(),
      keys: sessionKeyIds,
    })
    .optional(),
});
export type Activation = z.infer<typeof activationV1>;

/** A frame of a known or unknown device was refused, and why; without receptions, what somebody wanted to have sent to a device. */
export const refusalV1 = z.object({
  /** Stable code, such as `NS_MIC_INVALID`. */
  code: z.string(),
  reason: z.string(),
  deviceId: deviceId.optional(),
  devEui: eui64.optional(),
  devAddr: devAddr.optional(),
  receptions: z.array(cursor),
});
export type RefusalBody = z.infer<typeof refusalV1>;
