import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { createClient, ProblemError, type LoratsClient } from "@lorats/api";
import { VirtualClock } from "@lorats/base";
import type { Tenant } from "@lorats/network";
import { hashSecret, hourOf, MemoryUsageStore, WHOLE_TENANT } from "@lorats/platform";
import { until } from "../../../base/test/until.ts";
import type { Services } from "../../src/services.ts";
import { Meter } from "../../src/usage/meter.ts";
import { apiKey, household, memoryServices, startHttp, type Household } from "../harness.ts";
import { hear } from "../support/hear.ts";

interface Ours extends Household {
  readonly services: Services;
  readonly client: LoratsClient;
  readonly baseUrl: string;
  readonly key: string;
  /** `key:<id>` */
  readonly subject: string;
}

async function start(t: TestContext, limits: Partial<Tenant> = {}): Promise<Ours> {
  const services = memoryServices(t);
  const home = await household(services.stores);
  await limit(services, home, limits);
  const { baseUrl } = await startHttp(t, services);
  const key = await apiKey(services.stores, home.tenantId);
  const subject = `key:${(await services.stores.apiKeys.byHash(hashSecret(key)))!.id}`;
  return {
    ...home,
    services,
    baseUrl,
    key,
    subject,
    client: createClient({ baseUrl, apiKey: key }),
  };
}

async function limit(
  { stores }: Services,
  { tenantId }: Household,
  limits: Partial<Tenant>,
): Promise<void> {
  const { tenants } = stores.registry;
  await tenants.update([{ ...(await tenants.get([tenantId])).get(tenantId)!, ...limits }]);
}

const refusal =
  (status: number) =>
  (error: unknown): boolean =>
    error instanceof ProblemError &&
    error.problem.code === "TENANT_QUOTA" &&
    error.problem.status === status;

describe("usage", () => {
  it("counts calls, events and bytes of each key, and of the tenant as a whole", async (t) => {
    const ours = await start(t);
    const other = createClient({
      baseUrl: ours.baseUrl,
      apiKey: await apiKey(ours.services.stores, ours.tenantId),
    });
    for (let n = 0; n < 3; n++) await hear(ours.services, ours, n);
    await ours.client.listUplinks({ limit: 2 });
    await other.listDevices();
    await other.listDevices();
    const { items } = await ours.client.getUsage({ id: ours.tenantId });
    const ofKey = items.find(({ subject }) => subject === ours.subject)!;
    // This very call is among them.
    assert.equal(ofKey.calls, 2);
    assert.equal(ofKey.eventsOut, 2);
    assert.ok(ofKey.bytes > 500, String(ofKey.bytes));
    const whole = items.find(({ subject }) => subject === WHOLE_TENANT)!;
    assert.equal(whole.calls, 4);
    assert.equal(whole.eventsOut, 2);
    assert.ok(whole.bytes > ofKey.bytes);
    const byMonth = await ours.client.getUsage({
      id: ours.tenantId,
      subject: ours.subject,
      resolution: "month",
    });
    assert.equal(byMonth.items.length, 1);
    assert.match(byMonth.items[0]!.from, /-01T00:00:00\.000000000Z$/);
  });

  it("counts what a stream carried", async (t) => {
    const ours = await start(t);
    const ended = new AbortController();
    const stream = ours.client.stream({ signal: ended.signal });
    const heard = (async () => {
      for await (const event of stream) return event;
    })();
    await until(() => ours.services.meter.of(ours.tenantId).hour.calls > 0);
    await hear(ours.services, ours, 1);
    assert.equal((await heard)!.kind, "up");
    ended.abort();
    const { items } = await ours.client.getUsage({ id: ours.tenantId, subject: ours.subject });
    assert.equal(items[0]!.eventsOut, 1);
  });

  it("is for those who may see it", async (t) => {
    const ours = await start(t);
    const theirs = await household(ours.services.stores, "Others");
    const foreign = ours.client.getUsage({ id: theirs.tenantId });
    await assert.rejects(foreign, (error: ProblemError) => error.problem.status === 404);
    const viewer = createClient({
      baseUrl: ours.baseUrl,
      apiKey: await apiKey(ours.services.stores, ours.tenantId, ["tenants:read"]),
    });
    const refused = viewer.getUsage({ id: ours.tenantId });
    await assert.rejects(refused, (error: ProblemError) => error.problem.status === 403);
    assert.ok((await viewer.getQuotas({ id: ours.tenantId })).items.length >= 6);
  });
});

describe("the meter", () => {
  it("counts every event of the log once, killed or not", async (t) => {
    const { services, ...home } = await start(t);
    const { log } = services.stores;
    const store = new MemoryUsageStore();
    const clock = new VirtualClock();
    const options = { store, log, clock, failed: assert.fail };
    for (let n = 0; n < 5; n++) await hear(services, home, n);

    const killed = new Meter(options);
    await killed.start();
    await until(() => killed.of(home.tenantId).stored);
    await killed.flush();
    for (let n = 5; n < 8; n++) await hear(services, home, n);
    // It has seen these, and is gone before they are written.
    const { events } = await log.read({ limit: 1000 });
    const bytes = events.reduce((sum, { size = 0 }) => sum + size, 0);
    await until(() => killed.of(home.tenantId).stored === bytes);

    const next = new Meter(options);
    await next.start();
    await until(() => next.of(home.tenantId).stored === bytes);
    await next.stop();
    const hours = await store.query({ tenantId: home.tenantId, from: 0n, to: 1n << 62n, limit: 9 });
    const sum = (pick: (one: (typeof hours)[number]) => number): number =>
      hours.reduce((total, one) => total + pick(one), 0);
    assert.equal(
      sum(({ eventsIn }) => eventsIn),
      8,
    );
    assert.equal(
      sum(({ stored }) => stored),
      bytes,
    );
  });

  it("loses nothing while nothing can be written", async (t) => {
    const { services, tenantId } = await start(t);
    const store = new MemoryUsageStore();
    const add = store.add.bind(store);
    let broken = true;
    store.add = async (...given) => {
      if (broken) throw new Error("disk full");
      return add(...given);
    };
    const failures: string[] = [];
    const clock = new VirtualClock();
    clock.advance(1);
    const failed = (error: string): void => void failures.push(error);
    const meter = new Meter({ store, log: services.stores.log, clock, failed });
    meter.count(tenantId, "key:a", { calls: 2 });
    await meter.flush();
    meter.count(tenantId, "key:a", { calls: 3 });
    broken = false;
    await meter.flush();
    assert.equal(failures.length, 1);
    const query = {
      tenantId,
      subject: "key:a",
      from: hourOf(clock.now()),
      to: 1n << 62n,
      limit: 9,
    };
    assert.deepEqual(
      (await store.query(query)).map(({ calls }) => calls),
      [5],
    );
  });
});

describe("quotas", () => {
  it("refuse calls beyond an hour's, say when to come again, and are counted", async (t) => {
    const ours = await start(t, { maxCallsPerHour: 2 });
    await ours.client.listDevices();
    await ours.client.listDevices();
    const refused = await fetch(`${ours.baseUrl}/api/v1/devices`, {
      headers: { authorization: `Bearer ${ours.key}` },
    });
    assert.equal(refused.status, 429);
    assert.match(refused.headers.get("content-type")!, /problem\+json/);
    const seconds = Number(refused.headers.get("retry-after"));
    assert.ok(seconds > 0 && seconds <= 3601, String(seconds));
    // Who they are, and why they are refused, they may ask.
    assert.equal((await ours.client.me()).kind, "api-key");
    const { items } = await ours.client.getQuotas({ id: ours.tenantId });
    const calls = items.find(({ name }) => name === "calls-per-hour")!;
    assert.equal(calls.limit, 2);
    assert.ok(calls.used >= 2 && calls.resetsAt !== undefined);
    const usage = await ours.client.getUsage({ id: ours.tenantId, subject: ours.subject });
    assert.equal(usage.items[0]!.refusals, 1);
    const admin = createClient({
      baseUrl: ours.baseUrl,
      apiKey: await apiKey(ours.services.stores, undefined),
    });
    await admin.listDevices({ tenantId: ours.tenantId });
    const metrics = await ours.services.metrics.registry.metrics();
    assert.match(metrics, /^lorats_quota_refused_total\{quota="calls-per-hour"\} 1$/m);
    await limit(ours.services, ours, { maxCallsPerHour: 0 });
    await ours.client.listDevices();
  });

  it("refuse devices, gateways and integrations beyond those that a tenant may have", async (t) => {
    const ours = await start(t, { maxDevices: 1, maxGateways: 1, maxIntegrations: 1 });
    const { client, applicationId, profileId } = ours;
    const device = { applicationId, profileId, devEui: "0102030405060708" };
    await assert.rejects(client.createDevice(device), refusal(403));
    await assert.rejects(client.createGateway({ eui: "0102030405060708" }), refusal(403));
    const webhook = { url: "https://example.org/" };
    await client.createIntegration({ name: "a", enabled: false, webhook });
    const more = client.createIntegration({ name: "b", enabled: false, webhook });
    await assert.rejects(more, refusal(403));
    const own = client.updateTenant({ id: ours.tenantId, maxIntegrations: 9 });
    await assert.rejects(own, (error: ProblemError) => error.problem.status === 403);
  });

  it("make connectors bring their events again later, and only tell of what comes by radio", async (t) => {
    const ours = await start(t, { maxEventsPerHour: 1 });
    const { client, services, applicationId, profileId, tenantId } = ours;
    await services.meter.start();
    t.after(() => services.meter.stop());
    const { inboundUrl, token } = await client.createConnector({
      applicationId,
      profileId,
      kind: "sigfox",
      name: "x",
    });
    const bring = (seqNumber: number): Promise<Response> =>
      fetch(ours.baseUrl + inboundUrl, {
        method: "POST",
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ device: "1A2345", data: "0167010E", time: 1.7e9, seqNumber }),
      });
    await hear(services, ours, 1);
    await hear(services, ours, 2);
    await until(() => services.meter.of(tenantId).hour.eventsIn === 2);
    const refused = await bring(1);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.headers.get("retry-after")) > 0);
    const signals = await until(async () => {
      const { events } = await services.stores.log.read({ types: ["alarm-signal"] });
      return events.length > 0 ? events : undefined;
    });
    assert.equal((signals[0]!.body as { code: string }).code, "quota-events-per-hour");
    await limit(services, ours, { maxEventsPerHour: 100 });
    assert.equal((await bring(1)).status, 200);

    await limit(services, ours, { maxStorageMib: 0, maxEventsPerHour: 0 });
    services.meter.count(tenantId, WHOLE_TENANT, { stored: 2 * 1_048_576 });
    await limit(services, ours, { maxStorageMib: 1 });
    assert.equal((await bring(2)).status, 403);
  });
});
