import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { ROUTES } from "@lorats/api";
import { apiKey, household, memoryServices, startHttp } from "../../server/test/harness.ts";
import { hear } from "../../server/test/support/hear.ts";
import { OPERATIONS } from "../src/api.gen.ts";
import { connect, pages, ProblemError, type Device, type LoratsEvent } from "../src/index.ts";

async function start(t: TestContext) {
  const services = memoryServices(t);
  const home = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const key = await apiKey(services.stores, home.tenantId);
  return { services, home, baseUrl, key, lorats: connect({ baseUrl, apiKey: key }) };
}

it("has a method for every operation of the API", async (t) => {
  const { lorats } = await start(t);
  assert.deepEqual(Object.keys(OPERATIONS).toSorted(), Object.keys(ROUTES).toSorted());
  assert.deepEqual(Object.keys(lorats).toSorted(), [...Object.keys(ROUTES), "events"].toSorted());
});

it("fills path, query and body from one object", async (t) => {
  const { lorats, home } = await start(t);
  const { applicationId, profileId, deviceId: id } = home;
  const made: Device = await lorats.createDevice({
    applicationId,
    profileId,
    devEui: "0102030405060708",
    name: "Well / 7",
  });
  assert.equal((await lorats.listDevices({ search: "well / 7" })).items[0]!.id, made.id);
  await lorats.updateDevice({ id: made.id, name: "Well 8" });
  assert.equal((await lorats.getDevice({ id: made.id })).name, "Well 8");
  assert.equal(await lorats.deleteDevice({ id: made.id, history: "keep" }), undefined);
  const queued = await lorats.enqueue({ id, fPort: 3, data: "AQ==" });
  assert.equal((await lorats.listQueue({ id })).items[0]!.id, queued.id);
});

it("goes through every page", async (t) => {
  const { lorats, home } = await start(t);
  const { applicationId, profileId } = home;
  for (let n = 0; n < 5; n++) {
    await lorats.createDevice({ applicationId, profileId, devEui: `010203040506070${n}` });
  }
  const names: string[] = [];
  for await (const { devEui } of pages(lorats.listDevices, { limit: 2 })) names.push(devEui);
  assert.equal(new Set(names).size, 6);
});

it("throws what the server says, with when to come again", async (t) => {
  const { lorats, home, services } = await start(t);
  const unknown = lorats.getDevice({ id: home.tenantId });
  await assert.rejects(unknown, (error: unknown) => {
    assert.ok(error instanceof ProblemError);
    assert.deepEqual([error.status, error.code], [404, "HTTP_NOT_FOUND"]);
    return true;
  });
  const { tenants } = services.stores.registry;
  const tenant = (await tenants.get([home.tenantId])).get(home.tenantId)!;
  await tenants.update([{ ...tenant, maxCallsPerHour: 1 }]);
  await assert.rejects(lorats.listDevices(), (error: unknown) => {
    assert.ok(error instanceof ProblemError && error.status === 429);
    assert.ok(error.retryAfterS! > 0);
    return true;
  });
});

it("repeats a POST whose answer was lost, and it is done once", async (t) => {
  const { baseUrl, key, home } = await start(t);
  let sent = 0;
  const lossy: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (++sent === 1) throw new TypeError("connection reset");
    return response;
  };
  const lorats = connect({ baseUrl, apiKey: key, fetch: lossy });
  const { applicationId, profileId } = home;
  await lorats.createDevice({ applicationId, profileId, devEui: "0102030405060708" });
  assert.equal(sent, 2);
  assert.equal((await lorats.listDevices()).items.length, 2);
});

it("hears live events, and resumes where it was", async (t) => {
  const { lorats, home, services } = await start(t);
  const next = async (after?: string): Promise<LoratsEvent> => {
    const ended = new AbortController();
    const query = after === undefined ? {} : { after };
    for await (const event of lorats.events(query, ended.signal)) {
      ended.abort();
      return event;
    }
    throw new Error("the stream ended");
  };
  const first = await hear(services, home, 1);
  const heard = next(first.uplink);
  const { position, kind, data } = await heard;
  assert.equal(kind, "up");
  assert.equal(data["deviceId"], home.deviceId);
  await hear(services, home, 2);
  assert.equal((await next(position)).data["fCnt"], 2);
});
