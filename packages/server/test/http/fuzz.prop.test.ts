import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it } from "node:test";
import { API_PREFIX, ROUTES, routeOf, type RouteName } from "@lorats/api";
import { openSqliteStorage } from "@lorats/storage";
import fc from "fast-check";
import { apiKey, household, memoryServices, startHttp } from "../harness.ts";

const NAMES = (Object.keys(ROUTES) as RouteName[]).filter((name) => name !== "signIn");
const HOSTILE = [
  "",
  "null",
  "-1",
  "1e400",
  "NaN",
  "\u0000",
  "../..",
  "%00",
  "' or 1=1",
  "end",
  "ä".repeat(50),
];

/** Values of the kinds that the API deals in, right and wrong. */
function values(ids: readonly string[]): fc.Arbitrary<unknown> {
  return fc.oneof(
    fc.constantFrom<unknown>(...ids, ...HOSTILE, null, true, 0, -1, 1e21, [], {}),
    fc.string({ maxLength: 40 }),
    fc.jsonValue({ maxDepth: 2 }),
  );
}

const FIELDS = [
  "name",
  "tenantId",
  "applicationId",
  "profileId",
  "deviceId",
  "devEui",
  "joinEui",
  "eui",
  "appKey",
  "tags",
  "version",
  "limit",
  "after",
  "types",
  "order",
  "key",
  "search",
  "scopes",
  "expiresAt",
  "fPort",
  "data",
  "memberships",
  "email",
  "password",
  "webhook",
  "location",
  "adr",
  "rx",
  "codec",
  "devAddr",
  "nwkSKey",
  "appSKey",
  "itemId",
  "enabled",
  "__proto__",
  "constructor",
];

it("answers anything with something better than a failure", async (t) => {
  const dataDir = mkdtempSync(path.join(tmpdir(), "lorats-fuzz-"));
  const storage = await openSqliteStorage({ dataDir });
  const services = memoryServices(t, storage);
  const home = await household(services.stores);
  const { app } = await startHttp(t, services);
  t.after(async () => {
    await storage.close();
    rmSync(dataDir, { recursive: true });
  });
  const authorization = `Bearer ${await apiKey(services.stores, undefined)}`;
  const ids = Object.values(home) as string[];
  const fields = fc.dictionary(fc.constantFrom(...FIELDS), values(ids), { maxKeys: 8 });
  const request = fc.record({
    name: fc.constantFrom(...NAMES),
    id: fc.oneof(fc.constantFrom(...ids, ...HOSTILE), fc.string({ maxLength: 20 })),
    query: fields,
    body: fc.oneof(fields, values(ids)),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ name, id, query, body }) => {
      const { method, path: template } = routeOf(name);
      const response = await app.inject({
        method,
        url: API_PREFIX + template.replace(/:\w+/g, encodeURIComponent(id)),
        query: Object.fromEntries(
          Object.entries(query).map(([key, value]) => [
            key,
            typeof value === "string" ? value : JSON.stringify(value),
          ]),
        ),
        headers: { authorization },
        ...(method !== "GET" &&
          method !== "DELETE" && {
            payload: JSON.stringify(body ?? null),
            headers: { authorization, "content-type": "application/json" },
          }),
      });
      assert.ok(response.statusCode < 500, `${name} ${id}: ${response.body}`);
      if (response.statusCode >= 400) {
        assert.match(String(response.headers["content-type"]), /^application\/problem\+json/);
      }
    }),
    { numRuns: 1500 },
  );
});
