import { applicationId, tenantId, time } from "@lorats/events";
import type { MessageKind } from "@lorats/platform";
import { z } from "zod";
import { expectedVersion, name, ofTenant, uuid } from "./common.ts";
import { integrationId } from "./ids.ts";
import { headers, targetUrl } from "./targets.ts";

const MESSAGE_KINDS = [
  "up",
  "revision",
  "join",
  "ack",
  "txack",
  "status",
  "log",
  "location",
  "alarm",
] as const satisfies readonly MessageKind[];

const events = z.array(z.enum(MESSAGE_KINDS)).max(20).default([]).describe("All kinds when empty");
const format = z
  .enum(["chirpstack", "the-things-stack"])
  .default("chirpstack")
  .describe("Whose JSON and topics; The Things Stack has no revisions, status, logs and alarms");

const webhook = z.object({
  url: targetUrl.describe("Where events are sent, by POST"),
  events,
  headers,
  format,
  batch: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe("More than one: bodies are lists of items with `event` and `eventId`"),
});
const mqtt = z.object({
  url: z
    .url({ protocol: /^mqtts?$/ })
    .max(2000)
    .describe("Such as `mqtts://broker.example:8883`"),
  username: z.string().max(200).optional(),
  qos: z.union([z.literal(0), z.literal(1)]).default(1),
  retain: z.boolean().default(false),
  topicPrefix: z
    .string()
    .max(200)
    .regex(/^[^+#\0]*$/)
    .default("")
    .describe("Before every topic, such as `site-7/`"),
  events,
  format,
});
const influxdb = z.object({
  url: targetUrl.describe("Such as `https://influx.example:8086`"),
  organization: z.string().max(200),
  bucket: z.string().min(1).max(200),
});

const postgresql = z.object({
  url: z
    .url({ protocol: /^postgres(ql)?$/ })
    .max(2000)
    .describe("Such as `postgres://user@db.example:5432/database`; the password is the secret"),
  tls: z
    .boolean()
    .default(true)
    .describe("Certificates are verified; without, everything passes in plain text"),
  schema: z
    .string()
    .regex(/^[a-z_][a-z0-9_]{0,62}$/)
    .default("public")
    .describe("Where the tables `lorats_events` and `lorats_measurements` are, or are made"),
  timescale: z.boolean().default(false).describe("Make hypertables of them (TimescaleDB)"),
  events,
});
const TEMPLATE = "in braces: applicationId, devEui or event";

const amqp = z.object({
  url: z
    .url({ protocol: /^amqps?$/ })
    .max(2000)
    .describe("Such as `amqps://mq.example/iot`; its path is the virtual host"),
  username: z.string().min(1).max(200),
  exchange: z.string().max(127).default("amq.topic").describe("It has to be there"),
  routingKey: z
    .string()
    .max(255)
    .regex(/^([^{}]|\{(applicationId|devEui|event)\})*$/, TEMPLATE)
    .default("application.{applicationId}.device.{devEui}.event.{event}"),
  events,
});
const nats = z.object({
  url: z
    .url({ protocol: /^(nats|tls)$/ })
    .max(2000)
    .describe("Such as `tls://nats.example:4222`"),
  username: z.string().max(200).optional().describe("Without one the secret is a token"),
  subjectPrefix: z
    .string()
    .regex(/^[\w-]+(\.[\w-]+)*$/)
    .max(200)
    .default("lorats"),
  jetStream: z
    .boolean()
    .default(false)
    .describe("A stream takes the subjects and confirms each message; without it nobody does"),
  events,
});
const kafka = z.object({
  url: z
    .url({ protocol: /^kafkas?$/ })
    .max(2000)
    .describe(
      "Such as `kafkas://kafka.example:9093`, with TLS; one broker, which names the others",
    ),
  username: z.string().min(1).max(200).optional().describe("Without one there is no SASL"),
  mechanism: z.enum(["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]).default("SCRAM-SHA-512"),
  topic: z
    .string()
    .regex(/^([\w.-]|\{(applicationId|devEui|event)\})+$/, TEMPLATE)
    .max(249)
    .default("lorats.{event}")
    .describe("With `{applicationId}`, `{devEui}` and `{event}`; it has to be there"),
  events,
});

/** Settings by kind; each integration has those of its own kind. */
const settings = {
  webhook: webhook.optional(),
  mqtt: mqtt.optional(),
  influxdb: influxdb.optional(),
  postgresql: postgresql.optional(),
  amqp: amqp.optional(),
  nats: nats.optional(),
  kafka: kafka.optional(),
};
const kind = z.enum(Object.keys(settings) as (keyof typeof settings)[] as [keyof typeof settings]);

export const integration = z
  .object({
    id: integrationId,
    tenantId,
    applicationId: applicationId.optional(),
    kind,
    name,
    enabled: z.boolean(),
    ...settings,
    status: z
      .object({
        delivered: z.int().describe("Since the server started"),
        refused: z.int().describe("Refused for good by the other side: dead letters"),
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

const secret = z
  .string()
  .min(1)
  .max(2000)
  .optional()
  .describe("The broker's password or the database's token; webhooks get one made, to sign with");

export const integrationCreate = z.object({
  ...ofTenant,
  applicationId: applicationId.optional().describe("Every application of the tenant when absent"),
  kind: kind.default("webhook"),
  name,
  enabled: z.boolean().default(true),
  ...settings,
  secret,
});
export const integrationCreated = integration
  .extend({ secret: z.string().optional().describe("Signs what is sent; shown this once") })
  .meta({ id: "IntegrationCreated" });
export const integrationUpdate = z.object({
  name: name.optional(),
  enabled: z.boolean().optional(),
  ...settings,
  secret,
  ...expectedVersion,
});

export const deadLetter = z
  .object({
    id: uuid,
    event: z.enum(MESSAGE_KINDS),
    devEui: z.string(),
    reason: z.string(),
    createdAt: time,
    message: z.record(z.string(), z.unknown()),
  })
  .meta({ id: "DeadLetter" });
export type DeadLetter = z.infer<typeof deadLetter>;
export const replay = z.object({
  ids: z.array(uuid).max(1000).optional().describe("The oldest thousand when absent"),
});
export const replayed = z.object({ delivered: z.int(), refused: z.int() });
