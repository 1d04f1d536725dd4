import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClient, ProblemError } from "@lorats/api";
import { fromHex, type KeyId } from "@lorats/base";
import { apiKey } from "../harness.ts";
import { refusal, startHome } from "../support/home.ts";

describe("devices", () => {
  it("come, change and go, and their keys never come back", async (t) => {
    const { client, services, applicationId, profileId } = await startHome(t);
    const appKey = "2b7e151628aed2a6abf7158809cf4f3c";
    const created = await client.createDevice({
      applicationId,
      profileId,
      devEui: "70:B3:D5:7E:D0:00:00:01",
      appKey,
      variables: { secret: "s3cr3t" },
    });
    assert.equal(created.name, "70b3d57ed0000001");
    assert.equal(created.hasAppKey, true);
    assert.equal(created.hasNwkKey, false);
    const renamed = await client.updateDevice({ id: created.id, name: "Cellar", version: 1 });
    assert.equal(renamed.version, 2);
    await assert.rejects(
      client.updateDevice({ id: created.id, name: "Attic", version: 1 }),
      refusal("REG_CONFLICT", 409),
    );
    const stored = (await services.stores.registry.devices.get([created.id])).get(created.id)!;
    const keys = await services.stores.keys.get([stored.appKeyId!]);
    assert.deepEqual(keys.get(stored.appKeyId!), fromHex(appKey));
    const rekeyed = await client.updateDevice({ id: created.id, appKey: "00".repeat(16) });
    assert.equal(rekeyed.name, "Cellar");
    assert.equal((await services.stores.keys.get([stored.appKeyId!])).size, 0);
    const now = (await services.stores.registry.devices.get([created.id])).get(created.id)!;
    await client.deleteDevice({ id: created.id });
    assert.equal((await services.stores.keys.get([now.appKeyId!])).size, 0);
    await assert.rejects(client.getDevice({ id: created.id }), refusal("HTTP_NOT_FOUND", 404));
    const log = JSON.stringify((await services.stores.log.read({})).events, (_, value: unknown) =>
      typeof value === "bigint" ? String(value) : value,
    );
    for (const secret of [appKey, "00".repeat(16), "s3cr3t", stored.appKeyId!]) {
      assert.equal(log.includes(secret), false, secret);
    }
  });

  it("leave no key behind when they could not be created", async (t) => {
    const { client, services, applicationId, profileId, devEui } = await startHome(t);
    const put: KeyId[] = [];
    const { keys } = services.stores;
    const original = keys.put.bind(keys);
    keys.put = async (all) => {
      put.push(...all.map(({ id }) => id));
      await original(all);
    };
    const again = client.createDevice({
      applicationId,
      profileId,
      devEui,
      appKey: "11".repeat(16),
    });
    await assert.rejects(again, refusal("REG_DUPLICATE", 409));
    assert.equal(put.length, 1);
    assert.equal((await keys.get(put)).size, 0);
  });

  it("are listed page by page, by application and by search", async (t) => {
    const { client, applicationId, profileId } = await startHome(t);
    for (let n = 0; n < 4; n++) {
      await client.createDevice({
        applicationId,
        profileId,
        devEui: `00000000000000a${n}`,
        name: `Pump ${n}`,
      });
    }
    const names: string[] = [];
    let after: string | undefined;
    do {
      const page = await client.listDevices({ applicationId, limit: 2, ...(after && { after }) });
      assert.ok(page.items.length <= 2);
      names.push(...page.items.map(({ name }) => name));
      after = page.next;
    } while (after !== undefined);
    assert.deepEqual(names, ["Meter 1", "Pump 0", "Pump 1", "Pump 2", "Pump 3"]);
    assert.equal((await client.listDevices({ search: "pump" })).items.length, 4);
    assert.equal(
      (await client.listDevices({ search: "00000000000000a3" })).items[0]?.name,
      "Pump 3",
    );
  });

  it("queue what is to be sent to them", async (t) => {
    const { client, deviceId } = await startHome(t);
    const item = await client.enqueue({ id: deviceId, fPort: 10, data: "AQID", confirmed: true });
    assert.equal(item.pending, false);
    assert.deepEqual((await client.listQueue({ id: deviceId })).items, [item]);
    await assert.rejects(
      client.enqueue({ id: deviceId, itemId: item.id, fPort: 1 }),
      refusal("NS_QUEUE_DUPLICATE", 409),
    );
    await assert.rejects(
      client.enqueue({ id: deviceId, fPort: 1, data: Buffer.alloc(243).toString("base64") }),
      refusal("DOWN_TOO_LONG", 400),
    );
    await client.flushQueue({ id: deviceId });
    assert.deepEqual((await client.listQueue({ id: deviceId })).items, []);
  });

  it("get a session by hand, and lose it again, and no key is told", async (t) => {
    const { client, services, deviceId } = await startHome(t);
    assert.deepEqual(await client.getSession({ id: deviceId }), { active: false });
    const keys = { nwkSKey: "aa".repeat(16), appSKey: "bb".repeat(16) };
    const active = await client.activate({
      id: deviceId,
      devAddr: "26011F88",
      ...keys,
      nFCntDown: 5,
    });
    assert.equal(active.active, true);
    assert.equal(active.devAddr, "26011f88");
    assert.equal(active.nFCntDown, 5);
    const again = { id: deviceId, devAddr: "26011f88", ...keys, fCntUp: 3 };
    assert.equal((await client.activate(again)).nFCntDown, 5, "no counter twice with one key");
    assert.equal((await client.getSession({ id: deviceId })).fCntUp, 3, "as it was set");
    assert.equal((await client.activate({ ...again, nFCntDown: 9 })).nFCntDown, 9);
    const rekeyed = { ...again, nwkSKey: "cc".repeat(16), appSKey: "dd".repeat(16) };
    assert.equal((await client.activate(rekeyed)).nFCntDown, 0);
    const { events } = await services.stores.log.read({ types: ["activation", "change"] });
    const log = JSON.stringify(events.map(({ body }) => body));
    assert.equal(log.includes("aaaa") || log.includes("bbbb"), false);
    await client.endSession({ id: deviceId });
    assert.equal((await client.getSession({ id: deviceId })).active, false);
  });

  it("stay within what the tenant may have", async (t) => {
    const { client, services, tenantId, applicationId, profileId } = await startHome(t);
    const { tenants } = services.stores.registry;
    const tenant = (await tenants.get([tenantId])).get(tenantId)!;
    await tenants.update([{ ...tenant, maxDevices: 1 }]);
    const more = client.createDevice({ applicationId, profileId, devEui: "0102030405060708" });
    await assert.rejects(more, refusal("TENANT_QUOTA", 403));
    await assert.rejects(
      client.updateTenant({ id: tenantId, maxDevices: 9 }),
      refusal("HTTP_FORBIDDEN", 403),
    );
  });

  it("take their addresses where the server's administrators let their tenant have some", async (t) => {
    const { client, services, baseUrl, tenantId: id } = await startHome(t);
    const apiKeyOfAll = await apiKey(services.stores, undefined);
    const admin = createClient({ baseUrl, apiKey: apiKeyOfAll });
    const granting = { id, devAddrPrefixes: ["260B1000/20"] };
    await assert.rejects(client.updateTenant(granting), refusal("HTTP_FORBIDDEN", 403));
    const wrong = admin.updateTenant({ id, devAddrPrefixes: ["260b1000/33"] });
    await assert.rejects(wrong, refusal("HTTP_INVALID", 400));
    assert.deepEqual((await admin.updateTenant(granting)).devAddrPrefixes, ["260b1000/20"]);
    assert.deepEqual((await client.getTenant({ id })).devAddrPrefixes, ["260b1000/20"]);
    const { events } = await services.stores.log.read({ types: ["change"] });
    assert.equal(events.filter(({ body }) => JSON.stringify(body).includes("260b1000")).length, 1);
    const made = await admin.createTenant({ name: "Third", devAddrPrefixes: ["260c0000/24"] });
    assert.deepEqual(made.devAddrPrefixes, ["260c0000/24"]);
  });
});

it("gateways say whether they were heard of", async (t) => {
  const { client, services, gatewayId } = await startHome(t);
  assert.equal((await client.getGateway({ id: gatewayId })).state, "never-seen");
  const now = services.clock.now();
  await services.stores.registry.gateways.seen([
    { gatewayId, lastSeenAt: now, reportedLocation: { latitudeDeg: 48.1, longitudeDeg: 11.6 } },
  ]);
  const seen = await client.getGateway({ id: gatewayId });
  assert.equal(seen.state, "online");
  assert.equal(seen.reportedLocation?.latitudeDeg, 48.1);
  const other = await client.createGateway({
    eui: "AA555A0000000101",
    location: { latitudeDeg: 1, longitudeDeg: 2 },
  });
  assert.equal(other.name, "aa555a0000000101");
  await services.stores.registry.gateways.seen([
    { gatewayId: other.id, lastSeenAt: now - 91_000_000_000n },
  ]);
  const { items } = await client.listGateways();
  assert.deepEqual(
    items.map(({ state }) => state),
    ["online", "offline"],
  );
  await client.updateGateway({ id: other.id, disabled: true });
  await client.deleteGateway({ id: other.id });
  assert.equal((await client.listGateways()).items.length, 1);
});

it("profiles keep the groups that a change does not name", async (t) => {
  const { client } = await startHome(t);
  const profile = await client.createDeviceProfile({
    name: "Class C",
    classC: { timeoutS: 5 },
    rx: { rx1DelayS: 5 },
  });
  const changed = await client.updateDeviceProfile({ id: profile.id, uplinkIntervalS: 60 });
  assert.deepEqual(changed.classC, { timeoutS: 5 });
  assert.deepEqual(changed.rx, { rx1DelayS: 5 });
  assert.equal(changed.macVersion, "1.0.4");
  await client.deleteDeviceProfile({ id: profile.id });
});

it("null takes away what a thing may do without, and nothing else", async (t) => {
  const { client, profileId, gatewayId, deviceId } = await startHome(t);
  const id = profileId;
  await client.updateDeviceProfile({ id, classC: { timeoutS: 5 }, maxEirpDbm: 14 });
  const without = await client.updateDeviceProfile({ id, classC: null });
  assert.deepEqual([without.classC, without.maxEirpDbm], [undefined, 14]);
  const location = { latitudeDeg: 1, longitudeDeg: 2 };
  await client.updateGateway({ id: gatewayId, location });
  assert.deepEqual((await client.getGateway({ id: gatewayId })).location, location);
  assert.equal((await client.updateGateway({ id: gatewayId, location: null })).location, undefined);
  await client.updateDevice({ id: deviceId, joinEui: "0000000000000001" });
  assert.equal((await client.updateDevice({ id: deviceId, joinEui: null })).joinEui, undefined);
  const nameless = client.updateDevice({ id: deviceId, name: null as unknown as string });
  await assert.rejects(nameless, refusal("HTTP_INVALID", 400));
});

it("what is in use cannot be deleted", async (t) => {
  const { client, applicationId, profileId } = await startHome(t);
  await assert.rejects(client.deleteApplication({ id: applicationId }), refusal("REG_IN_USE", 409));
  await assert.rejects(client.deleteDeviceProfile({ id: profileId }), refusal("REG_IN_USE", 409));
});

it("every change is in the audit log, with who and what", async (t) => {
  const { client, services, tenantId } = await startHome(t);
  const made = await client.createApplication({ name: "Pumps" });
  await client.updateApplication({ id: made.id, name: "Valves" });
  await client.deleteApplication({ id: made.id });
  const key = await client.createApiKey({ name: "reader", scopes: ["events:read"] });
  await client.deleteApiKey({ id: key.id });
  const credential = await client.createMqttCredential({ name: "flow" });
  await client.deleteMqttCredential({ id: credential.id });
  const member = { tenantId, role: "viewer" as const };
  const somebody = await client.createUser({ email: "A@example.org", memberships: [member] });
  assert.equal(somebody.email, "a@example.org");
  await client.updateUser({ id: somebody.id, name: "A" });
  await client.deleteUser({ id: somebody.id });
  const { items } = await client.listAudit({ limit: 100 });
  const told = items
    .toReversed()
    .map(({ body }) => `${String(body["action"])} ${String(body["kind"])}`);
  assert.deepEqual(told, [
    "create application",
    "update application",
    "delete application",
    "create api-key",
    "delete api-key",
    "create mqtt-credential",
    "delete mqtt-credential",
    "create user",
    "update user",
    "delete user",
  ]);
  const change = items.at(-2)!.body as {
    actor: string;
    before: { name: string };
    after: { name: string };
  };
  assert.match(change.actor, /^key:/);
  assert.deepEqual([change.before.name, change.after.name], ["Pumps", "Valves"]);
  const text = JSON.stringify(items);
  assert.equal(text.includes(key.secret) || text.includes(credential.password), false);
  const first = await client.listAudit({ limit: 4 });
  const second = await client.listAudit({ limit: 4, after: first.next! });
  assert.deepEqual([...first.items, ...second.items], items.slice(0, 8));
  // The log's own page is no way around the scope for it.
  const keyForEvents = await apiKey(services.stores, tenantId, ["events:read"]);
  assert.ok(keyForEvents);
  assert.deepEqual((await client.listEvents({ types: "change" })).items, []);
});

it("a server admin may leave out the tenant of a list, and must name that of what is new", async (t) => {
  const { services, baseUrl, tenantId } = await startHome(t);
  const admin = createClient({ baseUrl, apiKey: await apiKey(services.stores, undefined) });
  const other = await admin.createTenant({ name: "Second" });
  await admin.createApplication({ tenantId: other.id, name: "Theirs" });
  assert.equal((await admin.listApplications()).items.length, 2);
  assert.equal((await admin.listApplications({ tenantId })).items.length, 1);
  await assert.rejects(
    admin.createApplication({ name: "Whose?" }),
    refusal("HTTP_TENANT_REQUIRED", 400),
  );
  const me = await admin.me();
  assert.equal(me.isServerAdmin, true);
  assert.deepEqual(
    me.tenants.map(({ name }) => name),
    ["Water works", "Second"],
  );
  await assert.rejects(admin.deleteTenant({ id: other.id }), refusal("REG_IN_USE", 409));
});

it("bad requests say which field, in a problem document", async (t) => {
  const { client, services, baseUrl, tenantId } = await startHome(t);
  await assert.rejects(client.createApplication({ name: "" }), (error: ProblemError) => {
    assert.equal(error.problem.status, 400);
    assert.equal(error.problem.code, "HTTP_INVALID");
    assert.equal(error.problem.errors?.[0]?.path, "body.name");
    return true;
  });
  await assert.rejects(client.listDevices({ limit: 0 }), refusal("HTTP_INVALID", 400));
  const authorization = `Bearer ${await apiKey(services.stores, tenantId)}`;
  const post = (body: string, type = "application/json"): Promise<Response> =>
    fetch(`${baseUrl}/api/v1/applications`, {
      method: "POST",
      headers: { authorization, "content-type": type },
      body,
    });
  const cases: [Promise<Response>, number][] = [
    [post("{"), 400],
    [post("null"), 400],
    [post("[]"), 400],
    [post("name=x", "application/x-www-form-urlencoded"), 415],
    [post(JSON.stringify({ name: "x".repeat(2_000_000) })), 413],
    [post('{"__proto__":{"admin":true},"name":"x"}'), 400],
  ];
  for (const [sent, status] of cases) {
    const response = await sent;
    assert.equal(response.status, status);
    assert.match(response.headers.get("content-type")!, /^application\/problem\+json/);
    assert.equal(((await response.json()) as { status: number }).status, status);
  }
});

describe("the attack lab", () => {
  it("does not exist without a simulated world", async (t) => {
    const { client } = await startHome(t);
    await assert.rejects(client.listDemoAttacks(), refusal("DEMO_OFF", 404));
    const plan = { kind: "jam" } as const;
    await assert.rejects(client.startDemoAttack({ rig: "Van", plan }), refusal("DEMO_OFF", 404));
  });
});

describe("device profiles", () => {
  it("are refused where devices would take what they cannot follow, with the field's name", async (t) => {
    const { client } = await startHome(t);
    const adr = { algorithm: "default", installationMarginDb: 10 };
    const classB = { timeoutS: 5, pingSlotPeriodicity: 0, pingSlotDataRate: 3, pingSlotFreqHz: 0 };
    const wrong = [
      ["region", { region: "EU999" }],
      ["region", { region: "AS923" }],
      ["rx.rx1DrOffset", { rx: { rx1DrOffset: 6 } }],
      ["rx.rx2DataRate", { rx: { rx2DataRate: 14 } }],
      ["rx.rx2FreqHz", { rx: { rx2FreqHz: 923_300_000 } }],
      ["rx.rx2FreqHz", { rx: { rx2FreqHz: 869_525_050 } }],
      ["rx.rx2DataRate", { region: "US915", rx: { rx2DataRate: 3 } }],
      ["adr.maxDataRate", { adr: { ...adr, maxDataRate: 15 } }],
      ["classB.pingSlotDataRate", { classB: { ...classB, pingSlotDataRate: 15 } }],
      ["classB.pingSlotFreqHz", { classB: { ...classB, pingSlotFreqHz: 433_000_000 } }],
    ] as const;
    for (const [field, fields] of wrong) {
      await assert.rejects(client.createDeviceProfile({ name: "Wrong", ...fields }), (error) => {
        assert.ok(error instanceof ProblemError);
        assert.ok(error.message.includes(`${field}: expected`), error.message);
        return true;
      });
    }
    await assert.rejects(
      client.createDeviceProfile({ name: "Wrong", adr: { ...adr, algorithm: "defualt" } }),
      refusal("ADR_UNKNOWN", 400),
    );
    await client.createDeviceProfile({ name: "Fast", region: "US915", rx: { rx2DataRate: 13 } });
    await client.createDeviceProfile({ name: "Left alone", adr: { ...adr, algorithm: "none" } });
  });
});
