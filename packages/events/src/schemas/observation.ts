import { z } from "zod";
import { applicationId, base64, deviceId, eui64, time } from "../fields.ts";
import { modulation } from "./radio.ts";

/** Who a device is where it comes from: a DevEUI, a Sigfox id, an IMSI, whatever its own network calls it. */
export const radioIdentity = z.object({
  /** `lorawan`, `sigfox`, `http`, … */
  network: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/),
  id: z.string().min(1).max(128),
});
export type RadioIdentity = z.infer<typeof radioIdentity>;

export const place = z.object({
  latitudeDeg: z.number().min(-90).max(90),
  longitudeDeg: z.number().min(-180).max(180),
  altitudeM: z.number().optional(),
  /** One standard deviation of the horizontal distance to the truth, as it is claimed. */
  uncertaintyM: z.number().nonnegative().optional(),
});
export type Place = z.infer<typeof place>;

/** Somebody who heard the device, as far as the other side tells. */
export const heardBy = z.object({
  station: z.string().max(128),
  rssiDbm: z.number().optional(),
  snrDb: z.number().optional(),
  place: place.optional(),
});
export type HeardBy = z.infer<typeof heardBy>;

/**
 * What a device said by way of somebody else's network or over IP. Nothing of it was verified here but who brought it:
 * counters, receptions and times are there when the other side tells them, and are its word.
 */
export const observationV1 = z.object({
  /** The same when the other side says it again. */
  observationId: z.uuid(),
  deviceId,
  applicationId,
  /** Its DevEUI, or the one that stands for it where it has none. */
  devEui: eui64,
  /** Which connector brought it, or the device's own key. */
  connectorId: z.uuid(),
  identity: radioIdentity,
  receivedAt: time,
  /** When it was sent or heard, in the other side's words. */
  heardAt: time.optional(),
  fCnt: z.int().min(0).max(0xffff_ffff).optional(),
  fPort: z.int().min(0).max(255).optional(),
  confirmed: z.boolean().optional(),
  payload: base64.optional(),
  /** What the other side made of the payload, and where it says that the device is: `ObservedContent` as JSON text. */
  content: z.string().optional(),
  freqHz: z.int().positive().optional(),
  modulation: modulation.optional(),
  heardBy: z.array(heardBy).max(100),
  /** What it said cannot be opened any more. */
  sealed: z.literal(true).optional(),
});
export type Observation = z.infer<typeof observationV1>;

export interface ObservedContent {
  readonly object?: Readonly<Record<string, unknown>> | undefined;
  readonly place?: Place | undefined;
}

/** Nothing where it is sealed or damaged. */
export function contentOf({ content }: Pick<Observation, "content">): ObservedContent {
  if (content === undefined || content === "") return {};
  const parsed: unknown = JSON.parse(content);
  return typeof parsed === "object" && parsed !== null ? parsed : {};
}
