import assert from "node:assert/strict";
import { createServer, type IncomingHttpHeaders } from "node:http";
import { createServer as createTcp, type AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { newEvent } from "@lorats/events";
import { Aedes } from "aedes";
import { until } from "../../../base/test/until.ts";
import { startHome, type Home } from "../support/home.ts";

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

async function target(t: TestContext, answer: (body: string) => number) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      received.push({ path: request.url!, headers: request.headers, body });
      response.writeHead(answer(body)).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A device answers with its battery: a message that needs nothing else. */
async function status({ services, ...home }: Home, marginDb: number): Promise<void> {
  const { stores, clock } = services;
  const at = { tenantId: home.tenantId, key: home.deviceId, time: clock.now() };
  const { deviceId, applicationId, devEui } = home;
  const deduplicationId = `01900000-0000-7000-8000-0000000000${String(marginDb + 10).padStart(2, "0")}`;
  const body = { deduplicationId, deviceId, applicationId, devEui, battery: 200, marginDb };
  await stores.log.append([newEvent("device-status", at, body)]);
}

describe("webhooks", () => {
  it("bury what is refused for good, alone of its batch, and send it again when asked", async (t) => {
    const ours = await startHome(t);
    let picky = true;
    const { received, url } = await target(t, (body) =>
      picky && body.includes('"margin":2') ? 422 : 204,
    );
    const made = await ours.client.createIntegration({ name: "w", webhook: { url, batch: 10 } });
    for (const margin of [1, 2, 3]) await status(ours, margin);
    const shown = async () => (await ours.client.getIntegration({ id: made.id })).status!;
    await until(async () => (await shown()).delivered === 2 && (await shown()).refused === 1);
    const { items } = await ours.client.listDeadLetters({ id: made.id });
    assert.deepEqual(
      [items.length, items[0]!.event, items[0]!.message["margin"]],
      [1, "status", 2],
    );
    assert.match(items[0]!.reason, /422/);
    assert.deepEqual(await ours.client.replayDeadLetters({ id: made.id }), {
      delivered: 0,
      refused: 1,
    });
    picky = false;
    assert.deepEqual(await ours.client.replayDeadLetters({ id: made.id }), {
      delivered: 1,
      refused: 0,
    });
    assert.deepEqual((await ours.client.listDeadLetters({ id: made.id })).items, []);
    assert.ok(Array.isArray(JSON.parse(received.at(-1)!.body)));
  });
});

it("a webhook's long list says each event's id, and no header grows with it", async (t) => {
  const ours = await startHome(t);
  let holds = true;
  const { received, url } = await target(t, () => (holds ? 503 : 204));
  await ours.client.createIntegration({ name: "w", webhook: { url, batch: 1000 } });
  await status(ours, 1);
  await until(() => received.length > 0);
  for (let margin = 2; margin < 30; margin++) await status(ours, margin);
  holds = false;
  const ids = () =>
    received
      .filter(({ body }) => !body.includes('"margin":1,'))
      .flatMap(({ body }) => JSON.parse(body) as { event: string; eventId: string }[]);
  await until(() => ids().length >= 28);
  assert.equal(new Set(ids().map(({ eventId }) => eventId)).size, 28);
  assert.ok(ids().every(({ event, eventId }) => eventId.endsWith(`:${event}`)));
  assert.ok(received.every(({ headers }) => headers["x-lorats-event-id"] === undefined));
});

it("targets that nothing could ever be sent to are refused when they are set up", async (t) => {
  const { client } = await startHome(t);
  const url = "https://a.example/";
  const kafka = { url: "kafka://a.example:9092" };
  const amqp = { url: "amqp://a.example", username: "u" };
  const refused = { message: /braces|header/ };
  await assert.rejects(
    client.createIntegration({
      name: "k",
      kind: "kafka",
      kafka: { ...kafka, topic: "x.{device}" },
    }),
    refused,
  );
  await assert.rejects(
    client.createIntegration({ name: "a", kind: "amqp", amqp: { ...amqp, routingKey: "{event" } }),
    refused,
  );
  for (const name of ["Content-Length", "host", "transfer-encoding"]) {
    const webhook = { url, headers: { [name]: "3" } };
    await assert.rejects(client.createIntegration({ name: "w", webhook }), { message: /headers/ });
  }
  const topic = "{applicationId}.{devEui}.{event}";
  await client.createIntegration({ name: "k", kind: "kafka", kafka: { ...kafka, topic } });
});

describe("other targets", () => {
  it("InfluxDB gets lines, with its token, which nobody sees again", async (t) => {
    const ours = await startHome(t);
    const { received, url } = await target(t, () => 204);
    const influxdb = { url, organization: "o g", bucket: "b" };
    const made = await ours.client.createIntegration({
      name: "i",
      kind: "influxdb",
      influxdb,
      secret: "t0ken",
    });
    assert.equal(made.secret, undefined);
    await status(ours, 5);
    await until(() => received.length === 1);
    assert.equal(received[0]!.path, "/api/v2/write?org=o+g&bucket=b&precision=ns");
    assert.equal(received[0]!.headers.authorization, "Token t0ken");
    assert.match(
      received[0]!.body,
      /^lorats_status,.* margin_db=5,battery_percent=78\.74 \d{19}\n$/,
    );
    const shown = JSON.stringify([
      await ours.client.getIntegration({ id: made.id }),
      await ours.client.listAudit(),
    ]);
    assert.equal(shown.includes("t0ken"), false);
  });

  it("a broker elsewhere gets what it missed, in its own words, once it is there", async (t) => {
    const ours = await startHome(t);
    const taken = createTcp();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const { port } = taken.address() as AddressInfo;
    await new Promise((resolve) => taken.close(resolve));
    const mqtt = { url: `mqtt://127.0.0.1:${port}`, topicPrefix: "site/", username: "u" };
    const made = await ours.client.createIntegration({
      name: "m",
      kind: "mqtt",
      mqtt,
      secret: "p",
    });
    await status(ours, 1);
    const shown = async () => (await ours.client.getIntegration({ id: made.id })).status!;
    await until(async () => (await shown()).failures > 0);
    assert.match((await shown()).lastError!, /MQTT_/);

    const broker = await Aedes.createBroker();
    const logins: unknown[] = [];
    const published: [string, unknown][] = [];
    broker.authenticate = (_, username, password, done) => {
      logins.push([username, String(password)]);
      done(null, true);
    };
    broker.on("publish", ({ topic, payload }, client) => {
      if (client) published.push([topic, JSON.parse(payload.toString())]);
    });
    const server = createTcp((socket) => broker.handle(socket));
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    t.after(() => {
      broker.close();
      server.close();
    });
    await until(() => published.length > 0);
    const [topic, json] = published[0]!;
    assert.equal(
      topic,
      `site/application/${ours.applicationId}/device/${ours.devEui}/event/status`,
    );
    assert.equal((json as { margin: number }).margin, 1);
    assert.deepEqual(logins[0], ["u", "p"]);
    await until(
      async () => (await shown()).lastError === undefined && (await shown()).delivered === 1,
    );
  });

  it("take settings of their own kind only, and no address inside unless an administrator allows it", async (t) => {
    const { client } = await startHome(t);
    const url = "https://example.org";
    await assert.rejects(
      client.createIntegration({ name: "x", kind: "mqtt", webhook: { url } }),
      /not for/,
    );
    await assert.rejects(client.createIntegration({ name: "x", kind: "influxdb" }), /missing/);
  });
});
