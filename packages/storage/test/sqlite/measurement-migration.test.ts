import assert from "node:assert/strict";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { it, type TestContext } from "node:test";
import { MEASUREMENTS_BY_SERIES } from "../../src/sql/measurement-schema.ts";
import { STATE_SCHEMA } from "../../src/sql/state-schema.ts";
import { migrate } from "../../src/sqlite/migration.ts";
import { openThreads } from "../../src/sqlite/open-threads.ts";
import { SqliteDatabase } from "../../src/sqlite/sqlite-database.ts";
import { goesOn, oldMeasurements } from "../sql/old-measurements.ts";
import { scratchDirectory } from "../support.ts";

const before = STATE_SCHEMA.slice(0, STATE_SCHEMA.indexOf(MEASUREMENTS_BY_SERIES));

function oldDatabase(t: TestContext, sql: string): { db: DatabaseSync; file: string } {
  const file = path.join(scratchDirectory(t), "state.db");
  const db = new DatabaseSync(file, { readBigInts: true });
  migrate(db, file, before);
  db.exec(sql);
  return { db, file };
}

it("answers as before with the measurements of an older release, and goes on from there", async (t) => {
  const { sql, answers } = await oldMeasurements();
  const { db, file } = oldDatabase(t, sql);
  db.close();
  const threads = await openThreads({ file, schema: "state" }, () => undefined);
  t.after(() => threads.close());
  await goesOn(new SqliteDatabase(threads.writer, threads.reader), answers);
});

it("leaves everything as it was when not every value would be there again", async (t) => {
  const { sql } = await oldMeasurements();
  const { db, file } = oldDatabase(t, sql);
  t.after(() => db.close());
  const there = db.prepare("select count(*) as count from measurement_points").get();
  const end = "on f.frame = p.frame;";
  const lossy = MEASUREMENTS_BY_SERIES.sql.replace(end, `${end.slice(0, -1)} where p.value <> 7;`);
  assert.notEqual(lossy, MEASUREMENTS_BY_SERIES.sql);
  const steps = [...before, { ...MEASUREMENTS_BY_SERIES, sql: lossy }];
  assert.throws(() => migrate(db, file, steps), /CHECK constraint failed: is_whole/);
  const still = "select count(*) as count from measurement_points where device_id is not null";
  assert.deepEqual(db.prepare(still).get(), there);
});
