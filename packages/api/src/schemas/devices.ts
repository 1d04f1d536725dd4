import { applicationId, base64, devAddr, deviceId, eui64, tenantId, time } from "@lorats/events";
import { z } from "zod";
import {
  aesKeyInput,
  description,
  eui64Input,
  expectedVersion,
  name,
  pageQuery,
  removable,
  stored,
  tags,
  unset,
  uuid,
} from "./common.ts";
import { deviceProfileId } from "./ids.ts";

const fields = {
  applicationId,
  profileId: deviceProfileId,
  name,
  description: description.default(""),
  tags: tags.default({}),
  disabled: z.boolean().default(false),
};

const LOCATION_SOURCES = [
  "payload-gnss",
  "other-network",
  "wifi",
  "gateway-times",
  "gateway-strengths",
] as const;

export const device = z
  .object({
    id: deviceId,
    tenantId,
    ...fields,
    devEui: eui64,
    joinEui: eui64.optional(),
    hasAppKey: z.boolean(),
    hasNwkKey: z.boolean(),
    state: z
      .enum(["never-seen", "active", "overdue"])
      .optional()
      .describe("`overdue`: silent for more than three of its profile's uplink intervals"),
    lastSeenAt: time.optional().describe("When its newest uplink was received"),
    location: z
      .object({
        latitudeDeg: z.number(),
        longitudeDeg: z.number(),
        altitudeM: z.number().optional(),
        uncertaintyM: z
          .number()
          .describe("Root mean square of the distance to the truth, as claimed"),
        source: z.enum(LOCATION_SOURCES).describe("How it is known"),
        time,
      })
      .optional()
      .describe("Where it was last"),
    ...stored,
  })
  .meta({ id: "Device" });

export const deviceCreate = z.object({
  ...fields,
  name: name.optional().describe("The DevEUI when absent"),
  variables: tags.default({}).describe("For the codec and integrations; never returned"),
  devEui: eui64Input,
  joinEui: eui64Input.optional().describe("Any JoinEUI is accepted when absent"),
  appKey: aesKeyInput.optional().describe("Root key of LoRaWAN 1.0.x; never returned"),
  nwkKey: aesKeyInput.optional().describe("Root key of the network side in LoRaWAN 1.1"),
});
const onError = z
  .enum(["abort", "skip"])
  .default("abort")
  .describe("`abort`: nothing is created when a row is bad; `skip`: the good ones are");
/** Devices in bulk. */
export const deviceImport = z.object({
  applicationId,
  profileId: deviceProfileId.optional().describe("For rows that name none in `profile`"),
  dryRun: z.boolean().default(false).describe("Only say what would come of it"),
  onError,
  csv: z
    .string()
    .max(32_000_000)
    .optional()
    .describe(
      "Columns `devEui`, `name`, `joinEui`, `appKey`, `nwkKey`, `profile`, `description`, `disabled`, `tags.<name>`, " +
        "`variables.<name>`, named in the first line; exports of other network servers are understood as well",
    ),
  devices: z
    .array(z.record(z.string(), z.unknown()))
    .max(100_000)
    .optional()
    .describe("The same as objects, as when creating one device; `profile` is a name or id"),
});
export const deviceImported = z
  .object({
    dryRun: z.boolean(),
    created: z.int(),
    failed: z.int(),
    ignoredColumns: z.array(z.string()),
    rows: z.array(
      z.object({
        line: z.int().describe("Of the table, with its header; or the place in the list, from 1"),
        devEui: z.string().optional(),
        outcome: z
          .enum(["created", "ready", "failed", "not-done"])
          .describe("`ready`: would be created; `not-done`: good, but others were not"),
        id: deviceId.optional(),
        errors: z
          .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
          .optional(),
      }),
    ),
  })
  .meta({ id: "DeviceImported" });
export type DeviceImported = z.infer<typeof deviceImported>;

export const deviceUpdate = z.object({
  ...unset(fields),
  variables: tags.optional(),
  joinEui: removable(eui64Input),
  appKey: aesKeyInput.optional(),
  nwkKey: aesKeyInput.optional(),
  ...expectedVersion,
});
export const deviceMove = z.object({
  applicationId: applicationId.describe("Where it goes; that of another tenant takes it there"),
  profileId: deviceProfileId.optional().describe("Needed when it goes to another tenant"),
  ...expectedVersion,
});
export const deviceDeletion = z.object({
  history: z
    .enum(["keep", "erase"])
    .default("keep")
    .describe(
      "`erase` destroys the key that its payloads are sealed under, and what was measured from them",
    ),
});
export const deviceQuery = z.object({
  tenantId: tenantId.optional(),
  applicationId: applicationId.optional(),
  profileId: deviceProfileId.optional(),
  search: z.string().max(100).optional().describe("Part of the name or DevEUI"),
  ...pageQuery,
});
export type Device = z.infer<typeof device>;

const key = z
  .string()
  .regex(/^[0-9a-f]{32}$/)
  .optional();

/** Secrets, shown on purpose only. */
export const deviceKeys = z
  .object({
    appKey: key,
    nwkKey: key,
    session: z
      .object({
        appSKey: key,
        fNwkSIntKey: key.describe("The NwkSKey of LoRaWAN 1.0"),
        sNwkSIntKey: key,
        nwkSEncKey: key,
      })
      .optional(),
  })
  .meta({ id: "DeviceKeys" });
export type DeviceKeys = z.infer<typeof deviceKeys>;

const counter = z.int().min(0).max(0xffff_ffff);

/** A session without its keys. */
export const session = z
  .object({
    active: z.boolean(),
    devAddr: devAddr.optional().describe("Absent without a session"),
    macVersion: z.string().optional(),
    fCntUp: z
      .int()
      .min(0)
      .max(2 ** 32)
      .optional()
      .describe("To be expected next; 2³² when all are used"),
    nFCntDown: counter.optional().describe("To be used next"),
    aFCntDown: counter.optional().describe("To be used next, in LoRaWAN 1.1"),
    dataRate: z.int().optional().describe("Of the newest uplink"),
    batteryLevel: z.int().optional().describe("0: external power, 1 … 254, 255: not known"),
    marginDb: z.int().optional(),
  })
  .meta({ id: "Session" });
export type Session = z.infer<typeof session>;

/** Keys of LoRaWAN 1.0 are `nwkSKey` and `appSKey`; the other two are for 1.1 and default to `nwkSKey`. */
export const activation = z.object({
  devAddr: z
    .string()
    .toLowerCase()
    .regex(/^[0-9a-f]{8}$/, "expected 8 hexadecimal digits"),
  nwkSKey: aesKeyInput,
  appSKey: aesKeyInput,
  sNwkSIntKey: aesKeyInput.optional(),
  nwkSEncKey: aesKeyInput.optional(),
  fCntUp: counter.default(0).describe("To be expected next"),
  nFCntDown: counter
    .default(0)
    .describe("To be used next; at least what its session with the same keys has reached"),
  aFCntDown: counter.default(0).describe("The same, in LoRaWAN 1.1"),
});

export const queueItem = z
  .object({
    id: uuid,
    fPort: z.int().min(1).max(223),
    data: base64,
    confirmed: z.boolean(),
    createdAt: time,
    expiresAt: time.optional(),
    pending: z.boolean().describe("On its way, waiting for the device's acknowledgement"),
  })
  .meta({ id: "QueueItem" });
export const queueItemCreate = z.object({
  itemId: uuid.optional().describe("Yours, to recognise it in `ack` and `txack` events"),
  fPort: z.int().min(1).max(223),
  data: z.base64().max(400).default(""),
  object: z
    .record(z.string(), z.unknown())
    .optional()
    .describe("Values instead of `data`, for the codec of the device's profile to encode"),
  confirmed: z.boolean().default(false),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
export type QueueItem = z.infer<typeof queueItem>;
