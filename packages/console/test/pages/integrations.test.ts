import assert from "node:assert/strict";
import { it } from "node:test";
import { integrationsEndpoints, type Integration } from "@lorats/api";
import { KINDS, requestOf, valuesOf } from "../../src/pages/integrations/integration-values.ts";

const TENANT = "0190a0de-0000-7000-8000-000000000001";
const URLS = {
  webhook: "https://example.org/hook",
  mqtt: "mqtts://broker.example:8883",
  influxdb: "https://influx.example:8086",
  postgresql: "postgres://lorats@db.example/iot",
  nats: "tls://nats.example:4222",
  amqp: "amqps://mq.example/iot",
};

it("what the form sends is what the API takes, for every kind", () => {
  for (const kind of KINDS) {
    const values = {
      ...valuesOf(undefined),
      kind,
      name: "Elsewhere",
      url: URLS[kind],
      bucket: "b",
      username: "lorats",
    };
    const request = requestOf(values, undefined, TENANT);
    const checked = integrationsEndpoints.createIntegration.body.safeParse(request);
    assert.ok(checked.success, `${kind}: ${checked.error?.message}`);
    assert.equal(request["kind"], kind);
  }
});

it("a change keeps what the form does not show", () => {
  const integration = {
    name: "Hook",
    kind: "webhook",
    version: 3,
    webhook: {
      url: URLS.webhook,
      events: ["up"],
      headers: { "x-site": "7" },
      format: "chirpstack",
      batch: 1,
    },
  } as unknown as Integration;
  const request = requestOf({ ...valuesOf(integration), batch: 10 }, integration, TENANT);
  assert.deepEqual(request, {
    name: "Hook",
    version: 3,
    webhook: { ...integration.webhook, batch: 10 },
  });
});
