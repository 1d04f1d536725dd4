import type { Integration } from "@lorats/api";

export const KINDS = [
  "webhook",
  "mqtt",
  "influxdb",
  "postgresql",
  "nats",
  "amqp",
] as const satisfies readonly Integration["kind"][];
export const FORMATS = ["chirpstack", "the-things-stack"] as const;
export const EVENTS = ["up", "join", "ack", "txack", "status", "log", "revision", "alarm"];

/** The fields of the form, flat, for integrations of every kind. */
export interface IntegrationValues extends Record<string, unknown> {
  name: string;
  kind: Integration["kind"];
  applicationId: string | null;
  url: string;
  events: string[];
  format: (typeof FORMATS)[number];
  batch: number | string;
  username: string;
  topicPrefix: string;
  organization: string;
  bucket: string;
  secret: string;
}

export function valuesOf(integration: Integration | undefined): IntegrationValues {
  const { webhook, mqtt, influxdb, postgresql, nats, amqp } = integration ?? {};
  const filtering = webhook ?? mqtt ?? postgresql ?? nats ?? amqp;
  return {
    name: integration?.name ?? "",
    kind: integration?.kind ?? "webhook",
    applicationId: integration?.applicationId ?? null,
    url: (filtering ?? influxdb)?.url ?? "",
    events: [...(filtering?.events ?? [])],
    format: (webhook ?? mqtt)?.format ?? "chirpstack",
    batch: webhook?.batch ?? 1,
    username: (mqtt ?? nats ?? amqp)?.username ?? "",
    topicPrefix: mqtt?.topicPrefix ?? "",
    organization: influxdb?.organization ?? "",
    bucket: influxdb?.bucket ?? "",
    secret: "",
  };
}

/** What is sent: the settings of its own kind, with those that the form does not show as they were. */
export function requestOf(
  values: IntegrationValues,
  integration: Integration | undefined,
  tenantId: string | undefined,
): Record<string, unknown> {
  const { name, kind, applicationId, secret } = values;
  const settings = { [kind]: { ...integration?.[kind], ...settingsOf(values) } };
  if (integration) return { name, ...settings, version: integration.version };
  return {
    name,
    kind,
    tenantId,
    ...(applicationId !== null && { applicationId }),
    ...settings,
    ...(kind !== "webhook" && secret !== "" && { secret }),
  };
}

function settingsOf(values: IntegrationValues): Record<string, unknown> {
  const { kind, url, events, format, batch } = values;
  switch (kind) {
    case "webhook":
      return { url, events, format, batch };
    case "mqtt": {
      const { username, topicPrefix } = values;
      return { url, events, format, topicPrefix, ...(username !== "" && { username }) };
    }
    case "influxdb":
      return { url, organization: values.organization, bucket: values.bucket };
    case "postgresql":
      return { url, events };
    case "nats":
    case "amqp": {
      const { username } = values;
      return { url, events, ...(username !== "" && { username }) };
    }
  }
}
