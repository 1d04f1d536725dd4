import { tenantId, time } from "@lorats/events";
import { z } from "zod";

/** Counts up when a reader of this version could no longer make sense of a document. */
export const TENANT_DOCUMENT_VERSION = 1;

/** What a document lists, in the order in which it is brought in: what others refer to comes first. */
export const TENANT_DOCUMENT_LISTS = [
  "applications",
  "trustPolicies",
  "deviceProfiles",
  "gateways",
  "devices",
  "multicastGroups",
  "integrations",
  "connectors",
  "enrichmentSources",
  "alarmRules",
  "users",
  "apiKeys",
  "mqttCredentials",
] as const;
export type TenantDocumentList = (typeof TENANT_DOCUMENT_LISTS)[number];

const base64Text = z.string().max(100_000);

const item = z
  .looseObject({
    id: z.string().min(1).max(100).describe("In the server that it came from"),
    sealed: base64Text
      .optional()
      .describe("Its secrets: AES-256-GCM (nonce, ciphertext, tag) under the passphrase's key"),
  })
  .describe("Fields as when one is created");
export type TenantDocumentItem = z.infer<typeof item>;

/** Read row by row, so that one that is bad is told by its name. */
const list = z.array(item).max(1_000_000).default([]);

export const tenantDocument = z
  .object({
    format: z.literal("lorats-tenant"),
    version: z.literal(TENANT_DOCUMENT_VERSION),
    exportedAt: time,
    tenant: z
      .object({ id: tenantId, name: z.string() })
      .describe("Whose it was; an import does not change the name of the tenant that it goes to"),
    secrets: z
      .object({
        derivation: z.literal("argon2id"),
        memoryKib: z.int().min(8).max(131_072),
        passes: z.int().min(1).max(8),
        salt: z.base64().min(16).max(100),
      })
      .optional()
      .describe("How the key is derived from the passphrase; absent when secrets were left out"),
    ...(Object.fromEntries(TENANT_DOCUMENT_LISTS.map((name) => [name, list])) as Record<
      TenantDocumentList,
      typeof list
    >),
  })
  .meta({ id: "TenantDocument" });
export type TenantDocument = z.infer<typeof tenantDocument>;

const passphrase = z.string().min(12, "at least 12 characters").max(1000);

export const tenantExport = z.object({
  passphrase: passphrase.describe("Secrets can be opened with it only; it is kept nowhere"),
});

export const tenantImport = z.object({
  document: tenantDocument,
  passphrase: passphrase.optional().describe("Needed where the document holds secrets"),
  withoutSecrets: z
    .boolean()
    .default(false)
    .describe("Leave out the secrets that the document holds"),
  dryRun: z.boolean().default(false).describe("Only say what would come of it"),
  onError: z
    .enum(["abort", "skip"])
    .default("abort")
    .describe("`abort`: nothing is done when an item is bad; `skip`: the good ones are"),
});

export const tenantImported = z
  .object({
    dryRun: z.boolean(),
    created: z.int(),
    updated: z.int(),
    unchanged: z.int(),
    failed: z.int(),
    rows: z
      .array(
        z.object({
          list: z.enum(TENANT_DOCUMENT_LISTS),
          id: z.string().describe("In the document"),
          name: z.string(),
          outcome: z
            .enum(["created", "updated", "would-create", "would-update", "failed", "not-done"])
            .describe("`not-done`: good, but others were not"),
          newId: z.string().optional().describe("Here"),
          secret: z
            .string()
            .optional()
            .describe("Made for this key, token or credential; shown this once"),
          note: z.string().optional().describe("What is left to do"),
          errors: z
            .array(z.object({ path: z.string(), code: z.string(), message: z.string() }))
            .optional(),
        }),
      )
      .describe("All but those that are here already, as the document has them"),
  })
  .meta({ id: "TenantImported" });
export type TenantImported = z.infer<typeof tenantImported>;
