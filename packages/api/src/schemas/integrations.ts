import { applicationId, tenantId, time } from "@lorats/events";
import { MESSAGE_KINDS } from "@lorats/platform";
import { z } from "zod";
import { expectedVersion, name, ofTenant } from "./common.ts";
import { integrationId } from "./ids.ts";
import { headers, targetUrl } from "./targets.ts";

const webhook = z.object({
  url: targetUrl.describe("Where events are sent, by POST"),
  events: z.array(z.enum(MESSAGE_KINDS)).max(20).default([]).describe("All kinds when empty"),
  headers,
});

export const integration = z
  .object({
    id: integrationId,
    tenantId,
    applicationId: applicationId.optional(),
    kind: z.literal("webhook"),
    name,
    enabled: z.boolean(),
    webhook,
    status: z
      .object({
        delivered: z.int().describe("Since the server started"),
        refused: z.int().describe("Given up because the other side refused them for good"),
        failures: z.int().describe("Attempts that failed and are repeated"),
        lastError: z.string().optional().describe("While the other side does not take events"),
      })
      .optional()
      .describe("Absent while it is switched off"),
    createdAt: time,
    version: z.int().positive(),
  })
  .meta({ id: "Integration" });
export type Integration = z.infer<typeof integration>;

export const integrationCreate = z.object({
  ...ofTenant,
  applicationId: applicationId.optional().describe("Every application of the tenant when absent"),
  kind: z.literal("webhook").default("webhook"),
  name,
  enabled: z.boolean().default(true),
  webhook,
});
export const integrationCreated = integration
  .extend({ secret: z.string().describe("Signs what is sent; shown this once") })
  .meta({ id: "IntegrationCreated" });
export const integrationUpdate = z.object({
  name: name.optional(),
  enabled: z.boolean().optional(),
  webhook: webhook.optional(),
  ...expectedVersion,
});
