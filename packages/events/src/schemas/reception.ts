import { z } from "zod";
import { base64, bigDecimal, eui64, gatewayId, time } from "../fields.ts";
import { modulation } from "./radio.ts";

/** How the bytes were proven to come from that gateway. */
export const authentication = z.enum(["none", "token", "mtls", "hmac"]);

/** What a software-defined radio adds to a reception; see the field `lts` in the contracts. */
export const ltsReport = z.object({
  onset: time,
  onsetSdNs: z.number().nonnegative(),
  biasHz: z.number(),
  biasSdHz: z.number().nonnegative(),
  driftHzPerS: z.number().optional(),
  clockPpm: z.number().optional(),
  clockSdPpm: z.number().nonnegative().optional(),
  snrDb: z.number().optional(),
  /** The truth may be any small whole number of steps away, in onset and bias at once. */
  ambiguity: z.object({ stepNs: z.number(), stepHz: z.number() }).optional(),
  /** Signs that the transmission was not alone on its channel. */
  collision: z
    .object({
      overlaps: z.int().nonnegative(),
      quality: z.number().optional(),
      powerStepDb: z.number().optional(),
    })
    .optional(),
  mac: z.string().optional(),
});

/** What a further antenna of the gateway measured of the same frame. */
const antennaReading = z.object({
  antenna: z.int().optional(),
  channel: z.int().optional(),
  rssiDbm: z.number(),
  snrDb: z.number().optional(),
  foffHz: z.number().optional(),
  fineTimeNs: z.int().nonnegative().optional(),
});

/**
 * One gateway heard one frame. Appended on arrival, before anything is acknowledged or decided.
 * Times are kept as the gateway gave them; what they mean is decided later and can be decided again.
 */
export const receptionV1 = z.object({
  gatewayId,
  gatewayEui: eui64,
  door: z.enum(["semtech-udp", "basics-station", "gateway-mqtt"]),
  authentication,
  /** Server time when the bytes arrived, and its standard deviation (large when unsynchronised). */
  arrivedAt: time,
  arrivedSdNs: z.number().nonnegative(),
  phyPayload: base64,
  crc: z.enum(["ok", "bad", "none"]),
  freqHz: z.int().positive(),
  modulation,
  rssiDbm: z.number(),
  snrDb: z.number().optional(),
  channel: z.int().optional(),
  rfChain: z.int().optional(),
  antenna: z.int().optional(),
  /** Where the gateway has several antennas: the others, without the best one that is spelled out here. */
  otherAntennas: z.array(antennaReading).optional(),
  /** Concentrator counter at the end of the frame, µs: 32 bits (Semtech) or the 64-bit `xtime` (Station). */
  counterUs: bigDecimal.optional(),
  /** The gateway's UTC time of the end of the frame. */
  gatewayTime: time.optional(),
  /** The gateway's system clock when it handled the frame: later than the frame, only as good as its NTP. */
  hostTime: time.optional(),
  /** Nanoseconds since the GPS epoch at the end of the frame. */
  gpsTimeNs: bigDecimal.optional(),
  /**
   * Standard deviation of `gpsTimeNs`, or else of `gatewayTime`, as the server believes it: its resolution, and much
   * more after the clock has jumped or while it contradicts the server's.
   */
  gatewayTimeSdNs: z.number().nonnegative().optional(),
  /** Nanoseconds after the last PPS, from the concentrator's fine timestamp. */
  fineTimeNs: z.int().nonnegative().optional(),
  /** Carrier frequency offset as the concentrator saw it, Hz. */
  foffHz: z.number().optional(),
  lts: ltsReport.optional(),
  /** Opaque to us; a downlink answering this reception carries it back. */
  context: base64.optional(),
});

export type Reception = z.infer<typeof receptionV1>;
export type AntennaReading = z.infer<typeof antennaReading>;
export type LtsReport = z.infer<typeof ltsReport>;
