import { InternalError, UnavailableError } from "@lorats/base";
import type pg from "pg";
import { checksum, type Migration } from "../sql/migration.ts";
import { inTransaction } from "./pool.ts";

/** A day. */
const MAX_STEP_MS = 86_400_000;

interface Applied {
  readonly name: string;
  readonly checksum: string;
}

/**
 * Brings a database up to the newest step, each in a transaction of its own. Steps are known by their names: the
 * log's and the stores' come in between each other as releases bring them.
 * @throws {UnavailableError} `STORE_BAD_FILE` when it belongs to another program, `STORE_TOO_NEW` when a newer
 * release wrote it
 * @throws {InternalError} `STORE_MIGRATION_CHANGED` when a step differs from the one that was applied
 */
export async function migratePostgres(pool: pg.Pool, steps: readonly Migration[]): Promise<void> {
  await inTransaction(pool, "begin", checkOwner);
  const { rows } = await pool.query<Applied>("select name, checksum from lorats_migrations");
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  for (const step of steps) {
    const known = applied.get(step.name);
    applied.delete(step.name);
    if (known === undefined) await inTransaction(pool, "begin", (client) => apply(client, step));
    else if (known !== checksum(step)) {
      const what = `migration ${step.name} is not the one that was applied`;
      throw new InternalError("STORE_MIGRATION_CHANGED", `PostgreSQL: ${what}`);
    }
  }
  if (applied.size > 0) {
    throw new UnavailableError("STORE_TOO_NEW", "PostgreSQL: was written by a newer release");
  }
}

async function checkOwner(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ ours: boolean; tables: bigint }>(`
    select to_regclass('lorats_migrations') is not null as ours,
      (select count(*) from pg_tables where schemaname = current_schema()) as tables`);
  const [{ ours, tables }] = rows as [{ ours: boolean; tables: bigint }];
  if (ours) return;
  if (tables > 0n) {
    throw new UnavailableError("STORE_BAD_FILE", "PostgreSQL: the database of another program");
  }
  await client.query(`create table lorats_migrations (
    number bigint generated always as identity primary key,
    name text not null unique,
    checksum text not null
  )`);
}

async function apply(client: pg.PoolClient, step: Migration): Promise<void> {
  // A step may have to rewrite whole tables, which takes as long as it takes.
  await client.query("set local statement_timeout = 0");
  await client.query({ text: step.sql, query_timeout: MAX_STEP_MS } as pg.QueryConfig);
  const values = [step.name, checksum(step)];
  await client.query("insert into lorats_migrations (name, checksum) values ($1, $2)", values);
}
