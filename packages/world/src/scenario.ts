import { readFileSync } from "node:fs";
import { CallerError, parseEui64 } from "@lorats/base";
import { parse, TomlError } from "smol-toml";
import { z } from "zod";
import { COLLISION_MODELS, type CollisionModelName } from "./air/collision.ts";
import { motionSchema } from "./air/motion.ts";
import { propagationSchema } from "./air/propagation.ts";
import { attackPlanSchema } from "./attack/attack-plan.ts";
import { crystalSchema } from "./crystal.ts";
import { WORLD_REGIONS } from "./device/region.ts";
import { SENSORS, type SensorName } from "./device/sensors.ts";

const eui = z.string().transform((text, context) => {
  try {
    return parseEui64(text);
  } catch {
    context.addIssue("16 hexadecimal digits are wanted");
    return z.NEVER;
  }
});
const place = z.strictObject({ eastM: z.number(), northM: z.number(), upM: z.number() });
const sensorNames = Object.keys(SENSORS) as [SensorName, ...SensorName[]];

const collisionModels = Object.keys(COLLISION_MODELS) as [
  CollisionModelName,
  ...CollisionModelName[],
];

export const SDR_FIDELITIES = ["off", "frames", "iq"] as const;
export type SdrFidelity = (typeof SDR_FIDELITIES)[number];
const BACKHAULS = ["udp", "station"] as const;

/** An SDR on a gateway's mast. `true` stands for an ordinary dongle. */
const sdr = z.strictObject({
  /** Error of the dongle's crystal. */
  crystalPpm: z.number().default(1.8),
  /** Where rtl_tcp listens on the loopback; 0 is any free port. */
  port: z.int().min(0).max(65_535).default(1234),
});

/** Oscillator and synthesiser grid of an attacker's radio; its crystal may be of kind `gpsdo`. */
const attackRadio = z.strictObject({
  place,
  crystal: crystalSchema.prefault({ offsetPpm: 0, slopePpmPerC: 0, walkPpmPerRootHour: 0 }),
  /** Steps of its synthesiser; 0 is exact. */
  stepHz: z.number().min(0).default(0),
});

const attacker = z.strictObject({
  name: z.string().min(1),
  eavesdropper: attackRadio,
  /** Also replays. */
  collider: attackRadio.extend({
    collisionDbm: z.number().default(14),
    replayDbm: z.number().default(14),
    /** A few symbols at SF7 are what published reactive jammers need. */
    reactionMs: z.number().min(0).default(2),
  }),
  /** One radio with one reference both records and replays: what is constant in its error cancels. */
  sharesOscillator: z.boolean().default(false),
  /** More colliders, one near each further gateway. */
  helpers: z.array(attackRadio.extend({ collisionDbm: z.number().default(14) })).default([]),
  /** Attacks that begin with the world; others are started over the control API. */
  attacks: z.array(attackPlanSchema).default([]),
});

/** A world as a file describes it. Keys are no part of it: the world draws them and tells the server. */
export const scenarioSchema = z
  .strictObject({
    name: z.string().min(1),
    /** Everything random in the world but its keys follows from this. */
    seed: z.int(),
    /** Where the local frame's origin lies. */
    origin: z.strictObject({
      latitudeDeg: z.number().min(-90).max(90),
      longitudeDeg: z.number().min(-180).max(180),
    }),
    /** The channel plan of its devices and gateways. */
    region: z.enum(WORLD_REGIONS).default("EU868"),
    /** Which eight channels they use, from 0, in plans that have more. */
    subBand: z.int().min(0).max(7).default(1),
    air: z.strictObject({
      propagation: propagationSchema,
      /** Standard deviation of what stays the same for a pair of places. */
      shadowingDb: z.number().min(0),
      /** Standard deviation from frame to frame. */
      fadingDb: z.number().min(0),
    }),
    /**
     * SDRs are served as rtl_tcp, every sample of them; or their gateways report what they would have seen, at frame
     * level; or they stay in their boxes.
     */
    sdrs: z.enum(SDR_FIDELITIES).default("off"),
    gateways: z
      .array(
        z.strictObject({
          name: z.string(),
          eui,
          place,
          hasGps: z.boolean(),
          clockPpm: z.number(),
          /** Class B beacons; needs GPS. */
          beacons: z.boolean().default(false),
          /** How it reaches its server: Semtech's UDP protocol or LoRa Basics Station. */
          backhaul: z.enum(BACKHAULS).default("udp"),
          /** How its concentrator takes collisions. */
          collisions: z.enum(collisionModels).default("sx1301"),
          sdr: z
            .union([z.boolean(), sdr])
            .default(false)
            .transform((value) => (value === true ? sdr.parse({}) : value || undefined)),
        }),
      )
      .min(1),
    devices: z.array(
      z.strictObject({
        name: z.string(),
        devEui: eui,
        joinEui: eui,
        place,
        /** There and back to another place; absent: it stands still. */
        motion: motionSchema.optional(),
        outdoor: z.boolean(),
        sensor: z.enum(sensorNames),
        confirmed: z.boolean().default(false),
        intervalS: z.number().min(5),
        /** Sends readings with their ages and a tick of its clock. */
        sendsAges: z.boolean().default(false),
        /** Sends by a secret schedule that only the server can tell. */
        hopping: z
          .strictObject({
            sliceMs: z.int().min(10).max(600_000).default(1000),
            minSlices: z.int().min(1).max(1_000_000),
            maxSlices: z.int().min(2).max(1_000_000),
            /** How its key is agreed on; one of a session is agreed on anew with each. */
            agreement: z.enum(["x25519", "session-key"]).default("x25519"),
          })
          .optional(),
        macVersion: z.enum(["1.0.2", "1.0.3", "1.0.4", "1.1.0"]).default("1.0.4"),
        /** 1.1: rejoin-requests of type 1, which find a network that lost the session; absent: never. */
        rejoin1EveryS: z.number().positive().optional(),
        deviceClass: z.enum(["A", "B", "C"]).default("A"),
        /** Class B: it listens every 2^periodicity s. */
        pingSlotPeriodicity: z.int().min(0).max(7).default(4),
        crystal: crystalSchema,
        thermalLagS: z.number().positive().default(600),
        batteryMah: z.number().positive().optional(),
        rebootMeanH: z.number().positive().optional(),
      }),
    ),
    attackers: z.array(attacker).default([]),
  })
  .superRefine(({ gateways, devices, attackers }, context) => {
    if (new Set(attackers.map(({ name }) => name)).size < attackers.length) {
      context.addIssue("two of its attackers have one name");
    }
    const early = devices.find(
      ({ macVersion, deviceClass }) => macVersion === "1.0.2" && deviceClass === "B",
    );
    if (early) context.addIssue(`device ${early.name}: class B as it is came with LoRaWAN 1.0.3`);
    const euis = [...gateways.map(({ eui: id }) => id), ...devices.map(({ devEui }) => devEui)];
    const twice = euis.find((id, n) => euis.indexOf(id) !== n);
    if (twice) context.addIssue(`two of its gateways and devices are called ${twice}`);
  });
export type Scenario = z.infer<typeof scenarioSchema>;

/**
 * A scenario from a TOML file.
 * @throws {CallerError} `WORLD_NO_FILE`, `WORLD_BAD_TOML`, `WORLD_BAD_SCENARIO`: one line that says where and what
 */
export function readScenario(file: string): Scenario {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new CallerError("WORLD_NO_FILE", `cannot read ${file}`, { cause: error });
  }
  let value: unknown;
  try {
    value = parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const [reason] = error.message.split("\n");
    throw new CallerError("WORLD_BAD_TOML", `${file}, line ${error.line}: ${reason}`);
  }
  const checked = scenarioSchema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  const where = issue!.path.length > 0 ? `${issue!.path.join(".")}: ` : "";
  throw new CallerError("WORLD_BAD_SCENARIO", `${file}: ${where}${issue!.message}`);
}
