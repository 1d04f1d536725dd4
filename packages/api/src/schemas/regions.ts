import { z } from "zod";

const hz = z.int().nonnegative();
const dataRate = z.int().min(0).max(15);

/** Evenly spaced frequencies: `firstHz + n · stepHz` for n in 0 … count − 1. */
const grid = z.object({ firstHz: hz, stepHz: z.int(), count: z.int().positive() });

const dataRateRow = z.object({
  index: dataRate,
  direction: z.enum(["both", "up", "down"]),
  modulation: z.string().describe("Such as `SF7 / 125 kHz`"),
  maxPayload: z.int().describe("Of the application, bytes, without MAC commands beside it"),
});

const subBand = z.object({
  id: z.string(),
  lowHz: hz,
  highHz: hz,
  dutyCycle: z.number().min(0).max(1).describe("Share of any hour; 1: without limit"),
  maxErpDbm: z.number(),
  channelDwell: z
    .object({ limitMs: z.number(), windowMs: z.number(), maxBandwidthHz: hz })
    .optional()
    .describe("A budget on each frequency besides, for narrow transmissions"),
  verify: z
    .string()
    .optional()
    .describe("Why the figure should be checked with the regulator before it is relied on"),
});

/** What a device and the network agree on about one channel plan, and what the law allows there. */
export const region = z
  .object({
    id: z.string(),
    name: z.string(),
    source: z.string().describe("The clause that the tables come from"),
    plan: z.enum(["dynamic", "fixed"]),
    bandHz: z.tuple([hz, hz]),
    dataRates: z.array(dataRateRow),
    channels: z.array(
      z.object({ index: z.int(), freqHz: hz, minDataRate: dataRate, maxDataRate: dataRate }),
    ),
    maxChannels: z.int(),
    rx2: z.object({ frequency: grid, dataRate }),
    beacon: z.object({ frequency: grid, dataRate }),
    pingSlot: z.object({ frequency: grid, dataRate }),
    maxEirpDbm: z.number(),
    dwell: z
      .object({
        limitMs: z.number(),
        uplink: z.enum(["always", "configurable"]),
        downlink: z.enum(["always", "never", "configurable"]),
      })
      .optional(),
    regulation: z.array(
      z.object({ id: z.string(), source: z.string(), subBands: z.array(subBand) }),
    ),
  })
  .meta({ id: "Region" });
export type Region = z.infer<typeof region>;
