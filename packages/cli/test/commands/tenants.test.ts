import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { it } from "node:test";
import { createClient, type TenantDocument } from "@lorats/api";
import { lorats, serverWithKey } from "../support/server.ts";

it("tenants export and import carry a configuration over, its secrets behind a passphrase", async (t) => {
  const { url, apiKey, folder } = await serverWithKey(t);
  const client = createClient({ baseUrl: url, apiKey });
  const file = path.join(folder, "tenant.json");
  const environment = { LORATS_API_KEY: apiKey, LORATS_PASSPHRASE: "four words are better" };
  const tenants = (...args: string[]) => lorats(["tenants", ...args, "--url", url], environment);
  const application = await client.createApplication({ name: "Meters" });
  const { id: profileId } = await client.createDeviceProfile({ name: "Class A" });
  const appKey = "2b7e151628aed2a6abf7158809cf4f3c";
  const devEui = "70b3d57ed0000001";
  const device = await client.createDevice({
    applicationId: application.id,
    profileId,
    devEui,
    appKey,
  });
  const written = await tenants("export", file, "--secrets");
  assert.equal(written.code, 0, written.stderr);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const text = await readFile(file, "utf8");
  assert.equal(text.includes(appKey), false);
  await client.deleteDevice({ id: device.id });
  const tried = await tenants("import", file, "--dry-run");
  assert.match(tried.stdout, new RegExp(`^would-create  devices  ${devEui}$`, "m"));
  const done = await tenants("import", file, "--json");
  assert.equal(done.code, 0, done.stderr);
  const row = JSON.parse(done.stdout.trim()) as { list: string; outcome: string; newId: string };
  assert.deepEqual([row.list, row.outcome], ["devices", "created"]);
  assert.equal((await client.revealKeys({ id: row.newId })).appKey, appKey);
  assert.match(done.stderr, /^1 created, 0 updated/);
  const document = JSON.parse(text) as TenantDocument;
  const bad = { ...document, devices: [{ ...document.devices[0]!, devEui: "no" }] };
  await writeFile(file, JSON.stringify(bad));
  const refused = await tenants("import", file, "--without-secrets");
  assert.equal(refused.code, 1);
  assert.match(refused.stdout, /^failed  devices .*HTTP_INVALID devEui expected 16/m);
  assert.match(refused.stderr, /error\[TENANT_IMPORT_FAILED\]: 1 items are bad/);
});
