import { applicationId, tenantId, time } from "@lorats/events";
import { z } from "zod";
import { expectedVersion, name, uuid } from "./common.ts";
import { connectorId, deviceProfileId } from "./ids.ts";

const settings = z
  .record(z.string(), z.unknown())
  .describe("As the kind's schema says; see `GET /connector-kinds`");

export const connectorKind = z
  .object({
    kind: z.string(),
    title: z.string(),
    backfills: z.boolean().describe("Can fetch what was missed"),
    subscribes: z.boolean().describe("Can subscribe at the other side's broker"),
    settings: z.record(z.string(), z.unknown()).describe("JSON schema of its settings"),
  })
  .meta({ id: "ConnectorKind" });
export const connectorKinds = z.object({ items: z.array(connectorKind) });

const backfill = z.object({
  state: z.enum(["running", "done", "failed"]),
  kept: z.int(),
  repeated: z.int(),
  error: z.string().optional(),
});

export const connector = z
  .object({
    id: connectorId,
    tenantId,
    applicationId,
    profileId: deviceProfileId,
    kind: z.string(),
    name,
    enabled: z.boolean(),
    createsDevices: z.boolean(),
    settings,
    hasSecret: z.boolean(),
    inboundUrl: z.string().describe("Where the other side calls, with the token as a Bearer token"),
    status: z
      .object({
        connected: z.boolean().optional().describe("Of its subscription at a broker"),
        kept: z.int().describe("Messages since the server started"),
        repeated: z.int().describe("Messages that were there already"),
        refused: z.int(),
        lastAt: time.optional(),
        lastError: z.string().optional(),
        backfill: backfill.optional(),
      })
      .describe("Since the server started"),
    createdAt: time,
    version: z.int().positive(),
  })
  .meta({ id: "Connector" });
export type Connector = z.infer<typeof connector>;

const secret = z
  .string()
  .min(1)
  .max(2000)
  .optional()
  .describe("Ours for the other side: a broker's password, an API key; never shown again");

export const connectorCreate = z.object({
  applicationId: applicationId.describe("Where its devices belong"),
  profileId: deviceProfileId.describe("Of devices that it makes"),
  kind: z.string().max(40),
  name,
  enabled: z.boolean().default(true),
  createsDevices: z
    .boolean()
    .default(true)
    .describe("Otherwise what unknown devices say is refused"),
  settings: settings.default({}),
  secret,
});
export const connectorCreated = connector
  .extend({ token: z.string().describe("By which the other side proves itself; shown this once") })
  .meta({ id: "ConnectorCreated" });
export const connectorUpdate = z.object({
  name: name.optional(),
  enabled: z.boolean().optional(),
  createsDevices: z.boolean().optional(),
  profileId: deviceProfileId.optional(),
  settings: settings.optional(),
  secret,
  ...expectedVersion,
});
export const connectorToken = z.object({ token: z.string() }).meta({ id: "ConnectorToken" });
export const backfillStart = z.object({
  from: z.iso.datetime({ offset: true }).describe("Fetch what the other side has from then on"),
});

/** What came of a call. */
export const inboundAnswer = z
  .object({
    kept: z.int(),
    repeated: z.int().describe("There already"),
    refused: z.array(z.object({ code: z.string(), reason: z.string() })),
  })
  .meta({ id: "InboundAnswer" });
export const inboundParams = z.object({ id: uuid, "*": z.string().max(500).optional() });
