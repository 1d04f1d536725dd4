import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { describe, it } from "node:test";
import { ProblemError, type LoratsClient } from "@lorats/api";
import type { StoredEvent } from "@lorats/events";
import { Aedes } from "aedes";
import { until } from "../../../base/test/until.ts";
import { memoryServices, startHttp } from "../harness.ts";
import { startHome, type Home } from "../support/home.ts";

type Created = Awaited<ReturnType<LoratsClient["createConnector"]>>;

function create(ours: Home, fields: object): Promise<Created> {
  const { applicationId, profileId } = ours;
  return ours.client.createConnector({
    applicationId,
    profileId,
    kind: "sigfox",
    name: "x",
    ...fields,
  });
}

async function bring(
  { baseUrl }: Home,
  { inboundUrl, token }: Created,
  body: unknown,
  { path = "", authorization = `Bearer ${token}` } = {},
): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(`${baseUrl}${inboundUrl}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json", ...(authorization && { authorization }) },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

async function observations({ services }: Home) {
  const { events } = await services.stores.log.read({ types: ["observation"], limit: 10_000 });
  return events as readonly Extract<StoredEvent, { type: "observation" }>[];
}

const sigfox = (seqNumber: number, device = "1A2345") => ({
  device,
  data: "0167010E",
  time: 1_700_000_000 + seqNumber,
  seqNumber,
  station: "1D44",
  rssi: -120,
});

describe("a connector", () => {
  it("makes devices, keeps what they say once, and it goes the way of every uplink", async (t) => {
    const ours = await startHome(t);
    const connector = await create(ours, {});
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => bring(ours, connector, sigfox(1))),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    const kept = answers.reduce((sum, { json }) => sum + Number(json["kept"]), 0);
    assert.equal(kept, 1);
    const again = await bring(ours, connector, sigfox(1), { path: "/data" });
    assert.deepEqual(again.json, { kept: 0, repeated: 1, refused: [] });
    const [event] = await observations(ours);
    assert.equal(event!.body.fCnt, 1);
    assert.equal(event!.time, 1_700_000_001_000_000_000n);
    const device = await ours.client.getDevice({ id: event!.body.deviceId });
    assert.equal(device.name, "sigfox 1A2345");
    assert.deepEqual(device.tags, { network: "sigfox", identity: "1A2345" });
    assert.notEqual(device.lastSeenAt, undefined);
    const messages = await ours.services.translator.translate([event!]);
    const [up] = messages;
    assert.deepEqual([messages.length, up!.kind], [1, "up"]);
    const { object, trust, identity, deduplicationId } = up!.json as Record<string, never>;
    assert.deepEqual(object, { temperatureSensor: { 1: 27 } });
    assert.deepEqual(trust, { verdict: "unverified", evidence: [] });
    assert.deepEqual(identity, { network: "sigfox", id: "1A2345" });
    assert.equal(deduplicationId, event!.body.observationId);
    const audit = await ours.client.listAudit({ limit: 20 });
    const made = audit.items.find(({ body }) => body["kind"] === "device");
    assert.equal(made!.body["actor"], `connector:${connector.id}`);
  });

  it("knows a repetition after a restart, and one that another process stored", async (t) => {
    const ours = await startHome(t);
    const connector = await create(ours, {});
    await bring(ours, connector, sigfox(1));
    const { baseUrl } = await startHttp(t, memoryServices(t, ours.services.stores));
    const again = await bring({ ...ours, baseUrl }, connector, sigfox(1));
    assert.deepEqual(again.json, { kept: 0, repeated: 1, refused: [] });
  });

  it("lets nobody in without its own token", async (t) => {
    const ours = await startHome(t);
    const connector = await create(ours, {});
    const other = await create(ours, { name: "other" });
    for (const authorization of ["", `Bearer ${other.token}`, "Bearer x", "Basic eDp5"]) {
      const { status, json } = await bring(ours, connector, sigfox(1), { authorization });
      assert.deepEqual([status, json["code"]], [401, "AUTH_REQUIRED"]);
    }
    const basic = `Basic ${Buffer.from(`lorats:${connector.token}`).toString("base64")}`;
    assert.equal((await bring(ours, connector, sigfox(1), { authorization: basic })).status, 200);
    const { token } = await ours.client.renewConnectorToken({ id: connector.id });
    assert.equal((await bring(ours, connector, sigfox(2))).status, 401);
    assert.equal((await bring(ours, { ...connector, token }, sigfox(2))).status, 200);
    const log = JSON.stringify(
      (await ours.services.stores.log.read({})).events,
      (_, value: unknown) => (typeof value === "bigint" ? String(value) : value),
    );
    assert.equal(log.includes(connector.token), false);
  });

  it("refuses what it cannot place, tells who brought it, and keeps the reason in the log", async (t) => {
    const ours = await startHome(t);
    const { client, applicationId, profileId, devEui, services } = ours;
    const closed = await create(ours, { createsDevices: false });
    const unknown = await bring(ours, closed, sigfox(1));
    assert.equal(unknown.status, 200);
    assert.match(JSON.stringify(unknown.json["refused"]), /CONNECTOR_UNKNOWN_DEVICE/);
    const garbage = await bring(ours, closed, { device: "zz" });
    assert.deepEqual([garbage.status, garbage.json["code"]], [400, "CONNECTOR_BAD_MESSAGE"]);
    const elsewhere = await client.createApplication({ name: "Elsewhere" });
    const chirpstack = await client.createConnector({
      applicationId: elsewhere.id,
      profileId,
      kind: "chirpstack",
      name: "cs",
    });
    const up = { deviceInfo: { devEui }, deduplicationId: "1", time: "2026-01-01T00:00:00Z" };
    const foreign = await bring(ours, chirpstack, up, { path: "?event=up" });
    assert.match(JSON.stringify(foreign.json["refused"]), /CONNECTOR_OTHER_APPLICATION/);
    const { events } = await services.stores.log.read({ types: ["refusal"] });
    assert.deepEqual(
      events.map(({ body }) => (body as { code: string }).code),
      ["CONNECTOR_UNKNOWN_DEVICE", "CONNECTOR_OTHER_APPLICATION"],
    );
    assert.equal((await observations(ours)).length, 0);
    const shown = await client.getConnector({ id: closed.id });
    assert.equal(shown.status.refused, 2);
    await client.updateConnector({ id: closed.id, enabled: false });
    assert.equal((await bring(ours, closed, sigfox(1))).status, 503);
    assert.equal(await services.stores.registry.devices.count({ applicationId }), 1);
  });

  it("says what is wrong with its settings, and what they may be", async (t) => {
    const ours = await startHome(t);
    const { items } = await ours.client.listConnectorKinds();
    assert.ok(items.length >= 5);
    for (const [kind, settings] of [
      ["sigfox", { deviceTypeId: "not hex" }],
      ["sigfox", { colour: "red" }],
      ["mqtt", { topics: ["a"] }],
      ["carrier-pigeon", {}],
      ["chirpstack", { broker: "http://example.org" }],
      ["chirpstack", { broker: "mqtt://u:p@example.org" }],
    ] as const) {
      await assert.rejects(create(ours, { kind, settings }), (error) => {
        assert.ok(error instanceof ProblemError);
        assert.equal(error.problem.status, 400);
        return true;
      });
    }
  });
});

it("what a broker brings is acknowledged once it is durable, and comes again until then", async (t) => {
  const ours = await startHome(t);
  const broker = await Aedes.createBroker();
  let subscribed = false;
  broker.on("subscribe", () => (subscribed = true));
  const server = createTcpServer((socket) => void broker.handle(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    broker.close();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const { log } = ours.services.stores;
  const append = log.append.bind(log);
  let failures = 0;
  const connector = await create(ours, {
    kind: "mqtt",
    settings: { broker: `mqtt://127.0.0.1:${port}`, topics: ["plant/{device}/state"] },
  });
  const shown = () => ours.client.getConnector({ id: connector.id });
  await until(async () => (await shown()).status.connected === true);
  log.append = (events) => {
    if (failures++ < 2) return Promise.reject(new Error("the disk is full"));
    return append(events);
  };
  const publish = (payload: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const packet = {
        cmd: "publish",
        topic: "plant/pump-1/state",
        payload: Buffer.from(payload),
        qos: 1,
        retain: false,
        dup: false,
      } as const;
      broker.publish(packet, (error) => (error ? reject(error) : resolve()));
    });
  await until(() => subscribed);
  await publish(JSON.stringify({ time: 1_700_000_000, object: { pressure: 4.5 } }));
  await until(async () => (await observations(ours)).length === 1);
  await publish(JSON.stringify({ time: 1_700_000_000, object: { pressure: 4.5 } }));
  await publish(JSON.stringify({ time: 1_700_000_060, object: { pressure: 4.6 } }));
  await until(async () => (await observations(ours)).length === 2);
  assert.ok(failures > 2);
  const { status } = await shown();
  assert.deepEqual([status.kept, status.repeated], [2, 1]);
});

it("fetches what was missed, page by page, without keeping anything twice", async (t) => {
  const ours = await startHome(t);
  const stored = Array.from({ length: 1203 }, (_, i) => i);
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url!, "http://x");
    requests.push(`${request.headers.authorization} ${url.pathname}`);
    const after = url.searchParams.get("after")!;
    const lines = stored
      .map((n) => {
        const received_at = new Date(1_700_000_000_000 + 1000 * n).toISOString();
        const uplink_message = { session_key_id: "s", f_cnt: n, f_port: 1, frm_payload: "AA==" };
        const end_device_ids = { device_id: "d", dev_eui: "00000000000000AA" };
        return { result: { end_device_ids, received_at, uplink_message } };
      })
      .filter(({ result }) => Date.parse(result.received_at) > Date.parse(after))
      .slice(0, Number(url.searchParams.get("limit")))
      .map((line) => JSON.stringify(line));
    response.end(lines.join("\n"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const connector = await create(ours, {
    kind: "the-things-stack",
    secret: "NNSXS.KEY",
    settings: { api: `http://127.0.0.1:${port}`, application: "app1" },
  });
  const fetchFrom = async (from: string) => {
    await ours.client.startBackfill({ id: connector.id, from });
    const shown = () => ours.client.getConnector({ id: connector.id });
    await until(async () => (await shown()).status.backfill?.state !== "running");
    return (await shown()).status.backfill;
  };
  const first = await fetchFrom("2023-11-14T00:00:00Z");
  assert.deepEqual(first, { state: "done", kept: 1203, repeated: 0 });
  assert.equal(
    requests[0],
    "Bearer NNSXS.KEY /api/v3/as/applications/app1/packages/storage/uplink_message",
  );
  assert.equal(requests.length, 3);
  stored.push(1203);
  const second = await fetchFrom("2023-11-14T22:30:00Z");
  assert.equal(second!.kept, 1);
  assert.equal((await observations(ours)).length, 1204);
});
