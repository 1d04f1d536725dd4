import assert from "node:assert/strict";
import { it } from "node:test";
import {
  API_PREFIX,
  createClient,
  ENDPOINTS,
  ProblemError,
  routeOf,
  ROUTES,
  SOCKET_PATH,
  STREAM_PATH,
  type RouteName,
} from "@lorats/api";
import { apiKey, household, id, memoryServices, startHttp } from "../harness.ts";

function refusedWith(status: number) {
  return (error: unknown) => {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.problem.status, status, error.message);
    return true;
  };
}

it("lets a device speak for itself, and do nothing else", async (t) => {
  const services = memoryServices(t);
  const { stores } = services;
  const home = await household(stores);
  const { baseUrl } = await startHttp(t, services);
  const { tenantId, deviceId, applicationId, profileId } = home;
  const owner = createClient({ baseUrl, apiKey: await apiKey(stores, tenantId) });
  const made = await owner.createApiKey({ name: "meter 1", deviceId });
  assert.deepEqual([made.deviceId, made.scopes], [deviceId, []]);
  const device = createClient({ baseUrl, apiKey: made.secret });

  const said = { messageId: "7", data: "AWcBCg==", sentAt: "2026-11-26T10:00:00Z" };
  assert.deepEqual(await device.sendUplink(said), { kept: true, items: [] });
  assert.equal((await device.sendUplink(said)).kept, false, "twice is once");
  const { items: events } = await owner.listEvents({ key: deviceId, types: "observation" });
  assert.deepEqual(
    events.map(({ body, time }) => [body["payload"], body["deviceId"], time]),
    [["AWcBCg==", deviceId, "2026-11-26T10:00:00.000000000Z"]],
  );
  const item = await owner.enqueue({ id: deviceId, fPort: 5, data: "AQI=" });
  assert.deepEqual((await device.listDownlinks()).items, [item]);
  assert.deepEqual((await device.sendUplink({ object: { t: 1 } })).items, [item]);
  await device.confirmDownlink({ itemId: item.id });
  assert.deepEqual((await device.listDownlinks()).items, []);
  const { items: told } = await owner.listEvents({ key: deviceId, types: "delivery" });
  assert.equal(told[0]!.body["outcome"], "acknowledged");

  const other = await owner.createDevice({ applicationId, profileId, devEui: "0000000000000009" });
  const theirs = await owner.enqueue({ id: other.id, fPort: 5 });
  await assert.rejects(device.confirmDownlink({ itemId: theirs.id }), refusedWith(404));
  await assert.rejects(device.sendUplink({}), refusedWith(400));
  await assert.rejects(owner.sendUplink({ data: "AQ==" }), refusedWith(403));

  const authorization = `Bearer ${made.secret}`;
  const closed = (Object.keys(ROUTES) as RouteName[])
    .filter((name) => !["public", "device"].includes(ENDPOINTS[name].access as string))
    .map((name) => routeOf(name));
  const others = [STREAM_PATH, SOCKET_PATH].map((path) => ({ method: "GET", path }));
  for (const { method, path } of [...closed, ...others]) {
    const url = baseUrl + API_PREFIX + path.replace(/:\w+/g, deviceId);
    const response = await fetch(url, { method, headers: { authorization } });
    assert.equal(response.status, 403, `${method} ${path}`);
  }
  for (const path of ["/docs/", "/api/openapi.json", "/metrics"]) {
    assert.equal((await fetch(baseUrl + path, { headers: { authorization } })).status, 403, path);
  }
});

it("is handed out by those who may change the device, and ends with it", async (t) => {
  const services = memoryServices(t);
  const { stores } = services;
  const [home, theirs] = [await household(stores), await household(stores, "Others")];
  const { baseUrl } = await startHttp(t, services);
  const { tenantId, deviceId } = home;
  const keys = (scopes: Parameters<typeof apiKey>[2]) => apiKey(stores, tenantId, scopes);
  const some = createClient({ baseUrl, apiKey: await keys(["api-keys:write", "devices:read"]) });
  await assert.rejects(some.createApiKey({ name: "x", deviceId }), refusedWith(403));
  const owner = createClient({ baseUrl, apiKey: await keys(["*"]) });
  for (const bad of [{}, { deviceId, scopes: ["*"] as ["*"] }]) {
    await assert.rejects(owner.createApiKey({ name: "x", ...bad }), refusedWith(400));
  }
  for (const foreign of [theirs.deviceId, id<typeof deviceId>()]) {
    await assert.rejects(owner.createApiKey({ name: "x", deviceId: foreign }), refusedWith(404));
  }
  const { secret } = await owner.createApiKey({ name: "x", deviceId });
  const device = createClient({ baseUrl, apiKey: secret });
  await owner.updateDevice({ id: deviceId, disabled: true });
  await assert.rejects(device.listDownlinks(), refusedWith(403));
  const server = createClient({ baseUrl, apiKey: await apiKey(stores, undefined) });
  const { applicationId, profileId } = theirs;
  await server.moveDevice({ id: deviceId, applicationId, profileId });
  await assert.rejects(device.listDownlinks(), refusedWith(404));
});
