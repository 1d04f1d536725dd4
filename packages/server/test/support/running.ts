import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { createClient, type LoratsClient } from "@lorats/api";
import type { TenantId } from "@lorats/base";
import {
  loadConfig,
  startServer,
  type Config,
  type RunningServer,
  type StartOptions,
} from "@lorats/server";
import mqtt, { type MqttClient } from "mqtt";
import { until } from "../../../base/test/until.ts";

/** An MQTT message of a device. */
export interface DeviceMessage {
  readonly devEui: string;
  readonly event: string;
  readonly body: Record<string, unknown> & { readonly fCnt?: number; readonly data?: string };
}

export interface Running {
  readonly server: RunningServer;
  readonly folder: string;
  /** May do everything, in every tenant. */
  readonly key: string;
  /** Speaks with that key. */
  readonly client: LoratsClient;
  /** A client with another key. */
  clientWith(apiKey: string): LoratsClient;
  /** The tenant that is there from the start. */
  readonly tenantId: TenantId;
  readonly mqtt: MqttClient;
  readonly messages: DeviceMessage[];
  /** Resolves with the first message that passes, whenever it came. */
  message(test: (message: DeviceMessage) => boolean, timeoutMs?: number): Promise<DeviceMessage>;
}

/** Starts the whole server on free ports, signs in as its administrator would, and listens to its events. */
export async function startRunning(
  t: TestContext,
  change: Partial<Config> = {},
  options: StartOptions = {},
): Promise<Running> {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-running-"));
  const file = path.join(folder, "empty.toml");
  writeFileSync(file, "");
  const flags = {
    data_dir: path.join(folder, "data"),
    "http.port": 0,
    "mqtt.port": 0,
    "semtech_udp.port": 0,
    ...change,
  };
  const server = await startServer(loadConfig({ file, environment: {}, flags }), options);
  t.after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const { key, tenantId } = await signIn(server);
  const client = createClient({ baseUrl: server.httpUrl, apiKey: key });
  const { username, password } = await client.createMqttCredential({
    tenantId,
    name: "test",
    mayCommand: true,
  });
  const { host, port } = server.mqtt!;
  const connection = await mqtt.connectAsync(`mqtt://${host}:${port}`, { username, password });
  t.after(() => connection.endAsync(true));
  const messages: DeviceMessage[] = [];
  connection.on("message", (topic, payload) => {
    const [, , , devEui = "", , event = ""] = topic.split("/");
    const body = JSON.parse(payload.toString()) as DeviceMessage["body"];
    messages.push({ devEui, event, body });
  });
  await connection.subscribeAsync("application/+/device/+/event/+");
  return {
    server,
    folder,
    key,
    client,
    clientWith: (apiKey) => createClient({ baseUrl: server.httpUrl, apiKey }),
    tenantId,
    mqtt: connection,
    messages,
    message: (test, timeoutMs) => until(() => messages.find(test), timeoutMs),
  };
}

async function signIn({ httpUrl, signInToken }: RunningServer): Promise<{
  key: string;
  tenantId: TenantId;
}> {
  const headers = { "content-type": "application/json", "x-lorats-client": "test" };
  const response = await fetch(`${httpUrl}/api/v1/session`, {
    method: "POST",
    headers,
    body: JSON.stringify({ token: signInToken }),
  });
  const cookie = response.headers.getSetCookie()[0]!.split(";")[0]!;
  const tenants = await fetch(`${httpUrl}/api/v1/tenants`, { headers: { cookie } });
  const { items } = (await tenants.json()) as { items: { id: TenantId }[] };
  const made = await fetch(`${httpUrl}/api/v1/api-keys`, {
    method: "POST",
    headers: { ...headers, cookie },
    body: JSON.stringify({ name: "test", scopes: ["*"], serverWide: true }),
  });
  const { secret } = (await made.json()) as { secret: string };
  return { key: secret, tenantId: items[0]!.id };
}

/** A door's refusals by reason, from the metrics page. */
export async function refusedBy(
  { server, key }: Running,
  door: string,
): Promise<Map<string, number>> {
  const headers = { authorization: `Bearer ${key}` };
  const text = await (await fetch(`${server.httpUrl}/metrics`, { headers })).text();
  const found = new Map<string, number>();
  for (const line of text.split("\n")) {
    const match = /^lorats_gateway_refused_total\{(.*)\} (\d+)$/.exec(line);
    if (!match || !match[1]!.includes(`door="${door}"`)) continue;
    found.set(/reason="([^"]*)"/.exec(match[1]!)![1]!, Number(match[2]));
  }
  return found;
}

/** What `/readyz` says. */
export async function readiness({
  server,
}: Pick<Running, "server">): Promise<{ status: number; reason?: string }> {
  const response = await fetch(`${server.httpUrl}/readyz`);
  const { reason } = (await response.json()) as { reason?: string };
  return { status: response.status, ...(reason !== undefined && { reason }) };
}
