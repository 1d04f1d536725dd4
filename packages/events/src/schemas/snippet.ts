import { z } from "zod";
import { base64, eui64, gatewayId, time } from "../fields.ts";

/** What a gateway's SDR saw of a preamble, and where. */
export const snippetSighting = z.object({
  kind: z.enum(["frame", "bad-crc", "orphan"]),
  /** Start of the first preamble chirp. */
  onset: time,
  onsetSdNs: z.number().nonnegative(),
  /** Centre of the channel. */
  freqHz: z.int().positive(),
  channel: z.int(),
  sf: z.int().min(5).max(12),
  bwHz: z.int().positive(),
  biasHz: z.number(),
  biasSdHz: z.number().nonnegative(),
  driftHzPerS: z.number().optional(),
  snrDb: z.number().optional(),
  powerDbfs: z.number().optional(),
  /** Absent where it was destroyed. */
  syncWord: z.int().min(0).max(255).optional(),
  /** Share of the preamble's power that one transmitter explains. */
  quality: z.number().optional(),
  /** Largest lasting change of the channel's power within it. */
  powerStepDb: z.number().optional(),
  /** Other preambles within the frame. */
  overlaps: z.int().nonnegative(),
  /** In hexadecimal, where it was decoded. */
  phyPayload: z
    .string()
    .regex(/^([0-9a-f]{2}){1,255}$/)
    .optional(),
});

/** Samples of one channel: interleaved I and Q, one signed byte each. */
export const snippetIq = z.object({
  format: z.literal("cs8"),
  sampleRateHz: z.number().positive(),
  /** Where 0 Hz of the samples lies. */
  centreHz: z.number().positive(),
  /** From the first sample to the onset. */
  onsetS: z.number(),
  /** Times a byte: relative to the receiver's full scale. */
  scale: z.number().positive(),
  data: base64,
});

/** The samples of one preamble, which the server asked a gateway for: evidence that can be measured again. */
export const snippetV1 = z.object({
  gatewayId,
  gatewayEui: eui64,
  /** The request that it answers. */
  requestId: z.uuid(),
  sighting: snippetSighting,
  iq: snippetIq,
});
export type SnippetEvent = z.infer<typeof snippetV1>;
