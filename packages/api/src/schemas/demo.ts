import { z } from "zod";

const geoPoint = z.object({ latitudeDeg: z.number(), longitudeDeg: z.number() });

/**
 * How an attacker corrects its radios' frequency. Without, a replay is off by what its oscillators are off by now minus
 * what they were off by when recording, on carrier and sampling clock alike.
 */
const calibration = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z
    .strictObject({ kind: z.literal("paper") })
    .describe("−543 … −743 Hz on the carrier and nothing on the clock, whatever the radios are"),
  z
    .strictObject({ kind: z.literal("carrier"), residualHz: z.number().min(0) })
    .describe("Samples are turned back digitally; the clock stays wrong"),
  z
    .strictObject({ kind: z.literal("resample"), residualHz: z.number().min(0) })
    .describe("Samples are turned back and resampled"),
  z
    .strictObject({
      kind: z.literal("adaptive"),
      residualHz: z.number().min(0),
      stepHz: z.number().positive(),
    })
    .describe("Begins like `resample` and lets go by so much a frame: drags a naive track along"),
]);

const targets = z
  .array(z.string().toLowerCase())
  .optional()
  .describe("DevEUIs; absent: every device the attacker can hear");
const burst = z
  .strictObject({ frames: z.int().min(1), pause: z.int().min(1) })
  .optional()
  .describe("Attacks so many frames of a device and then lets as many pass; absent: all");
const lagSymbols = z
  .number()
  .min(1)
  .default(8)
  .describe("When the collision begins, in symbols of the victim");
const replaying = {
  delayS: z.number().min(0.5).max(3600).default(10),
  rampSPerHour: z.number().min(0).default(0).describe("Growth of the delay: a ramp"),
  calibration: calibration.default({ kind: "none" }),
};

/** What an attacker is told to do, until it is told to stop. */
export const attackPlan = z
  .discriminatedUnion("kind", [
    z
      .strictObject({ kind: z.literal("delay"), targets, burst, lagSymbols, ...replaying })
      .describe("Hides frames by collisions and replays them later: the frame delay attack"),
    z
      .strictObject({ kind: z.literal("replay"), targets, burst, ...replaying })
      .describe("Replays without hiding the original"),
    z
      .strictObject({ kind: z.literal("jam"), targets, burst, lagSymbols })
      .describe("Hides frames and keeps them"),
    z
      .strictObject({
        kind: z.literal("lie"),
        gateway: z.string().toLowerCase().describe("EUI of the gateway that was taken over"),
        offsetS: z
          .number()
          .min(-3600)
          .max(3600)
          .default(0)
          .describe("Added to every time it tells"),
        holdS: z.number().min(0).max(3600).default(0).describe("Frames are handed on so much late"),
      })
      .describe("A gateway that lies about time"),
  ])
  .meta({ id: "AttackPlan" });
export type AttackPlan = z.infer<typeof attackPlan>;

const attackRig = z.object({
  name: z.string(),
  eavesdropper: geoPoint,
  collider: geoPoint,
  helpers: z.array(geoPoint).describe("More colliders, one near each further gateway"),
});
export type AttackRigInfo = z.infer<typeof attackRig>;

const attackStep = z.object({
  at: z.string().describe("RFC 3339"),
  event: z.enum(["collision", "recorded", "replay"]),
  devEui: z.string(),
  delayS: z.number().optional().describe("Of a replay: after the original"),
  carrierHz: z.number().optional().describe("Of a replay: what the attacker's radios add"),
  clockPpm: z.number().optional(),
});

export const attack = z
  .object({
    id: z.string(),
    rig: z.string(),
    plan: attackPlan,
    startedAt: z.string().describe("RFC 3339"),
    stoppedAt: z.string().optional(),
    counts: z.object({ collided: z.int(), recorded: z.int(), replayed: z.int() }),
    steps: z.array(attackStep).describe("What the attacker did last, the newest first"),
  })
  .meta({ id: "Attack" });
export type Attack = z.infer<typeof attack>;

export const attackStart = z.object({ rig: z.string().min(1).max(100), plan: attackPlan });
export const attackList = z.object({
  rigs: z.array(attackRig),
  items: z.array(attack).describe("Running ones and the last that were stopped, the newest first"),
});
export const attackId = z.object({ id: z.string().regex(/^\d{1,9}$/) });
