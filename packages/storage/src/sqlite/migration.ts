import type { DatabaseSync } from "node:sqlite";
import { InternalError, UnavailableError } from "@lorats/base";
import { checksum, type Migration } from "../sql/migration.ts";

/** "LrTS": says to `file` and to us whose database this is. */
const APPLICATION_ID = 0x4c72_5453;

interface Applied {
  readonly number: bigint;
  readonly name: string;
  readonly checksum: string;
}

/**
 * Brings a database up to the newest step, each in a transaction of its own.
 * @throws {UnavailableError} `STORE_BAD_FILE` when it belongs to another program, `STORE_TOO_NEW` when a newer
 * release wrote it
 * @throws {InternalError} `STORE_MIGRATION_CHANGED` when a step differs from the one that was applied
 */
export function migrate(db: DatabaseSync, file: string, steps: readonly Migration[]): void {
  checkOwner(db, file);
  const applied = appliedSteps(db);
  if (applied.length > steps.length) {
    throw new UnavailableError("STORE_TOO_NEW", `${file}: was written by a newer release`);
  }
  for (const [index, step] of steps.entries()) {
    const known = applied[index];
    if (!known) apply(db, index + 1, step);
    else if (known.name !== step.name || known.checksum !== checksum(step)) {
      const what = `migration ${index + 1} (${step.name}) is not the one that was applied`;
      throw new InternalError("STORE_MIGRATION_CHANGED", `${file}: ${what}`);
    }
  }
}

function checkOwner(db: DatabaseSync, file: string): void {
  const owner = Number(pragma(db, "application_id"));
  if (owner === APPLICATION_ID) return;
  const { tables } = db.prepare("select count(*) as tables from sqlite_schema").get() as {
    tables: bigint;
  };
  if (owner !== 0 || tables > 0n) {
    throw new UnavailableError("STORE_BAD_FILE", `${file}: is the database of another program`);
  }
  db.exec(`
    begin immediate;
    pragma application_id = ${APPLICATION_ID};
    create table migrations (
      number integer primary key, name text not null, checksum text not null
    ) strict;
    commit;
  `);
}

function appliedSteps(db: DatabaseSync): readonly Applied[] {
  const rows = db.prepare("select number, name, checksum from migrations order by number").all();
  return rows as unknown as Applied[];
}

function apply(db: DatabaseSync, number: number, step: Migration): void {
  db.exec("begin immediate");
  try {
    db.exec(step.sql);
    db.prepare("insert into migrations values (?, ?, ?)").run(number, step.name, checksum(step));
    db.exec("commit");
  } catch (error) {
    if (db.isTransaction) db.exec("rollback");
    throw error;
  }
}

/** The value of a pragma that has one. */
export function pragma(db: DatabaseSync, name: string): unknown {
  return Object.values(db.prepare(`pragma ${name}`).get() ?? {})[0];
}
