import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  API_PREFIX,
  ENDPOINTS,
  ROUTES,
  routeOf,
  SOCKET_PATH,
  STREAM_PATH,
  type RouteName,
} from "@lorats/api";
import { NS_PER_S, newId } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { Samples } from "@lorats/network/testing";
import { hashSecret, newSecret } from "@lorats/platform";
import { sampleAlarm } from "@lorats/platform/testing";
import { hashPassword } from "../../src/auth/password.ts";
import {
  apiKey,
  household,
  member,
  memoryServices,
  memoryStores,
  startHttp,
  user,
} from "../harness.ts";

const NAMES = Object.keys(ROUTES) as RouteName[];
const SOME_ID = newId(systemClock, systemRandom);

/** Bodies that fit, for operations that ask for one before anything else is looked at. */
const BODIES: Partial<Record<RouteName, unknown>> = {
  runGatewayCommand: { command: "reboot" },
  requestSnippet: { onset: "2026-01-01T00:00:00.000000000Z", freqHz: 868_100_000, sf: 7 },
  deliverSnippet: { state: "gone" },
  deliverSpectrum: {
    centreHz: 868_100_000,
    spanHz: 2_000_000,
    bins: 16,
    floorDbfs: -100,
    stepDb: 0.5,
    rowS: 1,
    rows: [],
    next: 0,
  },
  createGatewayToken: {},
  renewConnectorToken: {},
  startBackfill: { from: "2026-01-01T00:00:00Z" },
  createGatewayCertificate: {},
  setGatewayLtsKey: {},
  replayDeadLetters: {},
  acknowledgeAlarm: {},
  clearAlarm: {},
  snoozeAlarm: { until: "2099-01-01T00:00:00Z" },
  enqueue: { fPort: 1 },
  enqueueToGroup: { fPort: 1 },
  addGroupDevice: {},
  addGroupGateway: {},
  revealKeys: {},
  moveDevice: { applicationId: SOME_ID },
  addTrustLabel: { label: "re-enrol" },
  enrolGatewayAnew: {},
  setTrustPolicy: {},
  exportTenantWithSecrets: { passphrase: "four words are better" },
  importTenant: {
    document: {
      format: "lorats-tenant",
      version: 1,
      exportedAt: "2026-01-01T00:00:00.000000000Z",
      tenant: { id: SOME_ID, name: "x" },
    },
  },
  enrolHopping: {},
  activate: { devAddr: "01020304", nwkSKey: "00".repeat(16), appSKey: "11".repeat(16) },
};

/** What a query must have. */
const QUERIES: Partial<Record<RouteName, string>> = { getMeasurements: "?series=t" };

function requestOf(name: RouteName): { method: string; path: string } {
  const { method, path } = routeOf(name);
  return { method, path: API_PREFIX + path.replace(/:\w+/g, SOME_ID) };
}

function send(
  baseUrl: string,
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: unknown,
): Promise<Response> {
  const json = body === undefined ? {} : { "content-type": "application/json" };
  return fetch(baseUrl + path, {
    method,
    headers: { ...json, ...headers },
    redirect: "manual",
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

describe("without a credential", () => {
  it("no operation answers, whatever is sent to it", async (t) => {
    const stores = memoryStores();
    await household(stores);
    const { baseUrl } = await startHttp(t, memoryServices(t, stores));
    const wrong = [
      {},
      { authorization: "Bearer lts_key_wrong_wrong_wrong_wrong" },
      { authorization: "Basic YTpi" },
      { cookie: "lorats_session=lts_web_wrong" },
    ] as Record<string, string>[];
    for (const name of NAMES.filter((one) => ENDPOINTS[one].access !== "public")) {
      const { method, path } = requestOf(name);
      const body = method === "GET" || method === "DELETE" ? undefined : {};
      for (const headers of wrong) {
        const response = await send(baseUrl, method, path, headers, body);
        assert.equal(response.status, 401, `${name} ${JSON.stringify(headers)}`);
        const problem = (await response.json()) as { code: string };
        assert.equal(problem.code, "AUTH_REQUIRED");
        assert.match(response.headers.get("content-type")!, /^application\/problem\+json/);
      }
    }
  });

  it("neither do the stream, the document, its page and the metrics", async (t) => {
    const { baseUrl } = await startHttp(t, memoryServices(t));
    const others = [
      API_PREFIX + STREAM_PATH,
      API_PREFIX + SOCKET_PATH,
      "/api/openapi.json",
      "/docs",
      "/docs/",
      "/docs/json",
      "/docs/static/index.css",
      "/metrics",
    ];
    for (const path of others) {
      assert.equal((await send(baseUrl, "GET", path)).status, 401, path);
    }
    assert.equal((await send(baseUrl, "GET", "/healthz")).status, 200);
    assert.equal((await send(baseUrl, "GET", "/readyz")).status, 200);
  });

  it("keys stop working when they expire or are revoked", async (t) => {
    const stores = memoryStores();
    const { tenantId } = await household(stores);
    const { baseUrl } = await startHttp(t, memoryServices(t, stores));
    const me = (key: string) =>
      send(baseUrl, "GET", "/api/v1/me", { authorization: `Bearer ${key}` });
    const now = systemClock.now();
    assert.equal((await me(await apiKey(stores, tenantId, ["*"], now - 1n))).status, 401);
    const key = await apiKey(stores, tenantId, ["*"], now + 60n * NS_PER_S);
    assert.equal((await me(key)).status, 200);
    const stored = await stores.apiKeys.byHash(hashSecret(key));
    await stores.apiKeys.delete([stored!.id]);
    assert.equal((await me(key)).status, 401);
  });
});

it("asks the scope that each operation names", async (t) => {
  const stores = memoryStores();
  const { tenantId } = await household(stores);
  const { baseUrl } = await startHttp(t, memoryServices(t, stores));
  for (const name of NAMES) {
    const { access } = ENDPOINTS[name];
    if (typeof access === "string") continue;
    const other = access.action === "read" ? "write" : "read";
    const key = await apiKey(stores, tenantId, [`${access.resource}:${other}`]);
    const { method, path } = requestOf(name);
    const body = method === "GET" || method === "DELETE" ? undefined : {};
    const response = await send(baseUrl, method, path, { authorization: `Bearer ${key}` }, body);
    assert.equal(response.status, 403, name);
  }
});

function connectorFor({ applicationId, profileId }: { applicationId: string; profileId: string }) {
  return { applicationId, profileId, name: "x", kind: "sigfox" };
}

describe("a foreign tenant's things", () => {
  it("look as if they did not exist, in every operation", async (t) => {
    const stores = memoryStores();
    const ours = await household(stores);
    const theirs = await household(stores, "Others");
    const services = memoryServices(t, stores);
    const { baseUrl } = await startHttp(t, services);
    const key = await apiKey(stores, ours.tenantId);
    const theirKey = await apiKey(stores, theirs.tenantId);
    const made = await send(
      baseUrl,
      "POST",
      "/api/v1/integrations",
      { authorization: `Bearer ${theirKey}` },
      { name: "x", enabled: false, webhook: { url: "https://example.org/" } },
    );
    const integration = ((await made.json()) as { id: string }).id;
    const rule = await send(
      baseUrl,
      "POST",
      "/api/v1/alarm-rules",
      { authorization: `Bearer ${theirKey}` },
      { name: "x" },
    );
    const alarmRule = ((await rule.json()) as { id: string }).id;
    const samples = new Samples(systemClock, systemRandom);
    const application = { id: theirs.applicationId, tenantId: theirs.tenantId };
    const group = samples.multicastGroup(application);
    await stores.registry.multicastGroups.create([group]);
    const alarm = sampleAlarm({ tenantId: theirs.tenantId });
    const job = await services.reprocessing.start({ tenantId: theirs.tenantId, from: 0n });
    await stores.alarms.save({ alarms: [alarm], deleted: [] });
    const connector = await send(
      baseUrl,
      "POST",
      "/api/v1/connectors",
      { authorization: `Bearer ${theirKey}` },
      connectorFor(theirs),
    );
    const theirConnector = ((await connector.json()) as { id: string }).id;
    const theirUser = await user(stores, member(theirs.tenantId, "viewer"));
    const foreign: Partial<Record<RouteName, string>> = {
      getTenant: theirs.tenantId,
      getQuotas: theirs.tenantId,
      getUsage: theirs.tenantId,
      updateTenant: theirs.tenantId,
      exportTenant: theirs.tenantId,
      exportTenantWithSecrets: theirs.tenantId,
      importTenant: theirs.tenantId,
      getApplication: theirs.applicationId,
      updateApplication: theirs.applicationId,
      deleteApplication: theirs.applicationId,
      getDeviceProfile: theirs.profileId,
      updateDeviceProfile: theirs.profileId,
      deleteDeviceProfile: theirs.profileId,
      getDevice: theirs.deviceId,
      updateDevice: theirs.deviceId,
      deleteDevice: theirs.deviceId,
      revealKeys: theirs.deviceId,
      moveDevice: theirs.deviceId,
      getFrame: theirs.deviceId,
      getSession: theirs.deviceId,
      activate: theirs.deviceId,
      endSession: theirs.deviceId,
      listQueue: theirs.deviceId,
      enqueue: theirs.deviceId,
      flushQueue: theirs.deviceId,
      getMulticastGroup: group.id,
      updateMulticastGroup: group.id,
      deleteMulticastGroup: group.id,
      addGroupDevice: group.id,
      removeGroupDevice: group.id,
      addGroupGateway: group.id,
      removeGroupGateway: group.id,
      listGroupQueue: group.id,
      enqueueToGroup: group.id,
      flushGroupQueue: group.id,
      getGateway: theirs.gatewayId,
      updateGateway: theirs.gatewayId,
      deleteGateway: theirs.gatewayId,
      getGatewayAirtime: theirs.gatewayId,
      getGatewayHours: theirs.gatewayId,
      runGatewayCommand: theirs.gatewayId,
      listGatewayCredentials: theirs.gatewayId,
      createGatewayToken: theirs.gatewayId,
      createGatewayCertificate: theirs.gatewayId,
      revokeGatewayCredential: theirs.gatewayId,
      setGatewayLtsKey: theirs.gatewayId,
      deleteGatewayLtsKey: theirs.gatewayId,
      deleteApiKey: (await stores.apiKeys.byHash(hashSecret(theirKey)))!.id,
      getIntegration: integration,
      updateIntegration: integration,
      deleteIntegration: integration,
      getConnector: theirConnector,
      updateConnector: theirConnector,
      deleteConnector: theirConnector,
      renewConnectorToken: theirConnector,
      startBackfill: theirConnector,
      listSeries: theirs.deviceId,
      getMeasurements: theirs.deviceId,
      getReprocessing: job.id,
      cancelReprocessing: job.id,
      listDeadLetters: integration,
      replayDeadLetters: integration,
      getAlarm: alarm.id,
      acknowledgeAlarm: alarm.id,
      snoozeAlarm: alarm.id,
      clearAlarm: alarm.id,
      getAlarmRule: alarmRule,
      updateAlarmRule: alarmRule,
      deleteAlarmRule: alarmRule,
      stopDemoAttack: "1",
      getDeviceTrust: theirs.deviceId,
      getGatewayTrust: theirs.gatewayId,
      getTrustLabels: theirs.deviceId,
      addTrustLabel: theirs.deviceId,
      enrolGatewayAnew: theirs.gatewayId,
      getTrustPolicy: theirs.applicationId,
      setTrustPolicy: theirs.applicationId,
      getHopping: theirs.deviceId,
      enrolHopping: theirs.deviceId,
      endHopping: theirs.deviceId,
      requestSnippet: theirs.gatewayId,
      listSnippets: theirs.gatewayId,
      getSnippet: theirs.gatewayId,
      deliverSnippet: theirs.gatewayId,
      getSpectrum: theirs.gatewayId,
      deliverSpectrum: theirs.gatewayId,
      getSdrRequests: theirs.gatewayId,
      getUser: theirUser.id,
      updateUser: theirUser.id,
      deleteUser: theirUser.id,
    };
    const covered = new Set([...Object.keys(foreign), "deleteTenant", "deleteMqttCredential"]);
    const byId = NAMES.filter((name) => routeOf(name).path.includes(":id"));
    assert.deepEqual(
      byId.filter((name) => !covered.has(name)),
      [],
    );
    for (const [name, foreignId] of Object.entries(foreign) as [RouteName, string][]) {
      const { method, path } = routeOf(name);
      const body = BODIES[name] ?? (method === "PATCH" ? { name: "mine" } : undefined);
      const url =
        API_PREFIX +
        path.replace(":id", foreignId).replace(/:\w+/g, SOME_ID) +
        (QUERIES[name] ?? "");
      const response = await send(baseUrl, method, url, { authorization: `Bearer ${key}` }, body);
      assert.equal(response.status, 404, name);
    }
    const created = await send(
      baseUrl,
      "POST",
      "/api/v1/mqtt-credentials",
      { authorization: `Bearer ${theirKey}` },
      { name: "x" },
    );
    const credential = (await created.json()) as { id: string };
    const revoke = await send(baseUrl, "DELETE", `/api/v1/mqtt-credentials/${credential.id}`, {
      authorization: `Bearer ${key}`,
    });
    assert.equal(revoke.status, 404);
    const removal = await send(baseUrl, "DELETE", `/api/v1/tenants/${theirs.tenantId}`, {
      authorization: `Bearer ${key}`,
    });
    assert.equal(removal.status, 403);
  });

  it("cannot be listed, referred to or given access to", async (t) => {
    const stores = memoryStores();
    const ours = await household(stores);
    const theirs = await household(stores, "Others");
    const { baseUrl } = await startHttp(t, memoryServices(t, stores));
    const authorization = `Bearer ${await apiKey(stores, ours.tenantId)}`;
    const lists = NAMES.filter(
      (name) =>
        name.startsWith("list") &&
        ENDPOINTS[name].access !== "device" &&
        // The one lists what one may see anyway, the other belongs to nobody.
        !["listTenants", "listConnectorKinds"].includes(name) &&
        !routeOf(name).path.includes(":"),
    );
    for (const name of lists) {
      const { path } = routeOf(name);
      const url = `${API_PREFIX}${path}?tenantId=${theirs.tenantId}`;
      // What belongs to no tenant does not know the parameter.
      const expected = ENDPOINTS[name].query.safeParse({ tenantId: theirs.tenantId }).success
        ? 404
        : 400;
      assert.equal((await send(baseUrl, "GET", url, { authorization })).status, expected, name);
      const own = await send(baseUrl, "GET", API_PREFIX + path, { authorization });
      assert.equal(JSON.stringify(await own.json()).includes(theirs.tenantId), false, name);
    }
    const stream = `${API_PREFIX}${STREAM_PATH}?tenantId=${theirs.tenantId}`;
    assert.equal((await send(baseUrl, "GET", stream, { authorization })).status, 404);
    const tenants = await send(baseUrl, "GET", "/api/v1/tenants", { authorization });
    assert.deepEqual(
      ((await tenants.json()) as { items: { id: string }[] }).items.map((one) => one.id),
      [ours.tenantId],
    );
    const post = (path: string, body: unknown): Promise<Response> =>
      send(baseUrl, "POST", API_PREFIX + path, { authorization }, body);
    const refused: [string, unknown, number][] = [
      ["/applications", { tenantId: theirs.tenantId, name: "x" }, 404],
      ["/gateways", { tenantId: theirs.tenantId, eui: "0102030405060708" }, 404],
      ["/api-keys", { tenantId: theirs.tenantId, name: "x", scopes: ["*"] }, 404],
      ["/api-keys", { serverWide: true, name: "x", scopes: ["*"] }, 403],
      ["/connectors", connectorFor(theirs), 404],
      ["/connectors", connectorFor({ ...ours, profileId: theirs.profileId }), 404],
      ["/mqtt-credentials", { applicationId: theirs.applicationId, name: "x" }, 404],
      [
        "/integrations",
        { applicationId: theirs.applicationId, name: "x", webhook: { url: "https://a.org" } },
        404,
      ],
      [
        "/users",
        { email: "a@b.org", memberships: [{ tenantId: theirs.tenantId, role: "viewer" }] },
        404,
      ],
      ["/users", { email: "a@b.org", isServerAdmin: true }, 403],
      [
        "/devices",
        {
          applicationId: theirs.applicationId,
          profileId: ours.profileId,
          devEui: "0102030405060708",
        },
        404,
      ],
      [
        "/devices",
        {
          applicationId: ours.applicationId,
          profileId: theirs.profileId,
          devEui: "0102030405060708",
        },
        404,
      ],
    ];
    for (const [path, body, status] of refused) {
      const response = await post(path, body);
      assert.equal(
        response.status,
        status,
        `${path} ${JSON.stringify(body)} ${await response.text()}`,
      );
    }
    const move = await send(
      baseUrl,
      "PATCH",
      `/api/v1/devices/${ours.deviceId}`,
      { authorization },
      { applicationId: theirs.applicationId },
    );
    assert.equal(move.status, 404);
  });
});

it("lets nobody hand out more than he has", async (t) => {
  const stores = memoryStores();
  const { tenantId } = await household(stores);
  const { baseUrl } = await startHttp(t, memoryServices(t, stores));
  const authorization = `Bearer ${await apiKey(stores, tenantId, ["api-keys:write", "devices:read"])}`;
  const create = (scopes: string[]): Promise<Response> =>
    send(baseUrl, "POST", "/api/v1/api-keys", { authorization }, { name: "x", scopes });
  assert.equal((await create(["devices:read"])).status, 201);
  for (const scopes of [["*"], ["devices:*"], ["devices:read", "events:read"]]) {
    assert.equal((await create(scopes)).status, 403, scopes.join());
  }
  assert.equal((await create(["cats:read"])).status, 400);
});

describe("signing in", () => {
  const CLIENT = { "x-lorats-client": "test" };

  function cookieOf(response: Response): string {
    return response.headers.getSetCookie()[0]!.split(";")[0]!;
  }

  it("works once with a one-time token", async (t) => {
    const stores = memoryStores();
    const { tenantId } = await household(stores);
    const { baseUrl } = await startHttp(t, memoryServices(t, stores));
    const { id: userId } = await user(stores, { ...member(tenantId, "viewer"), name: "Zoë" });
    const token = newSecret("lts_once", systemRandom);
    const expiresAt = systemClock.now() + 60n * NS_PER_S;
    await stores.signInTokens.create({ hash: hashSecret(token), userId, expiresAt });
    const enter = (): Promise<Response> =>
      send(baseUrl, "POST", "/api/v1/session", CLIENT, { token });
    const first = await enter();
    assert.equal(first.status, 204);
    const [setCookie] = first.headers.getSetCookie();
    assert.match(setCookie!, /HttpOnly/);
    assert.match(setCookie!, /SameSite=Strict/);
    assert.equal((await enter()).status, 401);
    const me = await send(baseUrl, "GET", "/api/v1/me", { cookie: cookieOf(first) });
    const body = (await me.json()) as { name: string; isServerAdmin: boolean; tenants: unknown[] };
    assert.equal(body.name, "Zoë");
    assert.equal(body.isServerAdmin, false);
    assert.equal(body.tenants.length, 1);
  });

  it("works with a password, until somebody guesses too often", async (t) => {
    const stores = memoryStores();
    const { tenantId } = await household(stores);
    const { baseUrl } = await startHttp(t, memoryServices(t, stores));
    const passwordHash = await hashPassword("correct horse battery");
    const { email } = await user(stores, { ...member(tenantId, "owner"), passwordHash });
    const enter = (password: string, address = email): Promise<Response> =>
      send(baseUrl, "POST", "/api/v1/session", CLIENT, { email: address, password });
    assert.equal((await enter("correct horse battery", email.toUpperCase())).status, 204);
    for (let i = 0; i < 5; i++) assert.equal((await enter("wrong")).status, 401);
    assert.equal((await enter("correct horse battery")).status, 429);
    assert.equal((await enter("x", "nobody@example.org")).status, 401);
  });

  it("is limited by address, too", async (t) => {
    const { baseUrl } = await startHttp(t, memoryServices(t));
    const statuses: number[] = [];
    for (let i = 0; i < 25; i++) {
      statuses.push(
        (await send(baseUrl, "POST", "/api/v1/session", CLIENT, { token: "x" })).status,
      );
    }
    assert.equal(statuses.filter((status) => status === 401).length, 20);
    assert.equal(statuses.filter((status) => status === 429).length, 5);
  });

  it("refuses changes that another page made a browser send", async (t) => {
    const stores = memoryStores();
    const { tenantId } = await household(stores);
    const { baseUrl } = await startHttp(t, memoryServices(t, stores));
    const { id: userId } = await user(stores, member(tenantId, "owner"));
    const token = newSecret("lts_once", systemRandom);
    const expiresAt = systemClock.now() + 60n * NS_PER_S;
    await stores.signInTokens.create({ hash: hashSecret(token), userId, expiresAt });
    assert.equal((await send(baseUrl, "POST", "/api/v1/session", {}, { token })).status, 403);
    const cookie = cookieOf(await send(baseUrl, "POST", "/api/v1/session", CLIENT, { token }));
    const create = (headers: Record<string, string>): Promise<Response> =>
      send(baseUrl, "POST", "/api/v1/applications", { cookie, ...headers }, { name: "x" });
    assert.equal((await create({})).status, 403);
    assert.equal((await create({ ...CLIENT, origin: "http://evil.example" })).status, 403);
    assert.equal((await create({ ...CLIENT, origin: "null" })).status, 403);
    assert.equal((await create({ ...CLIENT, origin: baseUrl })).status, 201);
    assert.equal((await create(CLIENT)).status, 201);
  });

  it("ends when the user signs out, changes the password elsewhere, or is shut out", async (t) => {
    const stores = memoryStores();
    const { tenantId } = await household(stores);
    const { baseUrl } = await startHttp(t, memoryServices(t, stores));
    const made = await user(stores, {
      ...member(tenantId, "owner"),
      passwordHash: await hashPassword("correct horse battery"),
    });
    const enter = async (password: string): Promise<string> =>
      cookieOf(
        await send(baseUrl, "POST", "/api/v1/session", CLIENT, { email: made.email, password }),
      );
    const status = async (cookie: string): Promise<number> =>
      (await send(baseUrl, "GET", "/api/v1/me", { cookie })).status;
    const [a, b] = [await enter("correct horse battery"), await enter("correct horse battery")];
    await send(baseUrl, "DELETE", "/api/v1/session", { cookie: a, ...CLIENT });
    assert.deepEqual([await status(a), await status(b)], [401, 200]);
    const c = await enter("correct horse battery");
    const change = (currentPassword: string): Promise<Response> =>
      send(
        baseUrl,
        "PUT",
        "/api/v1/me/password",
        { cookie: c, ...CLIENT },
        { currentPassword, newPassword: "battery staple horse" },
      );
    assert.equal((await change("wrong")).status, 401);
    const changed = await change("correct horse battery");
    assert.equal(changed.status, 204);
    assert.deepEqual([await status(b), await status(c)], [401, 401]);
    const d = cookieOf(changed);
    assert.equal(await status(d), 200);
    const [stored] = await stores.users.get([made.id]);
    await stores.users.update({ ...stored!, active: false });
    assert.equal(await status(d), 401);
  });
});
