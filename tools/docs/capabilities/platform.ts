import type { Capability } from "./capability.ts";

export const platform: readonly Capability[] = [
  {
    title: "ChirpStack-compatible events over MQTT, with `timing` and `trust`",
    shownBy: [
      "packages/platform/test/delivery/translator.test.ts",
      "packages/server/test/mqtt/broker.test.ts",
    ],
  },
  {
    title:
      "MQTT sessions, waiting messages, retained messages and wills outlive kill -9; bounded, expiring, counted",
    shownBy: [
      "packages/server/test/mqtt/durable-persistence.test.ts",
      "packages/server/test/mqtt/sessions.test.ts",
      "packages/server/test/mqtt/journal-buffer.test.ts",
      "packages/server/test/mqtt/kill.test.ts",
    ],
  },
  {
    title: "At-least-once delivery from a durable cursor",
    shownBy: ["packages/platform/test/delivery/follower.test.ts"],
  },
  {
    title: "Downlink commands over MQTT and HTTP",
    shownBy: ["packages/server/test/mqtt/commands.test.ts"],
  },
  {
    title: "Payload codecs: users' scripts in a sandbox, Cayenne LPP, libraries with examples",
    shownBy: [
      "packages/platform/test/codecs/script/sandbox.test.ts",
      "packages/platform/test/codecs/library/device-repository.test.ts",
      "packages/server/test/codecs/codec-pool.test.ts",
      "packages/server/test/codecs/codecs.test.ts",
    ],
  },
  {
    title:
      "Integrations out: webhooks, MQTT brokers, InfluxDB, PostgreSQL and TimescaleDB, NATS, AMQP, Kafka, with dead letters",
    shownBy: [
      "packages/server/test/outbound/webhooks.test.ts",
      "packages/server/test/integrations/integrations.test.ts",
      "packages/server/test/integrations/postgresql.test.ts",
      "packages/server/test/integrations/nats.test.ts",
      "packages/server/test/integrations/mosquitto.test.ts",
      "packages/server/test/integrations/kafka.test.ts",
      "packages/server/test/integrations/rabbitmq.long.ts",
      "packages/server/test/integrations/guard.test.ts",
      "packages/platform/test/delivery/formats/formats.test.ts",
    ],
    missing: "a run against Apache Kafka itself (librdkafka's cluster stands in)",
  },
  {
    title: "Connectors in: ChirpStack, The Things Stack, Sigfox, devices over HTTP and MQTT",
    shownBy: [
      "packages/platform/test/connectors/kinds.test.ts",
      "packages/server/test/connectors/connectors.test.ts",
    ],
  },
  {
    title:
      "Payloads enriched with the weather where devices are and with calendars; repeated exactly from the log",
    shownBy: [
      "packages/platform/test/enrichment/kinds.test.ts",
      "packages/server/test/enrichment/enrichment.test.ts",
    ],
  },
  {
    title: "Payloads decoded, cleaned and calibrated by stages with versions",
    shownBy: [
      "packages/platform/test/pipeline/stages.test.ts",
      "packages/platform/test/pipeline/enrich.test.ts",
    ],
  },
  {
    title: "Alarms: one engine for all rooms, with rules, hysteresis, snooze, e-mail and webhooks",
    shownBy: [
      "packages/platform/test/alarms/decide.test.ts",
      "packages/platform/test/alarms/engine.test.ts",
      "packages/server/test/alarms/alarms.test.ts",
    ],
  },
  {
    title: "Measurements with roll-ups by hour and day",
    shownBy: [
      "packages/platform/test/pipeline/stages.test.ts",
      "packages/platform/src/testing/measurement-store-contract.ts",
      "packages/server/test/measurements/measurements.test.ts",
    ],
  },
  {
    title:
      "Locations from payloads, Wi-Fi lists, strengths and times at gateways, with an uncertainty that holds",
    shownBy: [
      "packages/platform/test/location/resolvers.test.ts",
      "packages/server/test/location/locations.test.ts",
    ],
  },
  {
    title:
      "`lorats reprocess`: measurements made anew, idempotent, beside live traffic, restarts outlived",
    shownBy: [
      "packages/server/test/measurements/measurements.test.ts",
      "packages/cli/test/commands/reprocess.test.ts",
    ],
  },
];
