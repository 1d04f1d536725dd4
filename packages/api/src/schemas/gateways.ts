import { eui64, gatewayId, tenantId, time } from "@lorats/events";
import { z } from "zod";
import {
  description,
  eui64Input,
  expectedVersion,
  name,
  ofTenant,
  pageQuery,
  stored,
  tags,
  unset,
} from "./common.ts";

const location = z.object({
  latitudeDeg: z.number().min(-90).max(90),
  longitudeDeg: z.number().min(-180).max(180),
  altitudeM: z.number().min(-1000).max(50_000).optional(),
});

const antennaGain = z.number().min(-20).max(30);
const cableLoss = z.number().min(0).max(30);

const fields = {
  name,
  description: description.default(""),
  tags: tags.default({}),
  location: location.optional(),
  region: z
    .string()
    .regex(/^[A-Z0-9][A-Z0-9_-]{1,19}$/)
    .default("EU868"),
  subBand: z.int().min(0).max(11).optional(),
  antennaGainDbi: antennaGain.default(0),
  cableLossDb: cableLoss.default(0),
  antennas: z
    .array(z.object({ gainDbi: antennaGain, cableLossDb: cableLoss }))
    .max(16)
    .optional()
    .describe(
      "Where there are several, by their numbers; the two fields above stand for the others",
    ),
  subtractsOwnGain: z.boolean().default(true),
  downlinkAllowed: z.boolean().default(true),
  disabled: z.boolean().default(false),
  statsIntervalS: z.int().min(1).max(86_400).default(30),
};

export const gateway = z
  .object({
    id: gatewayId,
    tenantId,
    eui: eui64,
    ...fields,
    lastSeenAt: time.optional(),
    reportedLocation: location.optional(),
    state: z.enum(["never-seen", "online", "offline"]),
    hasLtsKey: z.boolean().describe("Whether it has a key to vouch for what its SDR saw"),
    connection: z
      .object({
        door: z.enum(["semtech-udp", "basics-station", "gateway-mqtt"]),
        address: z.string(),
        since: time,
        authentication: z.enum(["none", "token", "mtls", "hmac"]),
        software: z.string().optional(),
        roundTripMs: z.number(),
      })
      .optional()
      .describe("How it is connected just now, if it is"),
    ...stored,
  })
  .meta({ id: "Gateway" });
export const gatewayCreate = z.object({
  ...ofTenant,
  eui: eui64Input,
  ...fields,
  name: name.optional().describe("The EUI when absent"),
});
export const gatewayUpdate = z.object({ ...unset(fields), ...expectedVersion });
export const gatewayQuery = z.object({
  ...ofTenant,
  search: z.string().max(100).optional().describe("Part of the name or EUI"),
  ...pageQuery,
});
export type Gateway = z.infer<typeof gateway>;

const count = z.int().nonnegative();

/** What a gateway heard and sent in the last two days. */
export const gatewayHours = z
  .object({
    countedSince: time.describe("Counts are complete from here on"),
    items: z.array(
      z.object({
        time: time.describe("When the hour began"),
        received: count.describe("Frames that it passed on"),
        damaged: count.describe("Those with a wrong CRC"),
        sent: count.describe("Downlinks that it was handed"),
        acknowledged: count.describe("Those that it took"),
        refused: z
          .record(z.string(), count)
          .describe("Those that it did not take, by what it said, such as `TOO_LATE`"),
      }),
    ),
  })
  .meta({ id: "GatewayHours" });
export type GatewayHours = z.infer<typeof gatewayHours>;

export const gatewayCommand = z.object({
  command: z.string().min(1).max(1000).describe("A program on the gateway"),
  arguments: z.array(z.string().max(1000)).max(100).default([]),
});

const share = z.number().min(0).max(1);

/** What a gateway sent in the last hour, against what it may. */
export const gatewayAirtime = z
  .object({
    share: share.describe("Of the last hour on the air, over all frequencies"),
    subBands: z
      .array(
        z.object({
          id: z.string(),
          lowHz: z.int(),
          highHz: z.int(),
          dutyCycle: share.describe("What the law allows of any hour"),
          usedShare: share.describe("What was spent of the last hour"),
        }),
      )
      .describe("Empty before its first downlink, and where no law counts the time on air"),
  })
  .meta({ id: "GatewayAirtime" });
export type GatewayAirtime = z.infer<typeof gatewayAirtime>;
