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
import { NS_PER_S, newId, type TenantId } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { hashSecret, newSecret, type Scope } from "@lorats/platform";
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

it("lets nobody make more of a user than he is himself", async (t) => {
  const stores = memoryStores();
  const { tenantId } = await household(stores);
  const { baseUrl } = await startHttp(t, memoryServices(t, stores));
  const ofKey = async (scopes: Scope[]) => ({
    authorization: `Bearer ${await apiKey(stores, tenantId, scopes)}`,
  });
  const users = await ofKey(["users:*"]);
  const reader = await ofKey(["*:read", "users:write"]);
  const create = (as: Record<string, string>, role: string): Promise<Response> => {
    const email = `${role}-${newId(systemClock, systemRandom)}@example.org`;
    return send(baseUrl, "POST", "/api/v1/users", as, { email, memberships: [{ tenantId, role }] });
  };
  for (const role of ["owner", "admin", "operator", "viewer"]) {
    assert.equal((await create(users, role)).status, 403, role);
  }
  assert.equal((await create(reader, "operator")).status, 403);
  const made = await create(reader, "viewer");
  assert.equal(made.status, 201);
  const { id } = (await made.json()) as { id: string };
  const change = (body: unknown): Promise<Response> =>
    send(baseUrl, "PATCH", `/api/v1/users/${id}`, users, body);
  const as = (role: string) => ({ memberships: [{ tenantId, role }] });
  assert.equal((await change(as("owner"))).status, 403);
  assert.equal((await change({ name: "Zoë", ...as("viewer") })).status, 200);
});

it("lets nobody turn to himself what he may not read, or bring what he may not write", async (t) => {
  const stores = memoryStores();
  const { tenantId, applicationId, profileId } = await household(stores);
  const { baseUrl } = await startHttp(t, memoryServices(t, stores));
  const whole = { authorization: `Bearer ${await apiKey(stores, tenantId, ["*"])}` };
  const things: [path: string, create: unknown, change: unknown, lacks: Scope[]][] = [
    [
      "/integrations",
      { name: "w", enabled: false, webhook: { url: "https://a.example/" } },
      { webhook: { url: "https://b.example/" } },
      ["integrations:write"],
    ],
    [
      "/alarm-rules",
      { name: "r" },
      { notify: { webhook: { url: "https://b.example/" } } },
      ["alarm-rules:write"],
    ],
    [
      "/connectors",
      { name: "c", kind: "http", applicationId, profileId, enabled: false },
      { createsDevices: true },
      ["connectors:write"],
    ],
  ];
  for (const [path, create, change, scopes] of things) {
    const made = await send(baseUrl, "POST", `/api/v1${path}`, whole, create);
    assert.equal(made.status, 201, await made.clone().text());
    const { id } = (await made.json()) as { id: string };
    const part = { authorization: `Bearer ${await apiKey(stores, tenantId, scopes)}` };
    const one = `/api/v1${path}/${id}`;
    assert.equal((await send(baseUrl, "PATCH", one, part, change)).status, 403, path);
    assert.equal((await send(baseUrl, "PATCH", one, whole, change)).status, 200, path);
    if (path === "/connectors") {
      assert.equal((await send(baseUrl, "POST", `${one}/token`, part, {})).status, 403);
    }
  }
});

it("shows what a target's headers hold to those only who may change them", async (t) => {
  const stores = memoryStores();
  const { tenantId } = await household(stores);
  const { baseUrl } = await startHttp(t, memoryServices(t, stores));
  const whole = { authorization: `Bearer ${await apiKey(stores, tenantId, ["*"])}` };
  const reader = { authorization: `Bearer ${await apiKey(stores, tenantId, ["*:read"])}` };
  const webhook = { url: "https://a.example/", headers: { "x-token": "hush-hush" } };
  const things = {
    "/api/v1/integrations": { name: "w", enabled: false, webhook },
    "/api/v1/alarm-rules": { name: "r", notify: { webhook } },
  };
  for (const [path, body] of Object.entries(things)) {
    const made = await send(baseUrl, "POST", path, whole, body);
    const { id } = (await made.json()) as { id: string };
    for (const url of [path, `${path}/${id}`]) {
      const shown = async (who: Record<string, string>) =>
        (await send(baseUrl, "GET", url, who)).text();
      assert.match(await shown(whole), /hush-hush/);
      const read = await shown(reader);
      assert.match(read, /x-token/);
      assert.doesNotMatch(read, /hush-hush/);
    }
  }
});

it("ends with a tenant what it had handed out and set up", async (t) => {
  const stores = memoryStores();
  const { baseUrl } = await startHttp(t, memoryServices(t, stores));
  const admin = { authorization: `Bearer ${await apiKey(stores, undefined, ["*"])}` };
  const post = (path: string, body: unknown): Promise<Response> =>
    send(baseUrl, "POST", `/api/v1${path}`, admin, body);
  const tenant = (await (await post("/tenants", { name: "Leaving" })).json()) as { id: TenantId };
  const tenantId = tenant.id;
  const theirs = { authorization: `Bearer ${await apiKey(stores, tenantId, ["*"])}` };
  const zoe = await user(stores, { ...member(tenantId, "owner"), email: "zoe@example.org" });
  const webhook = { url: "https://a.example/" };
  for (const [path, body] of [
    ["/mqtt-credentials", { tenantId, name: "m" }],
    ["/integrations", { tenantId, name: "w", webhook }],
    ["/alarm-rules", { tenantId, name: "r", notify: { webhook } }],
  ] as const) {
    assert.equal((await post(path, body)).status, 201, path);
  }
  const gone = await send(baseUrl, "DELETE", `/api/v1/tenants/${tenantId}`, admin);
  assert.equal(gone.status, 204);
  assert.equal((await send(baseUrl, "GET", "/api/v1/events", theirs)).status, 401);
  const lists = [stores.mqttCredentials, stores.integrations, stores.alarmRules, stores.apiKeys];
  for (const list of lists) {
    assert.deepEqual((await list.list({ tenantId, limit: 10 })).items, []);
  }
  assert.deepEqual((await stores.users.get([zoe.id]))[0]!.memberships, []);
});

it("leaves owners to owners and to who runs the server, and a tenant its last one", async (t) => {
  const stores = memoryStores();
  const { tenantId } = await household(stores);
  const { baseUrl } = await startHttp(t, memoryServices(t, stores));
  const passwordHash = await hashPassword("correct horse");
  const signedIn = async (role: Parameters<typeof member>[1]) => {
    const { id, email } = await user(stores, { ...member(tenantId, role), passwordHash });
    const client = { "x-lorats-client": "test" };
    const body = { email, password: "correct horse" };
    const answer = await send(baseUrl, "POST", "/api/v1/session", client, body);
    return { id, as: { ...client, cookie: answer.headers.getSetCookie()[0]!.split(";")[0]! } };
  };
  const owner = await signedIn("owner");
  const admin = await signedIn("admin");
  const key = { authorization: `Bearer ${await apiKey(stores, tenantId, ["*"])}` };
  const server = { authorization: `Bearer ${await apiKey(stores, undefined, ["*"])}` };
  const as = (role: string) => ({ memberships: [{ tenantId, role }] });
  const ask = async (who: Record<string, string>, method: string, id: string, body?: unknown) => {
    const answer = await send(baseUrl, method, `/api/v1/users${id}`, who, body);
    const { code } = answer.status < 300 ? {} : ((await answer.json()) as { code?: string });
    return code ?? answer.status;
  };
  for (const who of [admin.as, key]) {
    const made = { email: "new@example.org", ...as("owner") };
    assert.equal(await ask(who, "POST", "", made), "OWNER_ONLY");
    assert.equal(await ask(who, "PATCH", `/${admin.id}`, as("owner")), "OWNER_ONLY");
    for (const change of [as("viewer"), { active: false }, { name: "Nobody" }]) {
      assert.equal(await ask(who, "PATCH", `/${owner.id}`, change), "OWNER_ONLY");
    }
    assert.equal(await ask(who, "DELETE", `/${owner.id}`), "OWNER_ONLY");
  }
  // Whatever else admins may, they may.
  assert.equal(await ask(admin.as, "PATCH", `/${admin.id}`, { name: "Ada" }), 200);
  for (const who of [owner.as, server]) {
    for (const change of [as("admin"), { active: false }]) {
      assert.equal(await ask(who, "PATCH", `/${owner.id}`, change), "OWNER_LAST");
    }
    assert.equal(await ask(who, "DELETE", `/${owner.id}`), "OWNER_LAST");
  }
  const shown = async (who: Record<string, string>) =>
    (await (await send(baseUrl, "GET", "/api/v1/me", who)).json()) as {
      tenants: { managesOwners: boolean }[];
    };
  assert.equal((await shown(owner.as)).tenants[0]!.managesOwners, true);
  assert.equal((await shown(admin.as)).tenants[0]!.managesOwners, false);
  // An owner who was shut out keeps no tenant.
  const away = await user(stores, { ...member(tenantId, "owner"), active: false });
  assert.equal(await ask(owner.as, "DELETE", `/${owner.id}`), "OWNER_LAST");
  assert.equal(await ask(owner.as, "DELETE", `/${away.id}`), 204);
  assert.equal(await ask(owner.as, "PATCH", `/${admin.id}`, as("owner")), 200);
  assert.equal(await ask(owner.as, "PATCH", `/${owner.id}`, as("admin")), 200);
  assert.equal(await ask(owner.as, "PATCH", `/${admin.id}`, as("admin")), "OWNER_ONLY");
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
    const services = memoryServices(t, stores);
    const { baseUrl } = await startHttp(t, services);
    const passwordHash = await hashPassword("correct horse battery");
    const { email } = await user(stores, { ...member(tenantId, "owner"), passwordHash });
    const enter = (password: string, address = email): Promise<Response> =>
      send(baseUrl, "POST", "/api/v1/session", CLIENT, { email: address, password });
    assert.equal((await enter("correct horse battery", email.toUpperCase())).status, 204);
    for (let i = 0; i < 5; i++) assert.equal((await enter("wrong")).status, 401);
    assert.equal((await enter("correct horse battery")).status, 429);
    assert.equal((await enter("x", "nobody@example.org")).status, 401);
    const { values } = await services.metrics.signIns.get();
    assert.deepEqual(
      values.map(({ labels, value }) => [labels.with, labels.outcome, value]),
      [
        ["password", "in", 1],
        ["password", "AUTH_REFUSED", 6],
        ["password", "AUTH_THROTTLED", 1],
      ],
    );
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
