import { parseEui64 } from "@lorats/base";
import { z } from "zod";
import { SENSORS, type SensorName } from "./device/sensors.ts";

const eui = z.string().transform((text) => parseEui64(text));
const place = z.object({ eastM: z.number(), northM: z.number(), upM: z.number() });
const sensorNames = Object.keys(SENSORS) as [SensorName, ...SensorName[]];

/** A world as a file describes it. Keys are no part of it: the world draws them and tells the server. */
export const scenarioSchema = z.object({
  name: z.string(),
  /** Everything random in the world but its keys follows from this. */
  seed: z.int(),
  /** Where the local frame's origin lies. */
  origin: z.object({ latitudeDeg: z.number(), longitudeDeg: z.number() }),
  air: z.object({
    pathLossExponent: z.number().min(1.5).max(6),
    shadowingDb: z.number().min(0),
    fadingDb: z.number().min(0),
  }),
  gateways: z
    .array(z.object({ name: z.string(), eui, place, hasGps: z.boolean(), clockPpm: z.number() }))
    .min(1),
  devices: z.array(
    z.object({
      name: z.string(),
      devEui: eui,
      joinEui: eui,
      place,
      outdoor: z.boolean(),
      sensor: z.enum(sensorNames),
      confirmed: z.boolean().default(false),
      intervalS: z.number().min(5),
      crystal: z.object({
        offsetPpm: z.number(),
        slopePpmPerC: z.number(),
        walkPpmPerRootHour: z.number(),
      }),
    }),
  ),
});
export type Scenario = z.infer<typeof scenarioSchema>;
