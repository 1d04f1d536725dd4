import assert from "node:assert/strict";
import { it } from "node:test";
import { ProblemError } from "@lorats/api";
import { fromHex, type Eui64 } from "@lorats/base";
import { household } from "../harness.ts";
import { startHome } from "../support/home.ts";

const APP_KEY = "2b7e151628aed2a6abf7158809cf4f3c";
const TABLE =
  "dev_eui,name,profile,appKey,tags.site\n" +
  `70B3D57ED0000001,One,Class A,${APP_KEY},Vienna\n` +
  "70B3D57ED0000002,Two,Class A,,\n";

it("creates devices with their keys from a table, after saying what would come of it", async (t) => {
  const { client, services, applicationId } = await startHome(t);
  const { stores } = services;
  const tried = await client.importDevices({ applicationId, csv: TABLE, dryRun: true });
  assert.deepEqual([tried.created, tried.failed], [0, 0]);
  assert.deepEqual(
    tried.rows.map(({ line, outcome }) => [line, outcome]),
    [
      [2, "ready"],
      [3, "ready"],
    ],
  );
  assert.equal(await stores.registry.devices.count({ applicationId }), 1);
  const done = await client.importDevices({ applicationId, csv: TABLE });
  assert.deepEqual([done.created, done.failed], [2, 0]);
  const [one] = done.rows;
  const stored = (await stores.registry.devices.get([one!.id!])).get(one!.id!)!;
  assert.deepEqual(
    [stored.name, stored.devEui, stored.tags],
    ["One", "70b3d57ed0000001", { site: "Vienna" }],
  );
  const key = (await stores.keys.get([stored.appKeyId!])).get(stored.appKeyId!);
  assert.deepEqual(key, fromHex(APP_KEY));
  const audit = await client.listAudit({ limit: 10 });
  assert.equal(audit.items.filter(({ body }) => body["kind"] === "device").length, 2);
  assert.equal(JSON.stringify(audit).includes(APP_KEY), false);
});

it("says of every row what is wrong with it, and creates nothing or what is good", async (t) => {
  const { client, services, applicationId, profileId, devEui } = await startHome(t);
  const devices = [
    { devEui: "0000000000000001" },
    { devEui: "xyz" },
    { devEui: "0000000000000001" },
    { devEui },
    { devEui: "0000000000000002", profile: "Class Z" },
    { devEui: "0000000000000003", appKey: "12" },
    { name: "without" },
  ];
  const refused = await client.importDevices({ applicationId, profileId, devices });
  assert.deepEqual([refused.created, refused.failed], [0, 6]);
  assert.deepEqual(
    refused.rows.map(({ outcome, errors }) => [outcome, errors?.[0]?.code]),
    [
      ["not-done", undefined],
      ["failed", "HTTP_INVALID"],
      ["failed", "IMPORT_REPEATED"],
      ["failed", "REG_DUPLICATE"],
      ["failed", "REG_NO_SUCH"],
      ["failed", "HTTP_INVALID"],
      ["failed", "HTTP_INVALID"],
    ],
  );
  const query = { applicationId, profileId, devices, onError: "skip" } as const;
  const some = await client.importDevices(query);
  assert.deepEqual([some.created, some.rows[0]!.outcome], [1, "created"]);
  const known = await services.stores.registry.devices.byEui(["0000000000000001" as Eui64]);
  assert.equal(known.size, 1);
});

it("keeps to the tenant's quota and to its own profiles", async (t) => {
  const ours = await startHome(t);
  const { client, services, applicationId, profileId, tenantId } = ours;
  const { registry } = services.stores;
  const tenant = (await registry.tenants.get([tenantId])).get(tenantId)!;
  await registry.tenants.update([{ ...tenant, maxDevices: 2 }]);
  const devices = [{ devEui: "0000000000000001" }, { devEui: "0000000000000002" }];
  const query = { applicationId, profileId, devices, onError: "skip" } as const;
  const { rows } = await client.importDevices(query);
  assert.deepEqual(
    rows.map(({ outcome, errors }) => errors?.[0]?.code ?? outcome),
    ["created", "TENANT_QUOTA"],
  );
  const theirs = await household(services.stores, "Others");
  for (const foreign of [
    { ...query, profileId: theirs.profileId },
    { ...query, applicationId: theirs.applicationId },
  ]) {
    await assert.rejects(client.importDevices(foreign), (error) => {
      assert.ok(error instanceof ProblemError);
      assert.equal(error.problem.status, 404);
      return true;
    });
  }
  const named = [{ devEui: "0000000000000003", profileId: theirs.profileId }];
  const refused = await client.importDevices({ applicationId, devices: named });
  assert.equal(refused.rows[0]!.errors![0]!.code, "REG_NO_SUCH");
});

it("takes thousands of devices at once", async (t) => {
  const { client, services, applicationId, profileId } = await startHome(t);
  const lines = Array.from(
    { length: 3_000 },
    (_, i) => `${i.toString(16).padStart(16, "0")},${APP_KEY}`,
  );
  const csv = ["devEui,appKey", ...lines].join("\n");
  const { created } = await client.importDevices({ applicationId, profileId, csv });
  assert.equal(created, 3_000);
  assert.equal(await services.stores.registry.devices.count({ applicationId }), 3_001);
});
