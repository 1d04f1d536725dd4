import { applicationId, tenantId, time } from "@lorats/events";
import { z } from "zod";
import { expectedVersion, name, ofTenant, unset } from "./common.ts";
import { enrichmentSourceId } from "./ids.ts";

export const enrichmentKind = z
  .object({
    kind: z.string(),
    title: z.string(),
    settings: z.record(z.string(), z.unknown()).describe("JSON schema of its settings"),
  })
  .meta({ id: "EnrichmentKind" });
export const enrichmentKinds = z.object({ items: z.array(enrichmentKind) });

const fields = {
  name,
  field: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,39}$/)
    .describe("Its values stand at `external.<field>` of decoded payloads and in series"),
  enabled: z.boolean().default(true),
  refreshMinutes: z.int().min(5).max(1440).default(15).describe("How often it is asked"),
  holdsMinutes: z
    .int()
    .min(5)
    .max(2880)
    .default(60)
    .describe("How long its last word holds; frames that come later get none"),
  settings: z
    .record(z.string(), z.unknown())
    .default({})
    .describe("As the kind's schema says; see `GET /enrichment-kinds`"),
};
const secret = z
  .string()
  .min(1)
  .max(2000)
  .optional()
  .describe("What its address needs and nobody is to see; never shown again");

export const enrichmentSource = z
  .object({
    id: enrichmentSourceId,
    tenantId,
    applicationId: applicationId.optional(),
    kind: z.string(),
    ...fields,
    hasSecret: z.boolean(),
    status: z
      .object({
        fetched: z.int().describe("Answers that were kept"),
        failed: z.int().describe("Questions without an answer that could be used"),
        spots: z.int().describe("Places that it is asked about"),
        refusedSpots: z.int().describe("Times that a place was one too many"),
        lastAt: time.optional().describe("When it last had an answer"),
        lastError: z.string().optional().describe("Absent when the last question was answered"),
      })
      .describe("Since the server started"),
    createdAt: time,
    version: z.int().positive(),
  })
  .meta({ id: "EnrichmentSource" });
export type EnrichmentSource = z.infer<typeof enrichmentSource>;

export const enrichmentSourceCreate = z.object({
  ...ofTenant,
  applicationId: applicationId.optional().describe("For its frames only; otherwise the tenant's"),
  kind: z.string().max(40),
  ...fields,
  secret,
});
export const enrichmentSourceUpdate = z.object({ ...unset(fields), secret, ...expectedVersion });
