import { tenantId } from "@lorats/events";
import { z } from "zod";
import { description, expectedVersion, name, stored, tags, unset } from "./common.ts";

const fields = {
  name,
  description: description.default(""),
  tags: tags.default({}),
  maxDevices: z.int().min(0).max(1e9).default(0).describe("0: without limit"),
  maxGateways: z.int().min(0).max(1e9).default(0).describe("0: without limit"),
  sharesUplinks: z.boolean().default(true),
  sharesDownlinks: z.boolean().default(false),
};

export const tenant = z
  .object({ id: tenantId, ...fields, devAddrPrefixes: z.array(z.string()), ...stored })
  .meta({ id: "Tenant" });
export const tenantCreate = z.object(fields);
export const tenantUpdate = z.object({ ...unset(fields), ...expectedVersion });
export type Tenant = z.infer<typeof tenant>;
