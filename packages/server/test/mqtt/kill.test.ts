import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { it, type TestContext } from "node:test";
import { createClient, type LoratsClient } from "@lorats/api";
import { connect, type IClientOptions, type MqttClient } from "mqtt";
import { until } from "../../../base/test/until.ts";
import { serve, serverKey, type Served } from "../support/served.ts";

interface Heard {
  readonly topic: string;
  readonly serial: number;
  readonly retained: boolean;
}

/** Connects, and hears from the first message on: what waited comes with the connection. */
async function enter(
  t: TestContext,
  { mqtt }: Served,
  options: IClientOptions,
): Promise<{ client: MqttClient; heard: Heard[]; sessionPresent: boolean }> {
  const client = connect(`mqtt://127.0.0.1:${mqtt.port}`, { ...options, reconnectPeriod: 0 });
  t.after(() => client.end(true));
  client.on("error", () => {});
  const heard: Heard[] = [];
  client.on("message", (topic, payload, { retain }) => {
    const { object } = JSON.parse(payload.toString()) as { object: { n: number } };
    heard.push({ topic, serial: object.n, retained: retain });
  });
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  client.once("connect", ({ sessionPresent }) => resolve(sessionPresent));
  client.once("close", () => reject(new Error("not let in")));
  return { client, heard, sessionPresent: await promise };
}

async function furnish(api: LoratsClient) {
  const tenantId = (await api.me()).tenants[0]!.id;
  const { id: applicationId } = await api.createApplication({ tenantId, name: "Meters" });
  const { id: profileId } = await api.createDeviceProfile({
    tenantId,
    name: "IP",
    region: "EU868",
  });
  const connector = await api.createConnector({
    applicationId,
    profileId,
    kind: "http",
    name: "in",
    createsDevices: true,
  });
  const credential = await api.createMqttCredential({ tenantId, name: "reader" });
  return { connector, credential };
}

async function bring(
  { httpUrl }: Served,
  { inboundUrl, token }: { inboundUrl: string; token: string },
  serials: readonly number[],
): Promise<void> {
  const response = await fetch(`${httpUrl}${inboundUrl}`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify(serials.map((n) => ({ device: "m1", messageId: `${n}`, object: { n } }))),
  });
  assert.equal(response.status, 200, await response.text());
}

async function metric({ httpUrl }: Served, apiKey: string, name: string): Promise<number> {
  const headers = { authorization: `Bearer ${apiKey}` };
  const text = await (await fetch(`${httpUrl}/metrics`, { headers })).text();
  return Number(new RegExp(`^${name} (.+)$`, "m").exec(text)?.[1] ?? Number.NaN);
}

/** Whether the broker's place in the log is its end, on disk. */
function isPastEverything(dataDir: string): boolean {
  const ask = (file: string, sql: string): unknown => {
    const db = new DatabaseSync(path.join(dataDir, file), { readOnly: true });
    try {
      return db.prepare(sql).get()!["at"];
    } finally {
      db.close();
    }
  };
  const cursor = ask(
    "state.db",
    "select cursor as at from publisher_cursors where follower = 'mqtt'",
  );
  const reached = Number.parseInt(String(cursor).slice(1), 36);
  return reached === ask("log.db", "select max(position) as at from events");
}

it("keeps sessions, what waits in them and retained messages through kill -9", async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-mqtt-kill-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const environment = { LORATS_MQTT_RETAIN: "true" };
  const first = await serve(folder, environment);
  t.after(() => first.child.kill("SIGKILL"));
  const apiKey = await serverKey(first.served);
  const { connector, credential } = await furnish(
    createClient({ baseUrl: first.served.httpUrl, apiKey }),
  );
  const { username, password } = credential;
  const durable = { username, password, clientId: "reader", clean: false };

  const before = await enter(t, first.served, durable);
  assert.equal(before.sessionPresent, false);
  await before.client.subscribeAsync("application/#", { qos: 1 });
  await bring(first.served, connector, [1]);
  await until(() => before.heard.find(({ serial }) => serial === 1));
  await before.client.endAsync();

  const waiting = Array.from({ length: 50 }, (_, n) => n + 2);
  await bring(first.served, connector, waiting);
  // Everything was handed to the broker and the place in the log moved on: from here on only the sessions know.
  const handedOver = async (): Promise<true | undefined> =>
    (await metric(first.served, apiKey, "lorats_mqtt_published_total")) >= 51 ? true : undefined;
  await until(handedOver);
  assert.equal(await metric(first.served, apiKey, "lorats_mqtt_queued"), 50);
  await until(() => isPastEverything(path.join(folder, "data")));
  const killed = once(first.child, "exit");
  first.child.kill("SIGKILL");
  await killed;

  const second = await serve(folder, environment);
  t.after(() => second.child.kill("SIGKILL"));
  const after = await enter(t, second.served, durable);
  assert.equal(after.sessionPresent, true);
  await until(() => after.heard.find(({ serial }) => serial === waiting.at(-1)));
  assert.deepEqual(
    after.heard.map(({ serial }) => serial),
    waiting,
  );
  // The subscription is there still, without being asked for again.
  await bring(second.served, connector, [99]);
  await until(() => after.heard.find(({ serial }) => serial === 99));
  const late = await enter(t, second.served, { username, password });
  await late.client.subscribeAsync("application/#", { qos: 1 });
  const retained = await until(() => late.heard[0]);
  assert.deepEqual([retained.serial, retained.retained], [99, true]);
});
