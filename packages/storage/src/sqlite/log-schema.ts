import { fnv1a } from "@lorats/base";
import type { Migration } from "../sql/migration.ts";

/**
 * Positions per stretch of the log. Indexes begin with the stretch, so that new entries always go to the same
 * few pages however many events there are: with plain indexes, group commits of events from 100,000 devices
 * dirty a page each and run five times slower. A search visits each stretch, which costs microseconds.
 */
export const STRETCH_BITS = 14;

/** The steps of the event log's schema. */
export const LOG_SCHEMA: readonly Migration[] = [
  {
    name: "events",
    sql: `
      create table terms (
        number integer primary key,
        term text not null unique
      ) strict;

      create table events (
        position integer primary key,
        time integer not null,
        tenant integer not null,
        type integer not null,
        key_hash integer not null,
        key text not null,
        leaf blob not null,
        bytes blob not null
      ) strict;

      create index events_by_kind on events (position >> 14, type, tenant);
      create index events_by_key on events (position >> 14, key_hash);

      create view readable_events as
        select position, time, tenants.term as tenant, types.term as type, key, bytes
        from events
        join terms as tenants on tenants.number = events.tenant
        join terms as types on types.number = events.type;
    `,
  },
];

/** 32 bits of FNV-1a: what the index holds of a key. */
export function keyHash(key: string): number {
  return fnv1a(key) | 0;
}
