import assert from "node:assert/strict";
import { after, it } from "node:test";
import type { ApplicationId, Eui64, TenantId } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import type { Registry } from "@lorats/network";
import { type CompiledQuery, Kysely } from "kysely";
import { SqlRegistry } from "../../src/sql/registry.ts";
import type { SqlDatabase } from "../../src/sql/sql-database.ts";
import type { Tables } from "../../src/sql/tables.ts";
import { sqliteDialect } from "../../src/sqlite/sqlite-database.ts";
import { openState } from "../support.ts";

const { db, threads } = await openState({ after });
const plan: string[] = [];

/** The same database, which notes how it means to answer each query. */
const explaining: Pick<SqlDatabase, "read" | "write"> = {
  async read(queries) {
    for (const { sql, parameters } of queries as readonly CompiledQuery[]) {
      const statement = { sql: `explain query plan ${sql}`, parameters: parameters as never };
      const { results } = await threads.reader.call("batch", [statement]);
      plan.push(...results![0]!.rows.map((row) => String(row["detail"])));
    }
    return db.read(queries);
  },
  write: (statements) => db.write(statements),
};

const registry: Registry = new SqlRegistry(
  {
    ...explaining,
    build: new Kysely<Tables>({ dialect: sqliteDialect(explaining) }),
    purge: () => db.purge(),
  },
  systemClock,
);

const tenantId = "t" as TenantId;
const applicationId = "a" as ApplicationId;

const QUERIES: readonly [name: string, ask: () => Promise<unknown>, plan: RegExp][] = [
  ["a tenant's devices", () => registry.devices.list({ tenantId }), /^SEARCH .*by_tenant/],
  [
    "its next page",
    () => registry.devices.list({ tenantId, after: "x" }),
    /^SEARCH .*by_tenant \(tenant_id=\? AND id>\?\)$/,
  ],
  [
    "an application's devices",
    () => registry.devices.list({ tenantId, applicationId }),
    /^SEARCH .*by_application \(application_id=\? AND tenant_id=\?\)$/,
  ],
  [
    "how many a tenant has",
    () => registry.devices.count({ tenantId }),
    /^SEARCH .*COVERING INDEX devices_by_tenant/,
  ],
  [
    "how many an application has",
    () => registry.devices.count({ tenantId, applicationId }),
    /^SEARCH .*COVERING INDEX devices_by_application/,
  ],
  [
    "a search",
    () => registry.devices.list({ tenantId, search: "x" }),
    /LIST SUBQUERY 1\nSEARCH .*COVERING INDEX devices_by_search \(tenant_id=\?\)$/,
  ],
  ["a DevEUI", () => registry.devices.byEui(["e" as Eui64]), /^SEARCH .*\(eui=\?\)$/],
];

for (const [name, ask, expected] of QUERIES) {
  it(`finds ${name} by an index, in order`, async () => {
    plan.length = 0;
    await ask();
    assert.match(plan.join("\n"), expected);
    assert.ok(!plan.some((step) => step.includes("TEMP B-TREE")), "nothing has to be sorted");
  });
}
