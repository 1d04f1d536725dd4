import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { describe, it } from "node:test";
import { migrate } from "../../src/sqlite/migration.ts";

const STEPS = [
  { name: "one", sql: "create table a (x)" },
  { name: "two", sql: "create table b (x); insert into b select x from a" },
];

function open(): DatabaseSync {
  return new DatabaseSync(":memory:", { readBigInts: true });
}

function tables(db: DatabaseSync): unknown[] {
  const rows = db.prepare("select name from sqlite_schema order by name").all();
  return rows.map((row) => row["name"]);
}

describe("migrations", () => {
  it("apply once each, in order, and go on where an older release stopped", () => {
    const db = open();
    migrate(db, "f", STEPS.slice(0, 1));
    db.exec("insert into a values (7)");
    migrate(db, "f", STEPS);
    migrate(db, "f", STEPS);
    assert.deepEqual(tables(db), ["a", "b", "migrations"]);
    assert.deepEqual(
      db
        .prepare("select x from b")
        .all()
        .map((row) => row["x"]),
      [7n],
    );
  });

  it("leave nothing of a step that fails", () => {
    const db = open();
    const bad = { name: "bad", sql: "create table c (x); insert into nowhere values (1)" };
    assert.throws(() => migrate(db, "f", [STEPS[0]!, bad]), /nowhere/);
    assert.deepEqual(tables(db), ["a", "migrations"]);
    migrate(db, "f", STEPS);
  });

  it("refuse an edited, a renamed and an unknown step, but not another layout", () => {
    const db = open();
    migrate(db, "f", STEPS);
    const edited = [STEPS[0]!, { ...STEPS[1]!, sql: "create table b (y)" }];
    const renamed = [STEPS[0]!, { ...STEPS[1]!, name: "zwei" }];
    for (const steps of [edited, renamed]) {
      assert.throws(() => migrate(db, "f", steps), { code: "STORE_MIGRATION_CHANGED" });
    }
    assert.throws(() => migrate(db, "f", STEPS.slice(0, 1)), { code: "STORE_TOO_NEW" });
    migrate(db, "f", [{ ...STEPS[0]!, sql: "\n  create table\n a (x) " }, STEPS[1]!]);
  });
});
