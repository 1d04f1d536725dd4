import { applicationId, tenantId } from "@lorats/events";
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

const fields = { name, description: description.default(""), tags: tags.default({}) };

export const application = z
  .object({ id: applicationId, tenantId, ...fields, ...stored })
  .meta({ id: "Application" });
export const applicationCreate = z.object({ ...ofTenant, ...fields });
export const applicationUpdate = z.object({ ...unset(fields), ...expectedVersion });
export const applicationQuery = z.object({
  ...ofTenant,
  search: z.string().max(100).optional(),
  ...pageQuery,
});
export type Application = z.infer<typeof application>;
