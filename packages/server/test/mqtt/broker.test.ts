import assert from "node:assert/strict";
import { connect as connectTcp } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { systemClock } from "@lorats/base/node";
import type { Cursor } from "@lorats/events";
import type { Message, MqttCredential } from "@lorats/platform";
import fc from "fast-check";
import { connectAsync, type MqttClient } from "mqtt";
import { until } from "../../../base/test/until.ts";
import { Metrics } from "../../src/metrics.ts";
import { MqttBroker, type MqttBrokerOptions } from "../../src/mqtt/broker.ts";
import type { Stores } from "../../src/services.ts";
import {
  BROKER_DEFAULTS,
  household,
  memoryStores,
  mqttCredential,
  type Household,
} from "../harness.ts";

interface Running {
  readonly stores: Stores;
  readonly broker: MqttBroker;
  readonly metrics: Metrics;
  readonly commands: { topic: string; text: string; by: MqttCredential }[];
  readonly ours: Household;
  readonly theirs: Household;
}

async function start(
  t: TestContext,
  retain = false,
  meter: MqttBrokerOptions["meter"] = BROKER_DEFAULTS.meter,
): Promise<Running> {
  const stores = memoryStores();
  const metrics = new Metrics();
  const commands: Running["commands"] = [];
  const broker = await MqttBroker.start({
    host: "127.0.0.1",
    port: 0,
    ...BROKER_DEFAULTS,
    retain,
    meter,
    clock: systemClock,
    metrics,
    stores,
    onCommand: async (topic, payload, by) => {
      commands.push({ topic, text: Buffer.from(payload).toString(), by });
    },
  });
  t.after(async () => {
    await broker.stop();
    metrics.stop();
  });
  const ours = await household(stores);
  const theirs = await household(stores, "Others");
  return { stores, broker, metrics, commands, ours, theirs };
}

async function enter(
  t: TestContext,
  { broker }: Running,
  { username, password }: { username: string; password: string },
  clientId?: string,
): Promise<MqttClient & { got: string[] }> {
  const client = await connectAsync(`mqtt://127.0.0.1:${broker.address.port}`, {
    username,
    password,
    reconnectPeriod: 0,
    ...(clientId !== undefined && { clientId }),
  });
  t.after(() => client.endAsync(true));
  // A refused publication ends the connection, which the client reports as an error.
  client.on("error", () => {});
  const got: string[] = [];
  client.on("message", (topic) => got.push(topic));
  return Object.assign(client, { got });
}

function message(home: Household, kind: Message["kind"] = "up"): Message {
  const { tenantId, applicationId, deviceId, devEui } = home;
  return {
    position: "1" as Cursor,
    kind,
    tenantId,
    applicationId,
    deviceId,
    devEui,
    json: { n: 1 },
  };
}

function topic({ applicationId, devEui }: Household, rest = "event/up"): string {
  return `application/${applicationId}/device/${devEui}/${rest}`;
}

/** Long enough for a message on loopback that should not come. */
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 60));

describe("MQTT broker", () => {
  it("lets nobody in without a credential that holds", async (t) => {
    const running = await start(t);
    const { stores, broker, ours } = running;
    const url = `mqtt://127.0.0.1:${broker.address.port}`;
    const good = await mqttCredential(stores, { tenantId: ours.tenantId });
    const old = await mqttCredential(stores, { tenantId: ours.tenantId, expiresAt: 1n });
    const attempts = [
      {},
      { username: good.username },
      { username: good.username, password: "wrong" },
      { username: "nobody", password: good.password },
      { username: old.username, password: old.password },
    ];
    for (const attempt of attempts) {
      await assert.rejects(connectAsync(url, { ...attempt, reconnectPeriod: 0 }), /[Rr]efused/);
    }
    await enter(t, running, good);
    assert.equal(broker.connections, 1);
  });

  it("forwards to each what is his tenant's, whatever he subscribes to", async (t) => {
    const running = await start(t);
    const { stores, broker, ours, theirs } = running;
    const credential = await mqttCredential(stores, { tenantId: ours.tenantId });
    const filters = [
      "#",
      "+/#",
      "application/#",
      "application/+/device/+/event/up",
      "+/+/device/+/event/+",
      topic(ours),
      `application/${ours.applicationId}/#`,
    ];
    for (const filter of filters) {
      const client = await enter(t, running, credential);
      await client.subscribeAsync(filter, { qos: 1 });
      await broker.deliver([message(theirs), message(ours), message(theirs)]);
      await until(() => client.got.length > 0);
      await settle();
      assert.deepEqual(client.got, [topic(ours)], filter);
      await client.endAsync();
    }
  });

  it("forwards nothing of others, whatever filter anybody makes up", async (t) => {
    const running = await start(t);
    const { stores, broker, ours, theirs } = running;
    const credential = await mqttCredential(stores, { tenantId: ours.tenantId });
    const client = await enter(t, running, credential);
    const words = [topic(ours), topic(theirs)].flatMap((one) => one.split("/"));
    const level = fc.constantFrom("+", "+", "", "$SYS", "$share", ...new Set(words));
    const filter = fc
      .tuple(fc.array(level, { maxLength: 6 }), fc.constantFrom("#", "+", "up"))
      .map(([levels, last]) => [...levels, last].join("/"));
    for (const one of fc.sample(filter, { seed: 1, numRuns: 300 })) {
      await client.subscribeAsync(one).catch(() => undefined);
    }
    await broker.deliver([message(theirs), message(ours), message(theirs, "join")]);
    await until(() => client.got.length > 0);
    await settle();
    assert.deepEqual([...new Set(client.got)], [topic(ours)]);
  });

  it("counts what each credential hears and commands", async (t) => {
    const counted: unknown[] = [];
    const meter: MqttBrokerOptions["meter"] = { count: (...one) => void counted.push(one) };
    const running = await start(t, false, meter);
    const { stores, broker, ours, theirs } = running;
    const fields = { tenantId: ours.tenantId, mayCommand: true };
    const credential = await mqttCredential(stores, fields);
    const client = await enter(t, running, credential);
    await client.subscribeAsync("+/+/device/+/event/#");
    await broker.deliver([message(ours), message(theirs)]);
    await until(() => counted.length > 0);
    await settle();
    await client.publishAsync(topic(ours, "command/down"), "{}", { qos: 1 });
    const subject = `mqtt:${credential.id}`;
    assert.deepEqual(counted, [
      [ours.tenantId, subject, { eventsOut: 1, bytes: `{"n":1}`.length }],
      [ours.tenantId, subject, { calls: 1, bytes: 2 }],
    ]);
  });

  it("refuses filters that name what is foreign, and the broker's own topics", async (t) => {
    const running = await start(t);
    const { stores, broker, ours, theirs } = running;
    const client = await enter(
      t,
      running,
      await mqttCredential(stores, { tenantId: ours.tenantId }),
    );
    const filters = [
      topic(theirs),
      `application/${theirs.applicationId}/#`,
      "$SYS/#",
      "$SYS/+/new/clients",
      "$share/x/#",
      "other/#",
      "/#",
    ];
    for (const filter of filters) {
      await assert.rejects(client.subscribeAsync(filter), filter);
    }
    await broker.deliver([message(theirs)]);
    await settle();
    assert.deepEqual(client.got, []);
  });

  it("limits a credential of one application to that", async (t) => {
    const running = await start(t);
    const { stores, broker, ours } = running;
    const other = { ...ours, applicationId: (await household(stores)).applicationId };
    const { tenantId, applicationId } = ours;
    const client = await enter(
      t,
      running,
      await mqttCredential(stores, { tenantId, applicationId }),
    );
    await client.subscribeAsync("application/+/device/+/event/up");
    await assert.rejects(client.subscribeAsync(topic(other)));
    await broker.deliver([message(other), message(ours)]);
    await until(() => client.got.length > 0);
    await settle();
    assert.deepEqual(client.got, [topic(ours)]);
  });

  it("takes commands from those who may give them, and no other publication", async (t) => {
    const running = await start(t);
    const { stores, commands, ours, theirs } = running;
    const commander = await mqttCredential(stores, { tenantId: ours.tenantId, mayCommand: true });
    const reader = await mqttCredential(stores, { tenantId: ours.tenantId });
    const command = topic(ours, "command/down");
    const sender = await enter(t, running, commander);
    await sender.publishAsync(command, '{"fPort":1}', { qos: 1 });
    assert.deepEqual(
      commands.map(({ topic: one, text, by }) => [one, text, by.username]),
      [[command, '{"fPort":1}', commander.username]],
    );
    const refused: [typeof commander, string][] = [
      [reader, command],
      [commander, topic(theirs, "command/down")],
      [commander, topic(ours, "event/up")],
      [commander, "anything"],
    ];
    for (const [who, where] of refused) {
      const client = await enter(t, running, who);
      const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
      client.publishAsync(where, "{}", { qos: 1 }).catch(() => {});
      await closed;
    }
    assert.equal(commands.length, 1);
  });

  it("lets nobody push out another's client by taking its name", async (t) => {
    const running = await start(t);
    const { stores, broker, ours, theirs } = running;
    const a = await enter(
      t,
      running,
      await mqttCredential(stores, { tenantId: ours.tenantId }),
      "same",
    );
    await enter(t, running, await mqttCredential(stores, { tenantId: theirs.tenantId }), "same");
    await settle();
    assert.equal(a.connected, true);
    assert.equal(broker.connections, 2);
  });

  it("forwards no will that its owner could not have published", async (t) => {
    const running = await start(t);
    const { stores, broker, ours, theirs } = running;
    const listener = await enter(
      t,
      running,
      await mqttCredential(stores, { tenantId: theirs.tenantId }),
    );
    await listener.subscribeAsync("#");
    const { username, password } = await mqttCredential(stores, {
      tenantId: ours.tenantId,
      mayCommand: true,
    });
    const client = await connectAsync(`mqtt://127.0.0.1:${broker.address.port}`, {
      username,
      password,
      reconnectPeriod: 0,
      will: { topic: topic(theirs), payload: Buffer.from("{}"), qos: 0, retain: true },
    });
    client.stream.destroy();
    await settle();
    assert.deepEqual(listener.got, []);
    await client.endAsync(true);
  });

  it("keeps the last event for later subscribers only when told to", async (t) => {
    for (const retain of [false, true]) {
      const running = await start(t, retain);
      const { stores, broker, ours, theirs } = running;
      await broker.deliver([message(ours), message(theirs)]);
      const client = await enter(
        t,
        running,
        await mqttCredential(stores, { tenantId: ours.tenantId }),
      );
      await client.subscribeAsync("application/#");
      if (retain) await until(() => client.got.length > 0);
      await settle();
      assert.deepEqual(client.got, retain ? [topic(ours)] : []);
    }
  });

  it("survives garbage, and counts it", async (t) => {
    const running = await start(t);
    const socket = connectTcp(running.broker.address.port, "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => {});
    socket.end("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    await closed;
    const { metrics, stores, ours } = running;
    assert.match(
      await metrics.registry.metrics(),
      /lorats_mqtt_refused_total\{reason="protocol error"\} [1-9]/,
    );
    await enter(t, running, await mqttCredential(stores, { tenantId: ours.tenantId }));
  });

  it("says in one line when its port is taken", async (t) => {
    const { broker, stores, metrics } = await start(t);
    const again = MqttBroker.start({
      host: "127.0.0.1",
      port: broker.address.port,
      ...BROKER_DEFAULTS,
      clock: systemClock,
      metrics,
      stores,
    });
    await assert.rejects(again, { code: "PORT_IN_USE", message: /127\.0\.0\.1:\d+ is in use/ });
  });
});
