import assert from "node:assert/strict";
import { after, it } from "node:test";
import type { ApplicationId, DeviceId } from "@lorats/base";
import { SeededRandom, VirtualClock, newId } from "@lorats/base";
import type { FrameMeasurements } from "@lorats/platform";
import { Kysely } from "kysely";
import { SqlMeasurementStore } from "../../src/sql/measurement-store.ts";
import type { SqlDatabase, WriteStatement } from "../../src/sql/sql-database.ts";
import type { Tables } from "../../src/sql/tables.ts";
import { sqliteDialect } from "../../src/sqlite/sqlite-database.ts";
import { openState, TENANT } from "../support.ts";

const { db, threads } = await openState({ after });
const clock = new VirtualClock();
const random = new SeededRandom(11);
const DAY_0 = 1_795_219_200_000_000_000n;
const [deviceId, applicationId] = [
  newId<DeviceId>(clock, random),
  newId<ApplicationId>(clock, random),
];

/** Of the statements that were written, the table and the number of rows. */
const written: string[] = [];
/** How each query is answered. */
const plan: string[] = [];

async function explain(sql: string, parameters: readonly unknown[]): Promise<void> {
  const statement = { sql: `explain query plan ${sql}`, parameters: parameters as never };
  const { results } = await threads.reader.call("batch", [statement]);
  plan.push(...results![0]!.rows.map((row) => String(row["detail"])));
}

function note(statement: WriteStatement): void {
  const [query, rows] =
    "columns" in statement
      ? [statement.statement(1), statement.columns[0]!.length]
      : ["expect" in statement ? statement.query : statement, 1];
  written.push(`${rows} ${/measurement_\w+/.exec(query.sql)![0]}`);
}

const watched: Pick<SqlDatabase, "read" | "write"> = {
  async read(queries) {
    for (const { sql, parameters } of queries) await explain(sql, parameters);
    return db.read(queries);
  },
  async write(statements) {
    statements.forEach(note);
    for (const one of statements) {
      if ("columns" in one) await explain(one.statement(1).sql, one.statement(1).parameters);
    }
    return db.write(statements);
  },
};
const store = new SqlMeasurementStore({
  ...watched,
  build: new Kysely<Tables>({ dialect: sqliteDialect(watched) }),
  purge: () => db.purge(),
});

const frames = Array.from({ length: 40 }, (_, n): FrameMeasurements => ({
  tenantId: TENANT,
  applicationId,
  deviceId,
  frame: newId(clock, random),
  time: DAY_0 + BigInt(n),
  values: { level: n, other: 1 },
  madeBy: "test@1",
}));

async function writing(some: readonly FrameMeasurements[]): Promise<readonly string[]> {
  written.length = 0;
  await store.put(some);
  return written;
}

it("writes what is new, what changed, and nothing of what is the same", async () => {
  const first = await writing(frames);
  assert.ok(first.includes("80 measurement_points") && first.includes("40 measurement_frames"));
  assert.deepEqual(await writing(frames), []);
  const changed = Array.from(frames, (one, n) =>
    n === 7 ? { ...one, values: { ...one.values, level: -1 } } : one,
  );
  const rollups = ["1 measurement_rollups", "1 measurement_rollups"];
  assert.deepEqual(await writing(changed), [
    "1 measurement_points",
    "1 measurement_frames",
    ...rollups,
    ...rollups,
  ]);
  const made = Array.from(changed, (one) => ({ ...one, madeBy: "test@2" }));
  assert.deepEqual(await writing(made), ["1 measurement_origins", "40 measurement_frames"]);
});

it("finds everything by a key, and sorts nothing", async () => {
  plan.length = 0;
  const span = { deviceId, series: "level", from: 0n, to: 2n * DAY_0, limit: 10 };
  for (const resolution of ["raw", "hour", "day"] as const)
    await store.query({ ...span, resolution });
  await store.series(deviceId);
  await store.put([{ ...frames[0]!, time: DAY_0 + 5n, values: { level: 3 } }]);
  await store.forget([deviceId]);
  assert.ok(plan.length > 10);
  assert.deepEqual(
    plan.filter((step) => /^SCAN (?!CONSTANT)|TEMP B-TREE/.test(step)),
    [],
  );
});
