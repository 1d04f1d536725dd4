import { codecKind } from "./codecs.ts";
import { deviceProfileId, tenantId } from "./ids.ts";
import { z } from "zod";
import {
  description,
  expectedVersion,
  name,
  ofTenant,
  pageQuery,
  stored,
  tags,
  unset,
} from "./common.ts";

const MAC_VERSIONS = ["1.0.0", "1.0.1", "1.0.2", "1.0.3", "1.0.4", "1.1.0", "1.1.1"] as const;
const REG_PARAMS_REVISIONS = [
  "A",
  "B",
  "RP002-1.0.0",
  "RP002-1.0.1",
  "RP002-1.0.2",
  "RP002-1.0.3",
  "RP002-1.0.4",
  "RP002-1.0.5",
] as const;

const dataRate = z.int().min(0).max(15);
const exponent = z.int().min(0).max(15);

const fields = {
  name,
  description: description.default(""),
  tags: tags.default({}),
  region: z
    .string()
    .regex(/^[A-Z0-9][A-Z0-9_-]{1,19}$/)
    .default("EU868"),
  macVersion: z.enum(MAC_VERSIONS).default("1.0.4"),
  regParamsRevision: z.enum(REG_PARAMS_REVISIONS).default("RP002-1.0.3"),
  supportsJoin: z.boolean().default(true),
  classB: z
    .object({
      timeoutS: z.int().min(1).max(86_400),
      pingSlotPeriodicity: z.int().min(0).max(7),
      pingSlotDataRate: dataRate,
      pingSlotFreqHz: z.int().min(0).max(2_500_000_000),
      beaconFreqHz: z.int().min(0).max(2_500_000_000).optional(),
    })
    .optional(),
  classC: z.object({ timeoutS: z.int().min(1).max(86_400) }).optional(),
  supports32BitFCnt: z.boolean().default(true),
  maxFCntGap: z.int().min(0).max(0xffff_ffff).default(16_384),
  allowFCntReset: z.boolean().default(false),
  adr: z
    .object({
      algorithm: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,49}$/),
      installationMarginDb: z.number().min(0).max(50),
      minDataRate: dataRate.optional(),
      maxDataRate: dataRate.optional(),
      maxTxPowerIndex: dataRate.optional(),
    })
    .default({ algorithm: "default", installationMarginDb: 10 }),
  rx: z
    .object({
      rx1DelayS: z.int().min(1).max(15).optional(),
      rx1DrOffset: z.int().min(0).max(7).optional(),
      rx2DataRate: dataRate.optional(),
      rx2FreqHz: z.int().min(100_000_000).max(2_500_000_000).optional(),
    })
    .default({}),
  mac: z
    .object({
      maxDutyCycle: exponent.optional().describe("On the air at most 2^−n of the time"),
      adrAck: z.object({ limitExp: exponent, delayExp: exponent }).optional(),
      rejoin: z.object({ maxTimeN: exponent, maxCountN: exponent }).optional(),
    })
    .optional(),
  maxEirpDbm: z.number().min(-20).max(36).optional(),
  uplinkIntervalS: z
    .int()
    .min(0)
    .max(31_622_400)
    .default(0)
    .describe("How often its devices are expected to send; 0 when unknown"),
  statusRequestsPerDay: z.int().min(0).max(1440).default(1),
  confirmedAttempts: z
    .int()
    .min(1)
    .max(20)
    .default(3)
    .describe("How often a confirmed downlink goes out before it counts as not acknowledged"),
  flushQueueOnJoin: z.boolean().default(true),
  codec: z
    .object({
      kind: codecKind,
      source: z.string().max(1_000_000).default(""),
    })
    .default({ kind: "none", source: "" }),
};

export const deviceProfile = z
  .object({
    id: deviceProfileId,
    tenantId,
    ...fields,
    codec: z.object({ kind: z.string(), source: z.string() }),
    confirmedAttempts: fields.confirmedAttempts.unwrap().optional(),
    ...stored,
  })
  .meta({ id: "DeviceProfile" });
export const deviceProfileCreate = z.object({ ...ofTenant, ...fields });
export const deviceProfileUpdate = z.object({ ...unset(fields), ...expectedVersion });
export const deviceProfileQuery = z.object({
  ...ofTenant,
  search: z.string().max(100).optional(),
  ...pageQuery,
});
export type DeviceProfile = z.infer<typeof deviceProfile>;
