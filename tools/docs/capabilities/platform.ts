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
    title: "At-least-once delivery from a durable cursor",
    shownBy: ["packages/platform/test/delivery/follower.test.ts"],
  },
  {
    title: "Downlink commands over MQTT and HTTP",
    shownBy: ["packages/server/test/mqtt/commands.test.ts"],
  },
  {
    title: "Payload codecs",
    shownBy: ["packages/platform/test/codecs/cayenne-lpp.test.ts"],
    missing: "users' own in a sandbox",
  },
  { title: "Webhooks, databases, brokers as integrations" },
  { title: "Connectors in: other network servers, Sigfox, HTTP and MQTT devices" },
  {
    title: "Alarms: one engine for all rooms, with rules, hysteresis, snooze, e-mail and webhooks",
    shownBy: [
      "packages/platform/test/alarms/decide.test.ts",
      "packages/platform/test/alarms/engine.test.ts",
      "packages/server/test/alarms/alarms.test.ts",
    ],
  },
  { title: "Measurements, locations" },
  { title: "Reprocessing" },
];
