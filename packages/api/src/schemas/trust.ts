import { deviceId, gatewayId, time, type Assessment, type TrustLabel } from "@lorats/events";
import { EVENT_KINDS, type Cursor, cursor, tenantId } from "@lorats/events";
import { z } from "zod";
import { uuid } from "./common.ts";

type Plain<T> = z.ZodType<T, T>;

/** Parts of events that are shown as they are. */
const { timing, trust } = (
  EVENT_KINDS.assessment.schema as unknown as z.ZodObject<{
    timing: Plain<Assessment["timing"]>;
    trust: Plain<Assessment["trust"]>;
  }>
).shape;

const frequencyResidual = z.object({
  freqHz: z.int(),
  bwHz: z.int(),
  residualHz: z.number().describe("This channel's own offset beside the track"),
  sdHz: z.number(),
});

/** What is known of a device's oscillator, habits and clock. */
export const deviceTrust = z
  .object({
    deviceId,
    phase: z
      .enum(["learning", "ready", "stepped"])
      .describe("`stepped`: its bias moved for good; a probe or a label has to say why"),
    frames: z.int().describe("Frames that the track has learnt from"),
    framesToLearn: z.int().describe("How many more it takes before it judges"),
    updatedAt: time.optional(),
    track: z
      .object({
        biasPpm: z.number().describe("Where the next frame is expected, on this gauge"),
        biasHz: z.number().describe("The same at 868.1 MHz or the device's usual channel"),
        sdPpm: z.number().describe("Of the next frame around that, one standard deviation"),
        slopePpmPerHour: z.number(),
        anchorPpm: z.number().describe("Its place over weeks: a slow ramp cannot drag it"),
        anchorSdPpm: z.number(),
        cusum: z.number().describe("Sum of small deviations of one sign, in σ; alarm at 12"),
        temperature: z
          .object({ ppmPerC: z.number(), sdPpmPerC: z.number(), lagS: z.number() })
          .optional()
          .describe("Learnt from temperatures in payloads"),
        channels: z.array(frequencyResidual),
        gateways: z.array(
          z
            .object({
              gatewayId,
              instrument: z.enum(["sdr", "concentrator"]),
              offsetPpm: z.number(),
              sdPpm: z.number(),
              frames: z.int(),
            })
            .describe("A gateway's SDR and its concentrator are two instruments"),
        ),
      })
      .optional()
      .describe("Absent before the first frame with a frequency"),
    misses: z
      .array(z.object({ attacker: z.string(), probability: z.number() }))
      .describe("How often an attack of a kind would pass unnoticed now"),
    schedule: z
      .object({
        kind: z.enum(["periodic", "hopping", "tick"]),
        periodS: z.number().optional(),
        nextAt: time.optional(),
        sdS: z.number(),
        driftPpm: z.number().optional(),
        frames: z.int(),
      })
      .optional(),
    probes: z.object({
      sent: z.int(),
      answeredNext: z.int().describe("In the very next frame: the uplink was not held back"),
      unanswered: z.int(),
      lastBoundS: z.number().optional().describe("Longest delay that the last answer allows"),
    }),
    paths: z.array(
      z.object({
        gatewayId,
        share: z.number().describe("Of its frames that this gateway hears"),
        rssiDbm: z.number(),
        rssiSdDb: z.number(),
      }),
    ),
    signals: z.array(z.object({ code: z.string(), since: time })),
  })
  .meta({ id: "DeviceTrust" });
export type DeviceTrust = z.infer<typeof deviceTrust>;

/** What is known of a gateway's oscillator and clock. */
export const gatewayTrust = z
  .object({
    gatewayId,
    updatedAt: time.optional(),
    receiver: z
      .object({
        offsetPpm: z.number().describe("Movement since the start, or against pilots"),
        ratePpmPerHour: z.number(),
        commonSdPpm: z.number().describe("What the frames of different devices move together"),
        reference: z.enum(["pilots", "devices"]).describe("The gauge"),
        pilots: z.int(),
        devices: z.int().describe("That took part lately"),
      })
      .optional(),
    clock: z
      .object({
        disciplined: z.boolean().describe("It states GPS time or an onset of its SDR"),
        counterSdMs: z.number().optional(),
        steps: z.int(),
      })
      .optional(),
    orphans: z.array(z.object({ onset: time, freqHz: z.int(), sf: z.int(), biasHz: z.number() })),
    signals: z.array(z.object({ code: z.string(), since: time })),
  })
  .meta({ id: "GatewayTrust" });
export type GatewayTrust = z.infer<typeof gatewayTrust>;

/** What was thought of a frame, for lists and charts. */
export const assessment = z
  .object({
    position: cursor,
    tenantId,
    deviceId,
    deduplicationId: uuid,
    revision: z.int(),
    rules: z.string(),
    timing,
    trust,
  })
  .meta({ id: "Assessment" });

export type AssessmentView = z.infer<typeof assessment>;

const positionInput = cursor as unknown as z.ZodType<Cursor, string>;

export const assessmentQuery = z.object({
  tenantId: tenantId.optional(),
  deviceId: deviceId.optional(),
  verdict: z.enum(["genuine", "suspect", "replayed", "unverified"]).optional(),
  after: positionInput.optional().describe("`next` of the page before"),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

const labels = ["false-alarm", "attack", "re-enrol", "attack-free"] as const satisfies readonly [
  ...TrustLabel["label"][],
];

export const trustLabel = z
  .object({
    position: cursor,
    time,
    label: z.enum(labels),
    deduplicationId: uuid.optional(),
    from: time.optional(),
    until: time.optional(),
    actor: z.string(),
    note: z.string().optional(),
  })
  .meta({ id: "TrustLabel" });

export const trustLabelCreate = z
  .object({
    label: z
      .enum(labels)
      .describe(
        "`false-alarm`, `attack`: about one frame; `re-enrol`: its oscillator changed, begin anew; " +
          "`attack-free`: a supervised period",
      ),
    deduplicationId: uuid.optional().describe("The frame, for `false-alarm` and `attack`"),
    from: z.iso.datetime({ offset: true }).optional(),
    until: z.iso.datetime({ offset: true }).optional(),
    note: z.string().max(2000).optional(),
  })
  .refine(
    ({ label, deduplicationId }) =>
      deduplicationId !== undefined || !["false-alarm", "attack"].includes(label),
    { path: ["deduplicationId"], message: "say which frame" },
  );

/** How an application wants its frames judged, and what is to become of those that fail. */
export const trustPolicy = z
  .object({
    action: z
      .enum(["flag", "hold", "exclude"])
      .default("flag")
      .describe(
        "`flag`: publish with the verdict; `hold`: publish `up` only when cleared; `exclude`: publish, and keep " +
          "out of alarms and decisions",
      ),
    alarm: z.boolean().default(true).describe("Raise an alarm on suspect and replayed frames"),
    falseAlarmsPerYear: z.number().positive().max(10_000).default(1),
    genuineAgainstPpm: z
      .number()
      .positive()
      .max(30)
      .default(1)
      .describe("`genuine` takes tests that would have caught an extra bias of this"),
    mode: z
      .enum(["track", "fixed-500hz"])
      .default("track")
      .describe("`fixed-500hz`: the paper's threshold, for comparison"),
    framesToLearn: z.int().min(4).max(10_000).default(24),
    probeShare: z.number().min(0).max(1).default(0.01).describe("Of uplinks that are probed"),
    probesPerDay: z.int().min(0).max(1000).default(24).describe("Of one device, at most"),
    probeWindow: z
      .enum(["any", "rx2"])
      .default("any")
      .describe("`rx2`: probes go into RX2 alone, which bounds the delay of an uplink tighter"),
    probeDutyCycle: z
      .number()
      .min(0)
      .max(1)
      .default(0.001)
      .describe("Share of an hour's time on air that the application's probes may take"),
    elapsedTimePort: z
      .int()
      .min(0)
      .max(223)
      .default(0)
      .describe("FPort of payloads in the elapsed-time format; 0: none"),
  })
  .meta({ id: "TrustPolicy" });
export type TrustPolicyView = z.infer<typeof trustPolicy>;

/** A device that sends by a secret schedule. */
export const hopping = z
  .object({
    enabled: z.boolean(),
    sliceMs: z.int().optional(),
    minSlices: z.int().optional(),
    maxSlices: z.int().optional(),
    agreement: z.enum(["session-key", "x25519"]).optional(),
    serverPublicKey: z.string().optional().describe("64 hexadecimal digits, for `x25519`"),
  })
  .meta({ id: "Hopping" });
export type Hopping = z.infer<typeof hopping>;

export const hoppingEnrol = z.object({
  sliceMs: z.int().min(10).max(600_000).default(1000),
  minSlices: z.int().min(1).max(1_000_000).default(300),
  maxSlices: z.int().min(2).max(1_000_000).default(900),
  devicePublicKey: z
    .string()
    .toLowerCase()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe("X25519; without one the schedule's key is derived from the device's AppSKey"),
});
