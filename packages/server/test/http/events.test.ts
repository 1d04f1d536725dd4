import assert from "node:assert/strict";
import { it } from "node:test";
import { createClient, type LiveEvent } from "@lorats/api";
import { formatInstant } from "@lorats/base";
import { newEvent } from "@lorats/events";
import type { Services } from "../../src/services.ts";
import { apiKey, household, memoryServices, startHttp } from "../harness.ts";
import { startHome } from "../support/home.ts";
import { hear } from "../support/hear.ts";

it("uplinks come newest first, with what is known of each, page by page", async (t) => {
  const ours = await startHome(t);
  for (let n = 0; n < 5; n++) await hear(ours.services, ours, n);
  const counters: number[] = [];
  let after: string | undefined;
  do {
    const page = await ours.client.listUplinks({ limit: 2, ...(after && { after }) });
    for (const uplink of page.items) {
      counters.push(uplink.fCnt);
      assert.equal(uplink.trust?.verdict, "unverified");
      assert.equal(uplink.time, uplink.timing?.time);
      assert.equal(uplink.deviceName, "Meter 1");
      assert.equal(uplink.receptions[0]?.gatewayName, "Roof");
      assert.deepEqual(uplink.object, { temperatureSensor: { 1: 27.2 } });
    }
    after = page.next;
  } while (after !== undefined);
  assert.deepEqual(counters, [4, 3, 2, 1, 0]);
});

it("an uplink says what everybody is told of it: calibrated, and what was known from outside", async (t) => {
  const services = memoryServices(t);
  const external = { outdoors: { temperature_2m: 3 } };
  const history = { of: async (frames: readonly unknown[]) => frames.map(() => external) };
  const home = await household(services.stores);
  const { baseUrl } = await startHttp(t, {
    ...services,
    enrichments: { history } as unknown as Services["enrichments"],
  });
  const client = createClient({ baseUrl, apiKey: await apiKey(services.stores, home.tenantId) });
  const { id, profileId } = await client.getDevice({ id: home.deviceId });
  await client.updateDevice({ id, variables: { "calibrate.temperatureSensor.1": "2 1" } });
  await hear(services, home, 1);
  const [uplink] = (await client.listUplinks()).items;
  assert.deepEqual(uplink!.object, { external, temperatureSensor: { 1: 55.4 } });
  await client.updateDeviceProfile({ id: profileId, codec: { kind: "none" } });
  const frame = await client.getFrame({ id, frameId: uplink!.deduplicationId });
  assert.deepEqual(frame.object, { external });
});

it("uplinks are found by device and application, and those of others are not", async (t) => {
  const ours = await startHome(t);
  const theirs = await household(ours.services.stores, "Others");
  await hear(ours.services, ours, 1);
  await hear(ours.services, theirs, 2);
  const { client } = ours;
  assert.equal((await client.listUplinks()).items.length, 1);
  assert.equal((await client.listUplinks({ deviceId: ours.deviceId })).items.length, 1);
  assert.equal((await client.listUplinks({ applicationId: ours.applicationId })).items.length, 1);
  assert.equal((await client.listUplinks({ deviceId: theirs.deviceId })).items.length, 0);
  assert.equal((await client.listUplinks({ applicationId: theirs.applicationId })).items.length, 0);
  assert.equal((await client.listDevices({ applicationId: theirs.applicationId })).items.length, 0);
});

it("says when a device was last heard of, and whether it is overdue by its profile", async (t) => {
  const ours = await startHome(t);
  const silent = await ours.client.getDevice({ id: ours.deviceId });
  assert.equal(silent.lastSeenAt, undefined);
  assert.equal(silent.state, "never-seen");
  await hear(ours.services, ours, 1);
  const { events } = await ours.services.stores.log.read({ types: ["uplink"] });
  ours.services.lastSeen.note(events);
  const heard = await ours.client.getDevice({ id: ours.deviceId });
  assert.equal(heard.lastSeenAt, formatInstant(events[0]!.time));
  assert.equal((await ours.client.listDevices()).items[0]?.lastSeenAt, heard.lastSeenAt);
  assert.equal(heard.state, "active");
  await ours.client.updateDeviceProfile({ id: ours.profileId, uplinkIntervalS: 60 });
  const stateAfter = async (silentS: bigint): Promise<string | undefined> => {
    const time = ours.services.clock.now() - silentS * 1_000_000_000n;
    ours.services.lastSeen.note([{ ...events[0]!, time }]);
    return (await ours.client.getDevice({ id: ours.deviceId })).state;
  };
  assert.equal(await stateAfter(170n), "active");
  assert.equal(await stateAfter(190n), "overdue");
});

it("the log can be read from any position, to the end and on", async (t) => {
  const ours = await startHome(t);
  await hear(ours.services, ours, 1);
  const first = await ours.client.listEvents({ limit: 2 });
  assert.deepEqual(
    first.items.map(({ type }) => type),
    ["reception", "uplink"],
  );
  const second = await ours.client.listEvents({ after: first.next! });
  assert.deepEqual(
    second.items.map(({ type }) => type),
    ["assessment"],
  );
  const none = await ours.client.listEvents({ after: second.next! });
  assert.deepEqual(none.items, []);
  await hear(ours.services, ours, 2);
  const later = await ours.client.listEvents({ after: none.next!, types: "uplink,join" });
  assert.equal(later.items[0]?.body["fCnt"], 2);
  const newest = await ours.client.listEvents({ order: "newest-first", limit: 1 });
  assert.equal(newest.items[0]?.type, "assessment");
  const byGateway = await ours.client.listEvents({ key: ours.gatewayId });
  assert.equal(byGateway.items.length, 2);
});

async function collect(
  stream: AsyncIterable<LiveEvent>,
  count: number,
  stop: AbortController,
): Promise<LiveEvent[]> {
  const got: LiveEvent[] = [];
  for await (const event of stream) {
    got.push(event);
    if (got.length === count) stop.abort();
  }
  return got;
}

it("streams what happens, to those whom it concerns", async (t) => {
  const ours = await startHome(t);
  const theirs = await household(ours.services.stores, "Others");
  await hear(ours.services, ours, 0);
  const stop = new AbortController();
  const open = Promise.withResolvers<void>();
  const stream = ours.client.stream({ signal: stop.signal, onState: () => open.resolve() });
  const collecting = collect(stream, 2, stop);
  await open.promise;
  await hear(ours.services, ours, 1);
  await hear(ours.services, theirs, 2);
  const last = await hear(ours.services, ours, 3);
  const got = await collecting;
  assert.deepEqual(
    got.map(({ kind, data }) => [kind, data["fCnt"]]),
    [
      ["up", 1],
      ["up", 3],
    ],
  );
  assert.equal(got[1]!.position, last.assessment);
});

it("resumes a stream where it was, by Last-Event-ID and by position", async (t) => {
  const ours = await startHome(t);
  const first = await hear(ours.services, ours, 1);
  await hear(ours.services, ours, 2);
  const stop = new AbortController();
  const [again] = await collect(
    ours.client.stream({ after: first.assessment, signal: stop.signal }),
    1,
    stop,
  );
  assert.equal(again!.data["fCnt"], 2);
  const key = await apiKey(ours.services.stores, ours.tenantId);
  const response = await fetch(`${ours.baseUrl}/api/v1/events/stream`, {
    headers: { authorization: `Bearer ${key}`, "last-event-id": first.assessment },
  });
  assert.equal(response.headers.get("content-type"), "text/event-stream; charset=utf-8");
  assert.equal(response.headers.get("x-content-type-options"), "nosniff");
  const reader = response.body!.getReader();
  let text = "";
  while (!text.includes("\n\nevent: up")) {
    const { value } = await reader.read();
    text += new TextDecoder().decode(value);
  }
  assert.match(text, /"fCnt":2/);
  await reader.cancel();
});

it("ends its streams when the server ends", async (t) => {
  const ours = await startHome(t);
  const { app, baseUrl } = await startHttp(t, ours.services);
  const key = await apiKey(ours.services.stores, ours.tenantId);
  const response = await fetch(`${baseUrl}/api/v1/events/stream`, {
    headers: { authorization: `Bearer ${key}` },
  });
  // It would wait for ever for a stream that goes on, and so would its reader.
  await app.close();
  await response.text().catch(() => "cut off");
});

it("the log is read by time and application, and refusals by their reason, in either direction", async (t) => {
  const services = memoryServices(t);
  const { stores } = services;
  const ours = await household(stores);
  const { baseUrl } = await startHttp(t, services);
  const client = createClient({ baseUrl, apiKey: await apiKey(stores, ours.tenantId) });
  const { tenantId, deviceId, applicationId } = ours;
  const start = 1_800_000_000_000_000_000n;
  const hour = (n: number): bigint => start + BigInt(n) * 3_600_000_000_000n;
  const refusal = (n: number, code: string, key: string = deviceId) =>
    newEvent("refusal", { tenantId, key, time: hour(n) }, { code, reason: code, receptions: [] });
  // A hundred hours, each with a refusal of a device, one of nobody known, and one that was held back for six hours.
  for (let n = 0; n < 100; n++) {
    await stores.log.append([
      refusal(n, n % 10 === 0 ? "NS_MIC_INVALID" : "NS_COUNTER_OLD"),
      refusal(n, "NS_DEVICE_UNKNOWN", ours.gatewayId),
      refusal(n - 6, "NS_HELD_BACK"),
    ]);
  }
  type Query = NonNullable<Parameters<typeof client.listEvents>[0]>;
  const all = async (query: Query): Promise<readonly string[]> => {
    const found: string[] = [];
    for (let after: string | undefined; ;) {
      const page = await client.listEvents({ ...query, limit: 7, ...(after && { after }) });
      found.push(
        ...page.items.map(({ time, body }) => `${time.slice(0, 13)} ${String(body["code"])}`),
      );
      if (page.next === undefined || page.items.length === 0) break;
      after = page.next;
    }
    return found;
  };
  const at = (n: number): string => formatInstant(hour(n));
  const label = (n: number, code: string): string => `${at(n).slice(0, 13)} ${code}`;
  const span = { from: at(30), to: at(50), code: "NS_MIC_INVALID" };
  const expected = [30, 40].map((n) => label(n, "NS_MIC_INVALID"));
  assert.deepEqual(await all(span), expected);
  assert.deepEqual(await all({ ...span, order: "newest-first" }), expected.toReversed());
  const everything = await all({ from: at(30), to: at(50) });
  assert.equal(everything.length, 60);
  assert.equal(everything.filter((one) => one.endsWith("NS_HELD_BACK")).length, 20);
  assert.equal((await all({ ...span, code: "NS_NEVER" })).length, 0);
  const device = await all({ from: at(0), to: at(10), applicationId });
  assert.deepEqual(
    new Set(device.map((one) => one.slice(14))),
    new Set(["NS_MIC_INVALID", "NS_COUNTER_OLD", "NS_HELD_BACK"]),
  );
  const theirs = await household(stores, "Others");
  assert.deepEqual(await all({ applicationId: theirs.applicationId }), []);
});
