import { applicationId, deviceId, gatewayId, multicastGroupId, tenantId } from "@lorats/events";
import { z } from "zod";
import {
  aesKeyInput,
  description,
  expectedVersion,
  name,
  pageQuery,
  stored,
  tags,
  unset,
  uuid,
} from "./common.ts";

const mcAddr = z
  .string()
  .toLowerCase()
  .regex(/^[0-9a-f]{8}$/, "expected 8 hexadecimal digits");

const fields = {
  applicationId,
  name,
  description: description.default(""),
  tags: tags.default({}),
  region: z
    .string()
    .regex(/^[A-Z0-9][A-Z0-9_-]{1,19}$/)
    .default("EU868"),
  groupClass: z.enum(["B", "C"]),
  mcAddr,
  dataRate: z.int().min(0).max(15),
  freqHz: z
    .int()
    .min(0)
    .max(2_500_000_000)
    .default(0)
    .describe("Where the group listens; in class B 0 for where the region says"),
  pingSlotPeriodicity: z.int().min(0).max(7).default(7).describe("Class B: a slot every 2^n s"),
  fCntFrom: z.int().min(0).max(0xffff_fffe).default(0).describe("No frame has a lower counter"),
  deviceIds: z.array(deviceId).max(10_000).default([]),
  gatewayIds: z
    .array(gatewayId)
    .max(10_000)
    .default([])
    .describe("Who sends; when empty, those that reach the devices"),
};

export const multicastGroup = z
  .object({ id: multicastGroupId, tenantId, ...fields, ...stored })
  .meta({ id: "MulticastGroup" });
export type MulticastGroup = z.infer<typeof multicastGroup>;
export const multicastGroupCreate = z.object({
  ...fields,
  mcNetSKey: aesKeyInput.describe("Never returned"),
  mcAppSKey: aesKeyInput.describe("Never returned"),
});
export const multicastGroupUpdate = z.object({
  ...unset(fields),
  mcNetSKey: aesKeyInput.optional(),
  mcAppSKey: aesKeyInput.optional(),
  ...expectedVersion,
});
export const multicastGroupQuery = z.object({
  tenantId: tenantId.optional(),
  applicationId: applicationId.optional(),
  search: z.string().max(100).optional().describe("Part of the name or address"),
  ...pageQuery,
});
/** A group and one of its devices or gateways. */
export const groupMember = z.object({ id: uuid, memberId: uuid });

export const multicastItemCreate = z.object({
  itemId: uuid.optional().describe("Yours, to recognise it in events"),
  fPort: z.int().min(1).max(223),
  data: z.base64().max(400).default(""),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
});
