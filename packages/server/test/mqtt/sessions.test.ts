import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { systemClock } from "@lorats/base/node";
import type { Cursor } from "@lorats/events";
import { topicOf, type Message } from "@lorats/platform";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { until } from "../../../base/test/until.ts";
import { Metrics } from "../../src/metrics.ts";
import { MqttBroker, type MqttBrokerOptions } from "../../src/mqtt/broker.ts";
import type { Stores } from "../../src/services.ts";
import { BROKER_DEFAULTS, household, memoryStores, mqttCredential } from "../harness.ts";

interface Bench {
  readonly broker: MqttBroker;
  readonly metrics: Metrics;
}

async function open(
  t: TestContext,
  stores: Stores,
  change: Partial<MqttBrokerOptions> = {},
): Promise<Bench> {
  const metrics = new Metrics();
  const broker = await MqttBroker.start({
    host: "127.0.0.1",
    port: 0,
    ...BROKER_DEFAULTS,
    clock: systemClock,
    metrics,
    stores,
    ...change,
  });
  t.after(async () => {
    await broker.stop();
    metrics.stop();
  });
  return { broker, metrics };
}

async function enter(
  t: TestContext,
  { broker }: Bench,
  options: IClientOptions,
): Promise<MqttClient & { got: number[]; sessionPresent: boolean }> {
  const client = connect(`mqtt://127.0.0.1:${broker.address.port}`, {
    clean: false,
    clientId: "c",
    ...options,
    reconnectPeriod: 0,
  });
  t.after(() => client.end(true));
  client.on("error", () => {});
  const got: number[] = [];
  client.on("message", (_, payload) =>
    got.push((JSON.parse(payload.toString()) as { n: number }).n),
  );
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  client.once("connect", ({ sessionPresent }) => resolve(sessionPresent));
  client.once("close", () => reject(new Error("not let in")));
  return Object.assign(client, { got, sessionPresent: await promise });
}

async function furnish(stores: Stores) {
  const home = await household(stores);
  const { username, password } = await mqttCredential(stores, {
    tenantId: home.tenantId,
    mayCommand: true,
  });
  const message = (n: number): Message => ({
    position: "1" as Cursor,
    kind: "up",
    tenantId: home.tenantId,
    applicationId: home.applicationId,
    deviceId: home.deviceId,
    devEui: home.devEui,
    json: { n },
  });
  return { ...home, username, password, message };
}

const gone = (client: MqttClient): Promise<void> => client.endAsync();
const text = async ({ metrics }: Bench): Promise<string> => metrics.registry.metrics();

describe("MQTT sessions", () => {
  it("outlive the broker, in order, and end with a clean connection", async (t) => {
    const stores = memoryStores();
    const { username, password, message } = await furnish(stores);
    const first = await open(t, stores);
    const client = await enter(t, first, { username, password });
    await client.subscribeAsync("application/#", { qos: 1 });
    await gone(client);
    await first.broker.deliver([message(1), message(2), message(3)]);
    // As a process that was killed leaves things: the next one starts from what the journal has.
    const second = await open(t, stores);
    assert.deepEqual(second.broker.sessions, { count: 1, queued: 3 });
    const again = await enter(t, second, { username, password });
    assert.equal(again.sessionPresent, true);
    await until(() => again.got.length === 3);
    assert.deepEqual(again.got, [1, 2, 3]);
    await until(() => second.broker.sessions.queued === 0);
    await gone(again);
    await gone(await enter(t, second, { username, password, clean: true }));
    const third = await open(t, stores);
    assert.deepEqual(third.broker.sessions, { count: 0, queued: 0 });
    assert.deepEqual(await stores.mqttJournal.load(), []);
  });

  it("keep what was delivered but not acknowledged for the next connection", async (t) => {
    const stores = memoryStores();
    const { username, password, message } = await furnish(stores);
    const bench = await open(t, stores);
    const client = await enter(t, bench, { username, password });
    await client.subscribeAsync("application/#", { qos: 1 });
    // Takes a message and dies before it could acknowledge it.
    client.handleMessage = () => client.stream.destroy();
    await bench.broker.deliver([message(1)]);
    const again = await enter(t, bench, { username, password });
    await until(() => again.got.length > 0);
    assert.deepEqual(again.got, [1]);
  });

  it("hold a bounded number of messages, and count those left out", async (t) => {
    const stores = memoryStores();
    const { username, password, message } = await furnish(stores);
    const bench = await open(t, stores, { maxQueued: 2 });
    const client = await enter(t, bench, { username, password });
    await client.subscribeAsync("application/#", { qos: 1 });
    await gone(client);
    await bench.broker.deliver([1, 2, 3, 4, 5].map(message));
    assert.equal(bench.broker.sessions.queued, 2);
    assert.match(await text(bench), /lorats_mqtt_dropped_total 3/);
  });

  it("keep nothing of other tenants, whatever was subscribed to", async (t) => {
    const stores = memoryStores();
    const ours = await furnish(stores);
    const theirs = await furnish(stores);
    const bench = await open(t, stores);
    const client = await enter(t, bench, ours);
    await client.subscribeAsync("#", { qos: 1 });
    // Connected, a foreign message does not take the place of one that waits to be acknowledged.
    await bench.broker.deliver([ours.message(1), theirs.message(2), ours.message(3)]);
    await until(() => client.got.length === 2);
    await gone(client);
    await bench.broker.deliver([theirs.message(4), ours.message(5), theirs.message(6)]);
    assert.equal(bench.broker.sessions.queued, 1);
    const stored = (await stores.mqttJournal.load()).filter(({ kind }) => kind === "outgoing");
    assert.ok(stored.every(({ body }) => body.includes(topicOf(ours.message(5)))));
  });

  it("end when their client stays away too long, or its credential is revoked", async (t) => {
    const stores = memoryStores();
    const ours = await furnish(stores);
    const theirs = await furnish(stores);
    const first = await open(t, stores);
    await gone(await enter(t, first, ours));
    await gone(await enter(t, first, theirs));
    const { id } = (await stores.mqttCredentials.byUsername(theirs.username))!;
    await stores.mqttCredentials.delete([id]);
    assert.equal((await open(t, stores)).broker.sessions.count, 1);
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await open(t, stores, { sessionExpiryMs: 1 })).broker.sessions.count, 0);
  });

  it("are limited for each credential", async (t) => {
    const stores = memoryStores();
    const { username, password } = await furnish(stores);
    const bench = await open(t, stores);
    for (let n = 0; n < 101; n++) {
      await gone(await enter(t, bench, { username, password, clientId: `c${n}` }));
    }
    assert.equal(bench.broker.sessions.count, 100);
    assert.match(await text(bench), /refused_total\{reason="too many sessions"\} 1/);
  });

  it("leave a will that is carried out when the server died with its client", async (t) => {
    const stores = memoryStores();
    const { username, password, applicationId, devEui } = await furnish(stores);
    const first = await open(t, stores);
    const where = `application/${applicationId}/device/${devEui}/command/down`;
    const payload = Buffer.from('{"n":7}');
    await enter(t, first, {
      username,
      password,
      clean: true,
      will: { topic: where, payload, qos: 1, retain: false },
    });
    const obeyed: string[] = [];
    const second = await open(t, stores, {
      heartbeatMs: 20,
      onCommand: async (topic, bytes) => {
        obeyed.push(`${topic} ${Buffer.from(bytes).toString()}`);
      },
    });
    await until(() => obeyed.length > 0);
    assert.deepEqual(obeyed, [`${where} {"n":7}`]);
    await until(async () => (await stores.mqttJournal.load()).length === 0);
    assert.equal(second.broker.sessions.count, 0);
  });
});
