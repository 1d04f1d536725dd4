import assert from "node:assert/strict";
import { once, type EventEmitter } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it, type TestContext } from "node:test";
import { createClient, type LoratsClient } from "@lorats/api";
import {
  decodeDatagram,
  encodeConnState,
  encodeUplinkEvent,
  tmstContext,
  type MqttUplink,
} from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";
import { loadConfig, startServer, type RunningServer } from "@lorats/server";
import { connect, type MqttClient } from "mqtt";
import { StationGateway } from "./station-gateway.ts";
import { UdpGateway } from "./udp-gateway.ts";

async function start(
  t: TestContext,
): Promise<{ server: RunningServer; api: LoratsClient; tenantId: string }> {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-doors-"));
  const file = path.join(folder, "empty.toml");
  writeFileSync(file, "");
  const flags = {
    data_dir: path.join(folder, "data"),
    "http.port": 0,
    "mqtt.port": 0,
    "mqtt.tls_port": 0,
    "semtech_udp.port": 0,
    "semtech_udp.listeners": [{ port: 0, region: "US915", sub_band: 1 }],
    "basics_station.enabled": true,
    "basics_station.port": 0,
    "basics_station.tls": true,
  };
  const server = await startServer(loadConfig({ file, environment: {}, flags }));
  t.after(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const headers = { "content-type": "application/json", "x-lorats-client": "test" };
  const signIn = await fetch(`${server.httpUrl}/api/v1/session`, {
    method: "POST",
    headers,
    body: JSON.stringify({ token: server.signInToken }),
  });
  const cookie = signIn.headers.getSetCookie()[0]!.split(";")[0]!;
  const made = await fetch(`${server.httpUrl}/api/v1/api-keys`, {
    method: "POST",
    headers: { ...headers, cookie },
    body: JSON.stringify({ serverWide: true, name: "test", scopes: ["*"] }),
  });
  const { secret } = (await made.json()) as { secret: string };
  const api = createClient({ baseUrl: server.httpUrl, apiKey: secret });
  return { server, api, tenantId: (await api.me()).tenants[0]!.id };
}

function uplink(gatewayEui: Eui64): MqttUplink {
  return {
    gatewayEui,
    uplinkId: 7,
    phyPayload: Uint8Array.of(0x40, 4, 3, 2, 1, 0, 1, 0, 1, 0xaa, 1, 2, 3, 4),
    freqHz: 868_100_000,
    modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
    crc: "ok",
    rssiDbm: -90,
    snrDb: 7,
    times: {},
    context: tmstContext(1_000_000),
  };
}

it("has every door of the whole server open, each with its way of proving who comes in", async (t) => {
  const { server, api, tenantId } = await start(t);
  const doors = server.gatewayDoors.map(({ door, tls, region }) => [door, tls, region]);
  assert.deepEqual(doors, [
    ["basics-station", true, undefined],
    ["gateway-mqtt", false, undefined],
    ["gateway-mqtt", true, undefined],
    ["semtech-udp", false, "EU868"],
    ["semtech-udp", false, "US915"],
  ]);
  const { gatewayDoors } = await api.serverInfo();
  assert.equal(gatewayDoors?.length, doors.length);
  const port = (wanted: string, tls: boolean): number =>
    server.gatewayDoors.find(({ door, tls: has }) => door === wanted && has === tls)!.port;
  const create = async (eui: string) => api.createGateway({ tenantId: tenantId as never, eui });
  const [udp, station, mqtt] = await Promise.all(
    ["aa555a0000000201", "aa555a0000000202", "aa555a0000000203"].map(create),
  );
  const authority = (await api.getGatewayAuthority()).certificate;

  const forwarder = await UdpGateway.open(t, udp!.eui as Eui64, port("semtech-udp", false));
  await forwarder.pull();
  const ack = decodeDatagram(await forwarder.push([uplink(udp!.eui as Eui64)]));
  assert.ok(ack.ok && ack.value.type === "push-ack");

  const { token } = await api.createGatewayToken({ id: station!.id });
  await StationGateway.start(
    t,
    `wss://localhost:${port("basics-station", true)}`,
    station!.eui as Eui64,
    { ca: authority, headers: { authorization: `Bearer ${token}` } },
  );

  const certificate = await api.createGatewayCertificate({ id: mqtt!.id });
  const client: MqttClient = connect(`mqtts://localhost:${port("gateway-mqtt", true)}`, {
    username: mqtt!.eui,
    ca: authority,
    cert: certificate.certificate,
    key: certificate.privateKey!,
    reconnectPeriod: 0,
  });
  t.after(() => client.end(true));
  await once(client as unknown as EventEmitter, "connect");
  const gatewayEui = mqtt!.eui as Eui64;
  const online = encodeConnState({ gatewayEui, state: "ONLINE" });
  await client.publishAsync(`eu868/gateway/${gatewayEui}/state/conn`, online, { qos: 1 });
  const event = encodeUplinkEvent(uplink(gatewayEui));
  await client.publishAsync(`eu868/gateway/${gatewayEui}/event/up`, event, { qos: 1 });

  const shown = await Promise.all(
    [udp!, station!, mqtt!].map(async ({ id }) => api.getGateway({ id })),
  );
  assert.deepEqual(
    shown.map(({ state, connection }) => [state, connection?.door, connection?.authentication]),
    [
      ["online", "semtech-udp", "none"],
      ["online", "basics-station", "token"],
      ["online", "gateway-mqtt", "mtls"],
    ],
  );
  await api.revokeGatewayCredential({ id: mqtt!.id, credentialId: certificate.id });
  const again = connect(`mqtts://localhost:${port("gateway-mqtt", true)}`, {
    username: mqtt!.eui,
    ca: authority,
    cert: certificate.certificate,
    key: certificate.privateKey!,
    reconnectPeriod: 0,
  });
  t.after(() => again.end(true));
  const [error] = (await once(again as unknown as EventEmitter, "error")) as [Error];
  assert.match(error.message, /Bad username or password|Not authorized/i);
});
