import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  createClient,
  ProblemError,
  TENANT_DOCUMENT_LISTS,
  type LoratsClient,
  type TenantDocument,
} from "@lorats/api";
import type { TenantId } from "@lorats/base";
import fc from "fast-check";
import type { Stores } from "../../src/services.ts";
import { apiKey, household, memoryServices, memoryStores, startHttp } from "../harness.ts";

const PASSPHRASE = "four words are better";
/** In every secret of the tenants below, so that it can be looked for. */
const MARK = "5ec3e7ad";

interface Site {
  readonly client: LoratsClient;
  readonly stores: Stores;
}

async function site(t: TestContext): Promise<Site> {
  const stores = memoryStores();
  const { baseUrl } = await startHttp(t, memoryServices(t, stores));
  return { stores, client: createClient({ baseUrl, apiKey: await apiKey(stores, undefined) }) };
}

async function emptyTenant({ client }: Site): Promise<TenantId> {
  return (await client.createTenant({ name: "Somewhere" })).id;
}

const key = fc
  .uint8Array({ minLength: 12, maxLength: 12 })
  .map((bytes) => MARK + Buffer.from(bytes).toString("hex"));
const eui = fc
  .uint8Array({ minLength: 8, maxLength: 8 })
  .map((bytes) => Buffer.from(bytes).toString("hex"));
const text = fc.string({ unit: "grapheme", maxLength: 20 });
const tags = fc.dictionary(fc.string({ minLength: 1, maxLength: 8 }), text, { maxKeys: 3 });
const plain = fc.record({ description: text, tags });
const secretTags = fc.dictionary(fc.constantFrom("a", "b"), key, { maxKeys: 2 });
const pick = fc.nat();
const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });

const tenant = fc.record({
  applications: fc.array(
    fc.record({ plain, share: optional(fc.double({ min: 0, max: 1, noNaN: true })) }),
    {
      minLength: 1,
      maxLength: 3,
    },
  ),
  profiles: fc.array(
    fc.record({
      plain,
      region: fc.constantFrom("EU868", "US915"),
      classC: optional(fc.record({ timeoutS: fc.integer({ min: 1, max: 9 }) })),
      codec: fc.constantFrom(
        { kind: "none" } as const,
        {
          kind: "javascript",
          source: "function decodeUplink() { return { data: {} }; }",
        } as const,
      ),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  devices: fc.uniqueArray(
    fc.record({
      plain,
      devEui: eui,
      application: pick,
      profile: pick,
      appKey: optional(key),
      nwkKey: optional(key),
      variables: secretTags,
      disabled: fc.boolean(),
    }),
    { maxLength: 4, selector: ({ devEui }) => devEui },
  ),
  gateways: fc.uniqueArray(fc.record({ plain, eui, key: optional(fc.tuple(key, key)) }), {
    maxLength: 2,
    selector: (one) => one.eui,
  }),
  groups: fc.array(fc.record({ plain, application: pick, net: key, app: key }), { maxLength: 2 }),
  integrations: fc.array(
    fc.record({
      application: optional(pick),
      target: fc.oneof(
        fc.record({
          kind: fc.constant("webhook" as const),
          webhook: fc.record({
            url: fc.constant("https://example.org/in"),
            headers: fc.dictionary(fc.constantFrom("Authorization", "X-A"), key),
          }),
        }),
        fc.record({
          kind: fc.constant("mqtt" as const),
          mqtt: fc.record({
            url: fc.constant("mqtts://broker.example.org"),
            retain: fc.boolean(),
          }),
          secret: key,
        }),
      ),
    }),
    { maxLength: 3 },
  ),
  connectors: fc.array(fc.record({ application: pick, profile: pick, secret: optional(key) }), {
    maxLength: 2,
  }),
  sources: fc.array(fc.record({ application: optional(pick), secret: optional(key) }), {
    maxLength: 2,
  }),
  rules: fc.array(
    fc.record({
      device: pick,
      headers: fc.dictionary(fc.constantFrom("Authorization"), key),
      clearAfterS: fc.integer({ min: 0, max: 99 }),
    }),
    { maxLength: 2 },
  ),
  users: fc.array(
    fc.record({ name: text, role: fc.constantFrom("owner" as const, "viewer" as const) }),
    { maxLength: 2 },
  ),
});

let people = 0;

/** Makes it by the API, as people would. */
async function make(
  { client }: Site,
  tenantId: TenantId,
  wanted: typeof tenant extends fc.Arbitrary<infer T> ? T : never,
): Promise<void> {
  const of = <T>(list: readonly T[], at: number): T => list[at % list.length]!;
  const applications = [];
  for (const [i, one] of wanted.applications.entries()) {
    const made = await client.createApplication({ tenantId, name: `a${i}`, ...one.plain });
    applications.push(made.id);
    if (one.share !== undefined) {
      await client.setTrustPolicy({ id: made.id, action: "hold", probeShare: one.share });
    }
  }
  const profiles = [];
  for (const [i, { plain: fields, ...one }] of wanted.profiles.entries()) {
    const body = { tenantId, name: `p${i}`, ...fields, ...one };
    profiles.push((await client.createDeviceProfile(body)).id);
  }
  const devices = [];
  for (const [i, one] of wanted.devices.entries()) {
    const { plain: fields, application, profile, ...rest } = one;
    const owner = {
      applicationId: of(applications, application),
      profileId: of(profiles, profile),
    };
    devices.push(await client.createDevice({ ...fields, ...rest, ...owner, name: `d${i}` }));
  }
  const gateways = [];
  for (const [i, { plain: fields, eui: own, key: lts }] of wanted.gateways.entries()) {
    const made = await client.createGateway({ tenantId, name: `g${i}`, eui: own, ...fields });
    gateways.push(made.id);
    if (lts) await client.setGatewayLtsKey({ id: made.id, key: lts.join("") });
  }
  for (const [i, { plain: fields, application, net, app }] of wanted.groups.entries()) {
    const applicationId = of(applications, application);
    await client.createMulticastGroup({
      ...fields,
      name: `m${i}`,
      applicationId,
      groupClass: "C",
      mcAddr: `0000000${i}`,
      dataRate: 0,
      freqHz: 869_525_000,
      mcNetSKey: net,
      mcAppSKey: app,
      deviceIds: devices.filter((one) => one.applicationId === applicationId).map(({ id }) => id),
      gatewayIds: gateways,
    });
  }
  for (const [i, { application, target }] of wanted.integrations.entries()) {
    const owner =
      application === undefined ? { tenantId } : { applicationId: of(applications, application) };
    await client.createIntegration({ ...owner, name: `i${i}`, enabled: false, ...target });
  }
  for (const [i, { application, profile, secret }] of wanted.connectors.entries()) {
    await client.createConnector({
      applicationId: of(applications, application),
      profileId: of(profiles, profile),
      kind: "sigfox",
      name: `c${i}`,
      secret,
    });
  }
  for (const [i, { application, secret }] of wanted.sources.entries()) {
    const owner =
      application === undefined ? { tenantId } : { applicationId: of(applications, application) };
    await client.createEnrichmentSource({
      ...owner,
      kind: "weather",
      name: `e${i}`,
      field: `f${i}`,
      enabled: false,
      secret,
    });
  }
  for (const [i, { device, headers, clearAfterS }] of wanted.rules.entries()) {
    await client.createAlarmRule({
      tenantId,
      name: `r${i}`,
      enabled: false,
      clearAfterS,
      subjectIds: devices.length > 0 ? [of(devices, device).id] : [],
      notify: { email: [], webhook: { url: "https://example.org/alarm", headers } },
    });
  }
  for (const { name, role } of wanted.users) {
    const memberships = [{ tenantId, role }];
    await client.createUser({ email: `${people++}@example.org`, name, memberships });
  }
  await client.createApiKey({ tenantId, name: "meter reader", scopes: ["devices:read"] });
  await client.createMqttCredential({ applicationId: applications[0]!, name: "flow" });
}

/** A document with names in place of ids. */
function comparable(document: TenantDocument): unknown {
  const names = new Map<string, string>([[document.tenant.id, "tenant"]]);
  for (const list of TENANT_DOCUMENT_LISTS) {
    for (const one of document[list]) {
      if (list !== "trustPolicies") names.set(one.id, `${list}/${String(one["name"])}`);
    }
  }
  return TENANT_DOCUMENT_LISTS.map((list) =>
    document[list]
      .map((one) =>
        JSON.stringify({ ...one, id: "" }).replace(
          /[0-9a-f-]{36}/g,
          (found) => names.get(found) ?? found,
        ),
      )
      .toSorted(),
  );
}

const counts = ({ created, updated, failed }: Record<string, unknown>): unknown[] => [
  created,
  updated,
  failed,
];

describe("a tenant's document", () => {
  it("brings everything to another server, secrets included, and twice is once", async (t) => {
    const [here, there] = [await site(t), await site(t)];
    const round = fc.asyncProperty(tenant, async (wanted) => {
      const id = await emptyTenant(here);
      await make(here, id, wanted);
      const document = await here.client.exportTenantWithSecrets({ id, passphrase: PASSPHRASE });
      assert.equal(JSON.stringify(document).includes(MARK), false);
      const target = await emptyTenant(there);
      const query = { id: target, document, passphrase: PASSPHRASE };
      const done = await there.client.importTenant(query);
      assert.deepEqual(counts(done), [done.rows.length, 0, 0], JSON.stringify(done.rows));
      // What is the same already, secrets among it, is left as it is.
      const again = await there.client.importTenant(query);
      assert.deepEqual([...counts(again), again.unchanged], [0, 0, 0, done.created]);
      const plainly = await here.client.exportTenant({ id });
      assert.equal(JSON.stringify(plainly).includes(MARK), false);
      const copy = await there.client.exportTenant({ id: target });
      assert.deepEqual(comparable(copy), comparable(plainly));
    });
    await fc.assert(round, { numRuns: 5 });
  });
});

async function two(t: TestContext) {
  const [here, there] = [await site(t), await site(t)];
  const home = await household(here.stores);
  const target = await emptyTenant(there);
  return { here, there, home, target };
}

function refusedWith(code: string) {
  return (error: unknown) => {
    assert.ok(error instanceof ProblemError);
    assert.equal(error.problem.code, code);
    return true;
  };
}

describe("an import", () => {
  it("leaves secrets out where they were, and says what that means", async (t) => {
    const { here, there, home, target } = await two(t);
    const webhook = { url: "https://example.org/", headers: { Authorization: `Bearer ${MARK}` } };
    const { tenantId } = home;
    await here.client.createIntegration({ tenantId, name: "out", webhook });
    const document = await here.client.exportTenant({ id: tenantId });
    const { rows, failed } = await there.client.importTenant({ id: target, document });
    assert.equal(failed, 0);
    const row = rows.find(({ list }) => list === "integrations")!;
    assert.match(row.note!, /secret was left out/);
    const made = await there.client.getIntegration({ id: row.newId! });
    assert.deepEqual([made.enabled, made.webhook!.headers], [false, {}]);
    // Somebody sets both; the next import leaves them alone.
    await there.client.updateIntegration({ id: made.id, enabled: true, secret: "new", webhook });
    await there.client.importTenant({ id: target, document });
    const kept = await there.client.getIntegration({ id: made.id });
    assert.deepEqual([kept.enabled, kept.webhook!.headers], [true, webhook.headers]);
  });

  it("changes what differs, and deletes nothing", async (t) => {
    const { here, there, home, target } = await two(t);
    const document = await here.client.exportTenant({ id: home.tenantId });
    const tried = await there.client.importTenant({ id: target, document, dryRun: true });
    assert.deepEqual(counts(tried), [0, 0, 0]);
    assert.ok(tried.rows.every(({ outcome }) => outcome === "would-create"));
    const first = await there.client.importTenant({ id: target, document });
    assert.deepEqual(counts(first), [tried.rows.length, 0, 0]);
    await there.client.createApplication({ tenantId: target, name: "Others" });
    await here.client.updateDevice({ id: home.deviceId, description: "moved to the cellar" });
    // What the document does without goes there, too.
    const [gateway] = (await there.client.listGateways({ tenantId: target })).items;
    const place = { latitudeDeg: 1, longitudeDeg: 2 };
    await there.client.updateGateway({ id: gateway!.id, location: place, subBand: 1 });
    const [profile] = (await there.client.listDeviceProfiles({ tenantId: target })).items;
    await there.client.updateDeviceProfile({ id: profile!.id, classC: { timeoutS: 5 } });
    const later = await here.client.exportTenant({ id: home.tenantId });
    const done = await there.client.importTenant({ id: target, document: later });
    assert.deepEqual(counts(done), [0, 3, 0], JSON.stringify(done.rows));
    const { location, subBand } = await there.client.getGateway({ id: gateway!.id });
    const { classC } = await there.client.getDeviceProfile({ id: profile!.id });
    assert.deepEqual([location, subBand, classC], [undefined, undefined, undefined]);
    const { items } = await there.client.listDevices({ tenantId: target });
    assert.deepEqual(
      items.map(({ devEui, description }) => [devEui, description]),
      [[home.devEui, "moved to the cellar"]],
    );
    const applications = await there.client.listApplications({ tenantId: target });
    assert.equal(applications.items.length, 2);
  });

  it("says of every item what is wrong with it, and does nothing or what is good", async (t) => {
    const { here, there, home, target } = await two(t);
    const document = await here.client.exportTenant({ id: home.tenantId });
    const [device] = document.devices;
    const bad: TenantDocument = {
      ...document,
      deviceProfiles: [
        { ...document.deviceProfiles[0]!, codec: { kind: "javascript", source: "(" } },
      ],
      gateways: [{ ...document.gateways[0]!, antennaGainDbi: 999 }],
      applications: [...document.applications, document.applications[0]!],
      devices: [{ ...device!, id: "other", applicationId: home.deviceId }],
      apiKeys: [
        { id: "key", name: "Over", scopes: ["devices:read"], expiresAt: "2020-01-01T00:00:00Z" },
      ],
    };
    const query = { id: target, document: bad };
    const refused = await there.client.importTenant(query);
    assert.deepEqual(counts(refused), [0, 0, 5]);
    const told = refused.rows.map(({ list, outcome, errors }) => [
      list,
      errors?.[0]?.code ?? outcome,
      errors?.[0]?.path,
    ]);
    assert.deepEqual(told, [
      ["applications", "not-done", undefined],
      ["applications", "IMPORT_REPEATED", ""],
      ["deviceProfiles", "CODEC_SYNTAX", ""],
      ["gateways", "HTTP_INVALID", "antennaGainDbi"],
      ["devices", "IMPORT_REFERENCE", "applicationId"],
      ["apiKeys", "HTTP_INVALID", ""],
    ]);
    const some = await there.client.importTenant({ ...query, onError: "skip" });
    assert.deepEqual(counts(some), [1, 0, 5]);
  });

  it("asks the passphrase, and notices what was changed since the secrets were sealed", async (t) => {
    const { here, there, home, target } = await two(t);
    const { tenantId } = home;
    const sealed = await here.client.exportTenantWithSecrets({
      id: tenantId,
      passphrase: PASSPHRASE,
    });
    const query = { id: target, document: sealed };
    await assert.rejects(there.client.importTenant(query), refusedWith("IMPORT_PASSPHRASE"));
    const wrong = await there.client.importTenant({ ...query, passphrase: "another passphrase" });
    const devices = wrong.rows.find(({ list }) => list === "devices")!;
    assert.equal(devices.errors![0]!.code, "IMPORT_SEAL");
    const changed = { ...sealed, devices: [{ ...sealed.devices[0]!, name: "Mine" }] };
    const noticed = await there.client.importTenant({
      ...query,
      document: changed,
      passphrase: PASSPHRASE,
    });
    assert.equal(
      noticed.rows.find(({ list }) => list === "devices")!.errors![0]!.code,
      "IMPORT_SEAL",
    );
    const without = await there.client.importTenant({ ...query, withoutSecrets: true });
    assert.equal(without.failed, 0);
    const audit = await here.client.listAudit({ tenantId });
    assert.equal(audit.items[0]!.body["action"], "reveal");
  });

  it("does no more than whoever asks for it may do", async (t) => {
    const { here, home } = await two(t);
    const { tenantId } = home;
    const document = await here.client.exportTenant({ id: tenantId });
    const { baseUrl } = await startHttp(t, memoryServices(t, here.stores));
    const some = await apiKey(here.stores, tenantId, ["tenants:*", "devices:*"]);
    const client = createClient({ baseUrl, apiKey: some });
    await assert.rejects(client.exportTenant({ id: tenantId }), refusedWith("HTTP_FORBIDDEN"));
    const changed = {
      ...document,
      gateways: [{ ...document.gateways[0]!, description: "mine" }],
      devices: [{ ...document.devices[0]!, description: "mine" }],
    };
    const query = { id: tenantId, document: changed, onError: "skip" } as const;
    const { rows } = await client.importTenant(query);
    assert.deepEqual(
      rows.map(({ list, outcome, errors }) => [list, errors?.[0]?.code ?? outcome]),
      [
        ["gateways", "HTTP_FORBIDDEN"],
        ["devices", "updated"],
      ],
    );
  });
});
