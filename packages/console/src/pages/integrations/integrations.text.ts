import type { Integration } from "@lorats/api";
import { messages } from "../../i18n/messages.ts";

export const text = messages("integrations", {
  title: "Integrations",
  note: "Where events are sent as they happen, at least once and in order",
  add: "Add an integration",
  name: "Name",
  kind: "Kind",
  webhook: "Web address (POST)",
  mqtt: "MQTT broker",
  influxdb: "InfluxDB",
  kafka: "Kafka",
  url: "Address",
  secretWhat: "The broker’s or database’s password or token",
  postgresql: "PostgreSQL, TimescaleDB",
  nats: "NATS",
  amqp: "AMQP 0-9-1 (RabbitMQ)",
  emptyTitle: "No integrations yet",
  empty:
    "An integration sends every event to a web address, an MQTT broker or a database of yours, and repeats it until it is taken.",
  delivered: "Delivered",
  failures: "Failed attempts",
  refused: "Given up",
  works: "works",
  stuck: "stuck",
  switchedOff: "off",
  delete: "Delete the integration",
  deleteTitle: "Delete {name}?",
  deleteNote: "What it has not delivered yet is not sent any more. Events stay in the log.",
  deleted: "{name} was deleted",
  saved: "{name} was saved",
  signingSecret: "Signing secret",
  tabs: "Parts of the integration",
  delivery: "Delivery",
  configuration: "Configuration",
  sinceStart: "since the server started",
  failuresNote: "repeated until they succeed",
  refusedNote: "kept below",
  stuckTitle: "The other side does not take events",
  stuckNote: "Nothing is lost: events wait in order and are sent when it takes them again.",
  offNote: "It is switched off. Events since then are sent when it is switched on again.",
  application: "Application",
  everyApplication: "every application",
});

/** A kind's name for people. */
export function kindName(kind: Integration["kind"]): string {
  return text(kind);
}
