import { z } from "zod";
import { deviceId, gatewayId, time } from "../fields.ts";

/** When a frame was sent. `time` is the start of its first preamble chirp. */
export const timing = z.object({
  time,
  /** One standard deviation. */
  sdNs: z.number().nonnegative(),
  source: z.enum(["sdr", "fine", "gps", "concentrator", "backhaul"]),
  /** When it was delivered, if that differs from `time` by more than their uncertainty. */
  deliveredAt: time.optional(),
  recordTimes: z.array(time).optional(),
  /** Standard deviations of `recordTimes`, in their order. */
  recordSdNs: z.array(z.number().nonnegative()).optional(),
  /** Receptions whose times contradict the others. */
  outliers: z.array(gatewayId).optional(),
});

export const evidence = z.object({
  test: z.string(),
  gatewayId: gatewayId.optional(),
  observedHz: z.number().optional(),
  expectedHz: z.number().optional(),
  sdHz: z.number().optional(),
  pValue: z.number().min(0).max(1).optional(),
  /** Decimal logarithm of the Bayes factor, attack against genuine: above 0 it speaks for an attack. */
  log10Bayes: z.number().optional(),
  /** One sentence for people. */
  note: z.string().optional(),
});

/** How often an attack of a kind would have passed this frame's tests unnoticed. */
export const miss = z.object({
  /** `bias-0.3ppm`, `ramp-1ppm`, `mass-replay-1ppm`, `delay-10s-without-bias`, … */
  attacker: z.string(),
  probability: z.number().min(0).max(1),
});

export const verdict = z.enum(["genuine", "suspect", "replayed", "unverified"]);

export const trust = z.object({
  verdict,
  /** Probability of an alarm this strong from a genuine frame; absent where nothing was tested. */
  falseAlarm: z.number().min(0).max(1).optional(),
  missProbability: z.array(miss).optional(),
  /** Why, in a sentence or two. */
  explanation: z.string().optional(),
  evidence: z.array(evidence),
});

/** What trust says of one frame. A later revision replaces, never edits, an earlier one. */
export const assessmentV1 = z.object({
  deduplicationId: z.uuid(),
  deviceId,
  revision: z.int().nonnegative(),
  /** Version of the rules that judged. */
  rules: z.string(),
  timing,
  trust,
  /**
   * What the application's policy makes of the verdict; absent: told and measured as ever. `hold`: kept back until a
   * later revision says `release`. `exclude`: told, but kept out of measurements until a later one says `include`.
   */
  handling: z.enum(["hold", "release", "exclude", "include"]).optional(),
});
export type Handling = NonNullable<Assessment["handling"]>;
export type Timing = z.infer<typeof timing>;
export type Trust = z.infer<typeof trust>;
export type Miss = z.infer<typeof miss>;
export type Evidence = z.infer<typeof evidence>;
export type Verdict = z.infer<typeof verdict>;
export type Assessment = z.infer<typeof assessmentV1>;
