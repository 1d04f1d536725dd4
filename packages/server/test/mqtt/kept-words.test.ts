import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it, type TestContext } from "node:test";
import { createClient } from "@lorats/api";
import { systemClock } from "@lorats/base/node";
import type { Cursor } from "@lorats/events";
import { topicOf, type Message } from "@lorats/platform";
import { openSqliteStorage } from "@lorats/storage";
import { connectAsync } from "mqtt";
import { until } from "../../../base/test/until.ts";
import { Metrics } from "../../src/metrics.ts";
import { MqttBroker } from "../../src/mqtt/broker.ts";
import type { Stores } from "../../src/services.ts";
import {
  apiKey,
  BROKER_DEFAULTS,
  household,
  memoryServices,
  mqttCredential,
  startHttp,
  type Household,
} from "../harness.ts";

async function openHouse(t: TestContext) {
  const dataDir = mkdtempSync(path.join(tmpdir(), "lorats-kept-words-"));
  const stores = await openSqliteStorage({ dataDir });
  t.after(async () => {
    await stores.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  return stores;
}

async function openBroker(stores: Stores) {
  const metrics = new Metrics();
  const fields = { host: "127.0.0.1", port: 0, ...BROKER_DEFAULTS, retain: true };
  const broker = await MqttBroker.start({ ...fields, clock: systemClock, metrics, stores });
  const stop = async (): Promise<void> => {
    await broker.stop();
    metrics.stop();
  };
  return { broker, stop };
}

function say(home: Household, n: number, kind: Message["kind"] = "up"): Message {
  const { tenantId, applicationId, deviceId, devEui } = home;
  const ids = { tenantId, applicationId, deviceId, devEui };
  return { position: "1" as Cursor, kind, ...ids, json: { n } };
}

/** A device, a second one of the same tenant, and a namesake of the first in another tenant. */
async function neighbours(stores: Stores) {
  const gone = await household(stores);
  const { devices } = stores.registry;
  const first = (await devices.get([gone.deviceId])).get(gone.deviceId)!;
  const stranger = await household(stores, "Others");
  const theirs = (await devices.get([stranger.deviceId])).get(stranger.deviceId)!;
  const [namesake] = await devices.update([{ ...theirs, devEui: first.devEui }]);
  const other = { ...gone, deviceId: stranger.deviceId, devEui: "00000000000000a2" as never };
  return { gone, other, stranger: { ...stranger, devEui: namesake!.devEui } };
}

async function keptBodies(stores: Stores): Promise<readonly string[]> {
  const records = await stores.mqttJournal.load();
  return records
    .filter(({ kind }) => kind === "retained" || kind === "outgoing")
    .map(({ kind, body }) => `${kind} ${(JSON.parse(body) as { topic: string }).topic}`)
    .toSorted();
}

for (const running of [true, false]) {
  it(`an erased device leaves nothing with a broker that is ${running ? "running" : "off"}`, async (t) => {
    const stores = await openHouse(t);
    const { gone, other, stranger } = await neighbours(stores);
    const { broker, stop } = await openBroker(stores);
    let stopped = false;
    const end = async (): Promise<void> => {
      if (!stopped) await stop();
      stopped = true;
    };
    const enter = async (home: Household) => {
      const { username, password } = await mqttCredential(stores, { tenantId: home.tenantId });
      const options = { username, password, clientId: "c", clean: false, reconnectPeriod: 0 };
      return () => connectAsync(`mqtt://127.0.0.1:${broker.address.port}`, options);
    };
    const door = await enter(gone);
    const client = await door();
    await client.subscribeAsync("application/#", { qos: 1 });
    await client.endAsync();
    await until(() => broker.sessions.count === 1 && broker.connections === 0);
    const all = [say(gone, 1), say(gone, 2, "join"), say(other, 3), say(stranger, 4)];
    await broker.deliver(all);
    const stays = [
      `outgoing ${topicOf(say(other, 3))}`,
      ...[other, stranger].map((home) => `retained ${topicOf(say(home, 0))}`),
    ];
    assert.equal((await keptBodies(stores)).length, 3 + 4);
    const services = memoryServices(t, stores);
    if (!running) await end();
    const kept = running ? { ...services, keptWords: broker } : services;
    const { baseUrl } = await startHttp(t, kept);
    const api = createClient({ baseUrl, apiKey: await apiKey(stores, gone.tenantId) });
    await api.deleteDevice({ id: gone.deviceId, history: "erase" });
    assert.deepEqual(await keptBodies(stores), stays.toSorted());
    if (!running) return;
    // What was under way from the log when the device went is not kept either.
    await broker.deliver([say(gone, 5)]);
    assert.deepEqual(await keptBodies(stores), stays.toSorted());
    const again = await door();
    const heard: string[] = [];
    again.on("message", (topic) => heard.push(topic));
    await again.subscribeAsync("application/+/device/+/event/#", { qos: 1 });
    await broker.deliver([say(other, 6, "status")]);
    await until(() => heard.includes(topicOf(say(other, 6, "status"))));
    assert.ok(
      heard.every((topic) => !topic.includes(gone.devEui)),
      heard.join(),
    );
    await again.endAsync();
    await end();
  });
}
