import assert from "node:assert/strict";
import { it } from "node:test";
import { integrationsEndpoints, type Integration } from "@lorats/api";
import {
  fieldsOfKind,
  KINDS,
  requestOf,
  settingsForKind,
  valuesOf,
} from "../../src/pages/integrations/integration-values.ts";

const TENANT = "0190a0de-0000-7000-8000-000000000001";
/** What a person has to type before anything can be sent. */
const TYPED: Readonly<Record<string, Record<string, unknown>>> = {
  webhook: { url: "https://example.org/hook" },
  mqtt: { url: "mqtts://broker.example:8883" },
  influxdb: { url: "https://influx.example:8086", organization: "o", bucket: "b" },
  postgresql: { url: "postgres://lorats@db.example/iot", timescale: true },
  nats: { url: "tls://nats.example:4222", subjectPrefix: "site.seven" },
  amqp: { url: "amqps://mq.example/iot", username: "lorats" },
};

it("what the form sends is what the API takes, for every kind", () => {
  for (const [kind, typed] of Object.entries(TYPED)) {
    assert.ok(KINDS.includes(kind as Integration["kind"]), kind);
    const values = valuesOf(undefined);
    values.kind = kind as Integration["kind"];
    values.name = "Elsewhere";
    values.settings = { ...settingsForKind(values.kind, {}), ...typed };
    const request = requestOf(values, undefined, TENANT);
    const checked = integrationsEndpoints.createIntegration.body.safeParse(request);
    assert.ok(checked.success, `${kind}: ${checked.error?.message}`);
    assert.deepEqual(checked.data[values.kind], {
      ...checked.data[values.kind],
      ...typed,
    });
  }
});

it("every setting of every kind has its place in the form", () => {
  const names = KINDS.map((kind) => [kind, fieldsOfKind(kind).map(({ name }) => name)] as const);
  const byKind = new Map(names);
  assert.deepEqual(byKind.get("nats"), ["url", "username", "subjectPrefix", "jetStream", "events"]);
  assert.deepEqual(byKind.get("amqp"), ["url", "username", "exchange", "routingKey", "events"]);
  assert.deepEqual(byKind.get("postgresql"), ["url", "tls", "schema", "timescale", "events"]);
  for (const [kind, fields] of names) assert.ok(fields.length > 0, kind);
});

it("another kind keeps what both have", () => {
  const settings = settingsForKind("mqtt", { url: "x", events: ["up"], batch: 7 });
  assert.equal(settings["url"], "x");
  assert.deepEqual(settings["events"], ["up"]);
  assert.equal(settings["qos"], "1");
  assert.ok(!("batch" in settings));
});

it("a change sends every setting as it was, but what was changed", () => {
  const webhook = {
    url: TYPED["webhook"]!["url"],
    events: ["up"],
    headers: { "x-site": "7" },
    format: "chirpstack",
    batch: 1,
  };
  const integration = {
    name: "Hook",
    kind: "webhook",
    version: 3,
    webhook,
  } as unknown as Integration;
  const values = valuesOf(integration);
  values.settings["batch"] = 10;
  assert.deepEqual(requestOf(values, integration, TENANT), {
    name: "Hook",
    version: 3,
    webhook: { ...webhook, batch: 10 },
  });
  const renewed = requestOf({ ...values, secret: "another" }, integration, TENANT);
  assert.equal(renewed["secret"], "another");
});
