import { z } from "zod";

/**
 * How an attacker corrects its radios' frequency. Without, a replay is off by what its oscillators are off by now minus
 * what they were off by when recording, on carrier and sampling clock alike.
 */
const calibrationSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  /** The paper's figure 18: −543 … −743 Hz on the carrier and nothing on the clock, whatever its radios are. */
  z.strictObject({ kind: z.literal("paper") }),
  /** Samples are turned back digitally; the clock stays wrong. */
  z.strictObject({ kind: z.literal("carrier"), residualHz: z.number().min(0) }),
  /** Samples are turned back and resampled. */
  z.strictObject({ kind: z.literal("resample"), residualHz: z.number().min(0) }),
  /** Begins like `resample` and lets go by so much a frame, until nothing is corrected: drags a naive track along. */
  z.strictObject({
    kind: z.literal("adaptive"),
    residualHz: z.number().min(0),
    stepHz: z.number().positive(),
  }),
]);
export type Calibration = z.infer<typeof calibrationSchema>;

/** What an attack rig is told to do, until it is told to stop. */
export const attackPlanSchema = z.strictObject({
  /** `delay`: hide the frame and replay it later. `replay`: only replay. `jam`: only hide. */
  kind: z.enum(["delay", "replay", "jam"]),
  /** DevEUIs; absent: every device it can hear. */
  targets: z.array(z.string().toLowerCase()).optional(),
  delayS: z.number().min(0.5).max(3600).default(10),
  /** Growth of the delay: a ramp. */
  rampSPerHour: z.number().min(0).default(0),
  /** Attacks so many frames of a device and then lets as many pass; absent: all. */
  burst: z.strictObject({ frames: z.int().min(1), pause: z.int().min(1) }).optional(),
  /** When the collision begins, in symbols of the victim. The paper: after the fifth chirp. */
  lagSymbols: z.number().min(1).default(8),
  calibration: calibrationSchema.default({ kind: "none" }),
});
export type AttackPlan = z.infer<typeof attackPlanSchema>;
