import { applicationId, base64, deviceId, eui64, tenantId, time } from "@lorats/events";
import { z } from "zod";
import {
  aesKeyInput,
  description,
  eui64Input,
  expectedVersion,
  name,
  pageQuery,
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

export const device = z
  .object({
    id: deviceId,
    tenantId,
    ...fields,
    devEui: eui64,
    joinEui: eui64.optional(),
    hasAppKey: z.boolean(),
    hasNwkKey: z.boolean(),
    lastSeenAt: time.optional().describe("When its newest uplink was received"),
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
export const deviceUpdate = z.object({
  ...unset(fields),
  variables: tags.optional(),
  joinEui: eui64Input.optional(),
  appKey: aesKeyInput.optional(),
  nwkKey: aesKeyInput.optional(),
  ...expectedVersion,
});
export const deviceQuery = z.object({
  tenantId: tenantId.optional(),
  applicationId: applicationId.optional(),
  profileId: deviceProfileId.optional(),
  search: z.string().max(100).optional().describe("Part of the name or DevEUI"),
  ...pageQuery,
});
export type Device = z.infer<typeof device>;

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
  confirmed: z.boolean().default(false),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
export type QueueItem = z.infer<typeof queueItem>;
