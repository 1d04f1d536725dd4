import type { Migration } from "../sql/migration.ts";
import { STATE_SCHEMA } from "../sql/state-schema.ts";

/**
 * The event log. `head` is one row: whoever appends updates it first, which makes appends stand in line, so that
 * positions become visible in their own order and a reader that follows them misses nothing.
 */
const LOG_STEPS: readonly Migration[] = [
  {
    name: "events",
    sql: `
      create table log_head (
        id boolean primary key default true check (id),
        last bigint not null
      );
      insert into log_head (last) values (0);

      create table events (
        position bigint primary key,
        time bigint not null,
        tenant uuid not null,
        type text not null,
        key text not null,
        leaf bytea not null,
        bytes bytea not null
      );
      -- Bytes are compressed nowhere: most events are shorter than what compression needs to pay.
      alter table events alter column bytes set storage external;
      create index events_by_key on events (key, position);
      create index events_by_tenant on events (tenant, type, position);
      create index events_by_type on events (type, position);
    `,
  },
];

/** Everything, in the order in which a new database gets it. */
export const POSTGRES_SCHEMA: readonly Migration[] = [
  ...STATE_SCHEMA.map((step) => ({ name: step.name, sql: toPostgres(step.sql) })),
  ...LOG_STEPS.map((step) => ({ name: `log ${step.name}`, sql: step.sql })),
];

/**
 * The schema of the stores is written once, in SQLite's words, of which few differ: column types, the options of
 * a table, hints to SQLite's planner, and the name of a function.
 */
export function toPostgres(sql: string): string {
  return sql
    .replace(/analyze sqlite_schema;|insert into sqlite_stat1[^;]*;/gi, "")
    .replace(
      /integer primary key autoincrement/gi,
      "bigint generated always as identity primary key",
    )
    .replace(/\bgroup_concat\(/gi, "string_agg(")
    .replace(/\) strict(, without rowid)?;/gi, ");")
    .replace(/\binteger\b/gi, "bigint")
    .replace(/\breal\b/gi, "double precision")
    .replace(/\bblob\b/gi, "bytea");
}
