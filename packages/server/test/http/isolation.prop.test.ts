import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text as textOf } from "node:stream/consumers";
import { describe, it, type TestContext } from "node:test";
import { API_PREFIX, createClient, SOCKET_PATH } from "@lorats/api";
import type { TenantId } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { Samples } from "@lorats/network/testing";
import { everyItem, hashSecret } from "@lorats/platform";
import { sampleAlarm } from "@lorats/platform/testing";
import fc from "fast-check";
import type { FastifyInstance } from "fastify";
import { WebSocket } from "ws";
import { until } from "../../../base/test/until.ts";
import { exportTenant } from "../../src/tenant-document/export-tenant.ts";
import type { Services } from "../../src/services.ts";
import {
  apiKey,
  household,
  id,
  member,
  memoryServices,
  mqttCredential,
  startHttp,
  user,
  type Household,
} from "../harness.ts";
import { hear } from "../support/hear.ts";
import { DocumentedApi, type Operation, type Parameter, type Schema } from "../support/openapi.ts";

/** Stands in the names of all that belongs to the others: whoever reads it has read too much. */
const MARK = "0nly-th3irs";

interface Furnished extends Household {
  readonly key: string;
  /** The ids of everything it has. */
  readonly ids: readonly string[];
  /** One of each by the path where they are. */
  readonly byPath: Readonly<Record<string, string>>;
}

/** A tenant with one of everything that has an id. */
async function furnished(services: Services, baseUrl: string, name: string): Promise<Furnished> {
  const { stores } = services;
  const home = await household(stores, name);
  const { tenantId, applicationId, profileId, deviceId, gatewayId } = home;
  const key = await apiKey(stores, tenantId);
  const client = createClient({ baseUrl, apiKey: key });
  await client.updateDevice({ id: deviceId, name, description: name, tags: { name } });
  await client.updateApplication({ id: applicationId, name });
  await client.updateGateway({ id: gatewayId, name });
  const integration = await client.createIntegration({
    tenantId,
    name,
    enabled: false,
    webhook: { url: "https://example.org/", headers: { "X-A": name } },
  });
  const rule = await client.createAlarmRule({ tenantId, name });
  const samples = new Samples(systemClock, systemRandom);
  const group = samples.multicastGroup({ id: applicationId, tenantId }, { name });
  await stores.registry.multicastGroups.create([group]);
  const alarm = sampleAlarm({ tenantId, message: name });
  await stores.alarms.save({ alarms: [alarm], deleted: [] });
  const job = await services.reprocessing.start({ tenantId, from: 0n });
  const connector = await client.createConnector({
    applicationId,
    profileId,
    name,
    kind: "sigfox",
    enabled: false,
  });
  const source = await client.createEnrichmentSource({
    tenantId,
    name,
    field: "outdoors",
    kind: "weather",
    enabled: false,
  });
  const person = await user(stores, { ...member(tenantId, "viewer"), name });
  const credential = await mqttCredential(stores, { tenantId, name });
  const token = await client.createGatewayToken({ id: gatewayId, name });
  const queued = await client.enqueue({ id: deviceId, fPort: 9, data: btoa(name) });
  await hear(services, home, 1);
  const [uplink] = (await client.listUplinks()).items;
  const snippet = await client.requestSnippet({
    id: gatewayId,
    onset: "2026-01-01T00:00:00.000000000Z",
    freqHz: 868_100_000,
    sf: 7,
  });
  const stored = await stores.apiKeys.byHash(hashSecret(key));
  const { gatewayEui, devEui } = home;
  const own = [tenantId, applicationId, profileId, deviceId, gatewayId, gatewayEui, devEui];
  const made = [integration, rule, group, alarm, job, connector, source, person, credential, token];
  const others = [queued.id, uplink!.deduplicationId, uplink!.position, snippet.id, stored!.id];
  const byPath = {
    tenants: tenantId,
    applications: applicationId,
    gateways: gatewayId,
    "device-profiles": profileId,
    "multicast-groups": group.id,
    "alarm-rules": rule.id,
    integrations: integration.id,
    connectors: connector.id,
    "enrichment-sources": source.id,
    alarms: alarm.id,
    users: person.id,
  };
  return { ...home, key, byPath, ids: [...own, ...made.map((one) => one.id), ...others] };
}

/** All that a tenant has, as text: nobody else may have changed any of it. */
async function everythingOf(services: Services, tenantId: TenantId): Promise<string> {
  const { stores } = services;
  const tenant = (await stores.registry.tenants.get([tenantId])).get(tenantId)!;
  const { exportedAt: _, ...document } = await exportTenant(services, tenant);
  const devices = document.devices.map((one) => one.id as Household["deviceId"]);
  const state = {
    tenant,
    document,
    queue: [...(await stores.downlinks.peek(devices, 1000))].map(([, items]) => items),
    alarms: (await stores.alarms.list({ tenantId })).items,
    sessions: [...(await services.network.states(devices))],
    events: (await stores.log.read({ tenantId, limit: 10_000 })).events.map((one) => one.position),
    credentials: await Array.fromAsync(everyItem(stores.mqttCredentials, tenantId)),
  };
  return JSON.stringify(state, (__, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

interface Request {
  readonly method: string;
  readonly url: string;
  readonly body?: unknown;
}

interface Answer {
  readonly status: number;
  readonly code: string;
  readonly text: string;
}

async function ask(app: FastifyInstance, key: string, request: Request): Promise<Answer> {
  const response = await app.inject({
    method: request.method as "GET",
    url: request.url,
    headers: {
      authorization: `Bearer ${key}`,
      ...(request.body !== undefined && { "content-type": "application/json" }),
    },
    ...(request.body !== undefined && { payload: JSON.stringify(request.body) }),
    // A stream that was let in does not end: its head is enough.
    payloadAsStream: true,
  });
  const isLive = String(response.headers["content-type"]).startsWith("text/event-stream");
  if (isLive) {
    response.stream().destroy();
    return { status: response.statusCode, code: "", text: "" };
  }
  const text = Buffer.concat(await Array.fromAsync(response.stream() as AsyncIterable<Buffer>));
  const body = text.toString();
  const code = body.startsWith('{"type"') ? (JSON.parse(body) as { code: string }).code : "";
  return { status: response.statusCode, code, text: body };
}

/** Ends the caller itself, or has nothing to do with tenants. */
const APART = /^\/api\/v1\/(session$|auth\/)/;

async function start(t: TestContext) {
  const services = memoryServices(t);
  const { app, baseUrl } = await startHttp(t, services);
  const api = DocumentedApi.of(app);
  const ours = await furnished(services, baseUrl, "Ours");
  const theirs = await furnished(services, baseUrl, MARK);
  const operations = api.operations.filter(
    ({ path }) => path.startsWith(API_PREFIX) && !APART.test(path),
  );
  return { services, app, baseUrl, api, ours, theirs, operations };
}

type Place = Awaited<ReturnType<typeof start>>;

/** Ids of one's own by the name of the field that asks for one. */
function idsOf({ tenantId, applicationId, profileId, deviceId, gatewayId }: Household) {
  const byName: Readonly<Record<string, readonly string[]>> = {
    tenantId: [tenantId],
    applicationId: [applicationId],
    profileId: [profileId],
    deviceId: [deviceId],
    deviceIds: [deviceId],
    gatewayIds: [gatewayId],
  };
  return (name: string): readonly string[] => byName[name] ?? [];
}

/** A request that fits the document, its ids one's own or those that are given. */
function requestsFor(
  { api, ours }: Place,
  { method, path, parameters, body }: Operation,
  inPath: readonly string[],
  inQuery: Readonly<Record<string, string>> = {},
  inBody: (body: unknown) => unknown = (same) => same,
): fc.Arbitrary<Request> {
  const ids = idsOf(ours);
  const required = parameters.filter((one) => one.in === "query" && one.required);
  const values = required.map((one) => api.valuesOf(one.schema, ids));
  const bodies = body ? api.valuesOf(body, ids).map(inBody) : fc.constant(undefined);
  return fc.tuple(bodies, fc.tuple(...values)).map(([sent, asked]) => {
    let next = 0;
    const filled = path.replace(/\{\w+\}|\*/g, () => encodeURIComponent(inPath[next++] ?? "x"));
    const query = new URLSearchParams(inQuery);
    for (const [i, { name }] of required.entries()) query.set(name, String(asked[i]));
    const url = query.size > 0 ? `${filled}?${query.toString()}` : filled;
    return sent === undefined ? { method, url } : { method, url, body: sent };
  });
}

/**
 * The same request with an id that is theirs, and with one that nobody has: whoever asks must not be able to tell one from the
 * other, and learns nothing.
 */
async function compare(
  { app, ours }: Place,
  name: string,
  withId: (one: string) => fc.Arbitrary<Request>,
  foreign: readonly string[],
): Promise<void> {
  const nobodys = id<string>();
  let answer: Answer | undefined;
  let seed = 0;
  // Some values fit the schema, and are refused by what it cannot say.
  for (let next = 0; next < 30; next++) {
    const got = await ask(
      app,
      ours.key,
      fc.sample(withId(nobodys), { seed: next, numRuns: 1 })[0]!,
    );
    if (answer && got.code === "HTTP_INVALID") continue;
    [answer, seed] = [got, next];
    if (got.status < 300 || got.status === 404) break;
  }
  for (const one of foreign) {
    const [request] = fc.sample(withId(one), { seed, numRuns: 1 });
    const got = await ask(app, ours.key, request!);
    assert.equal(got.text.includes(MARK), false, `${name} with ${one} tells: ${got.text}`);
    // An id of another form is refused as such, whosever it is.
    const hasForm = /^[0-9a-f-]{36}$/.test(one);
    // Ids of queued messages are their senders' own choice and unique on the server: a collision has to be told.
    if (got.code === "NS_QUEUE_DUPLICATE") continue;
    const what = `${name} with ${one}: ${got.text} and not ${answer!.text}`;
    if (hasForm) assert.deepEqual([got.status, got.code], [answer!.status, answer!.code], what);
  }
}

describe("a foreign tenant's things", () => {
  it("look as if they did not exist, in every path of the document, and stay as they are", async (t) => {
    const place = await start(t);
    const { services, operations, ours, theirs } = place;
    const before = await everythingOf(services, theirs.tenantId);
    let tried = 0;
    for (const operation of operations) {
      const { method, path, parameters } = operation;
      const inPath = parameters.filter((one) => one.in === "path");
      for (const [at] of inPath.entries()) {
        const own = ownIn(ours, path);
        const withId = (one: string): fc.Arbitrary<Request> =>
          requestsFor(
            place,
            operation,
            inPath.map((_, i) => (i === at ? one : i === 0 ? own : id<string>())),
          );
        await compare(place, `${method} ${path}`, withId, theirs.ids);
        tried++;
      }
    }
    assert.ok(tried > 90, `${tried}`);
    assert.equal(await everythingOf(services, theirs.tenantId), before);
  });

  it("cannot be filtered by, in any query of the document", async (t) => {
    const place = await start(t);
    const { services, operations, ours, theirs } = place;
    const before = await everythingOf(services, theirs.tenantId);
    for (const operation of operations) {
      const { method, path, parameters } = operation;
      const own = parameters.filter((one) => one.in === "path").map(() => ownIn(ours, path));
      for (const { name } of parameters.filter(asksForId)) {
        const withId = (one: string): fc.Arbitrary<Request> =>
          requestsFor(place, operation, own, { [name]: one });
        await compare(place, `${method} ${path}?${name}`, withId, theirs.ids);
      }
    }
    assert.equal(await everythingOf(services, theirs.tenantId), before);
  });

  it("cannot be referred to, in any body of the document", async (t) => {
    const place = await start(t);
    const { api, services, operations, ours, theirs } = place;
    const before = await everythingOf(services, theirs.tenantId);
    let tried = 0;
    for (const operation of operations) {
      const { method, path, body, parameters } = operation;
      if (!body) continue;
      const own = parameters.filter((one) => one.in === "path").map(() => ownIn(ours, path));
      for (const field of idFieldsOf(api.resolved(body))) {
        const withId = (one: string): fc.Arbitrary<Request> =>
          requestsFor(place, operation, own, {}, (sent) => ({
            ...(sent as object),
            [field.name]: field.isList ? [one] : one,
          }));
        const fits = theirs.ids.filter((one) => /^[0-9a-f-]{36}$/.test(one));
        await compare(place, `${method} ${path} ${field.name}`, withId, fits);
        tried++;
      }
    }
    assert.ok(tried > 15, `${tried}`);
    assert.equal(await everythingOf(services, theirs.tenantId), before);
  });
});

/** What is one's own where a path asks for an id first. */
function ownIn({ byPath, deviceId }: Furnished, path: string): string {
  return byPath[path.split("/")[3]!] ?? deviceId;
}

function asksForId({ in: where, name }: Parameter): boolean {
  return where === "query" && /(Id|key|subject|after|before)$/.test(name);
}

function idFieldsOf({ properties = {} }: Schema): { name: string; isList: boolean }[] {
  const fields = Object.keys(properties).filter((name) => /Ids?$/.test(name));
  return fields.map((name) => ({ name, isList: name.endsWith("s") }));
}

describe("what happens to others", () => {
  it("comes over no stream, socket or webhook", async (t) => {
    const { services, baseUrl, ours, theirs } = await start(t);
    const got: Record<string, string[]> = { stream: [], socket: [], webhook: [] };
    const client = createClient({ baseUrl, apiKey: ours.key });
    const target = await listening(t, (body) => got["webhook"]!.push(body));
    await client.createIntegration({ name: "out", webhook: { url: target } });
    const stopped = new AbortController();
    const streaming = (async () => {
      for await (const event of client.stream({ signal: stopped.signal })) {
        got["stream"]!.push(JSON.stringify(event));
      }
    })();
    const url = `${baseUrl.replace("http", "ws")}${API_PREFIX}${SOCKET_PATH}`;
    const socket = new WebSocket(url, { headers: { authorization: `Bearer ${ours.key}` } });
    socket.on("message", (data: Buffer) => got["socket"]!.push(data.toString()));
    await once(socket, "open");
    t.after(() => socket.terminate());
    const allBring = (fCnt: number): boolean =>
      Object.values(got).every((some) => some.some((one) => one.includes(`"fCnt":${fCnt}`)));
    // Streams and sockets stand before the log is asked where it ends: what is heard until then, they do not bring.
    await until(async () => {
      await hear(services, ours, 1);
      return allBring(1);
    });
    for (let n = 2; n < 5; n++) await hear(services, theirs, n);
    await hear(services, ours, 9);
    await until(() => allBring(9));
    stopped.abort();
    await streaming;
    for (const [way, some] of Object.entries(got)) {
      const text = some.join();
      for (const one of [MARK, ...theirs.ids]) {
        assert.equal(one.length > 8 && text.includes(one), false, `${way}: ${one} in ${text}`);
      }
    }
  });
});

/** A server that takes whatever is posted. */
async function listening(t: TestContext, take: (body: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    request.on("end", () => response.writeHead(204).end());
    void textOf(request).then(take);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
