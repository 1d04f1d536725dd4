import { MEASUREMENTS_BY_SERIES } from "./measurement-schema.ts";
import type { Migration } from "./migration.ts";

/**
 * The steps of the schema of everything but the log. Rows keep what is searched for in columns and the rest as
 * JSON in `body`; instants are 64-bit nanoseconds. The table types for queries are in `../sql/tables.ts`.
 */
export const STATE_SCHEMA: readonly Migration[] = [
  {
    name: "registry",
    sql: `
      create table tenants (
        id text primary key,
        search text not null,
        body text not null,
        version integer not null,
        created_at integer not null,
        updated_at integer not null
      ) strict, without rowid;

      create table applications (
        id text primary key,
        tenant_id text not null references tenants (id),
        search text not null,
        body text not null,
        version integer not null,
        created_at integer not null,
        updated_at integer not null,
        unique (tenant_id, id)
      ) strict, without rowid;

      create table device_profiles (
        id text primary key,
        tenant_id text not null references tenants (id),
        search text not null,
        body text not null,
        version integer not null,
        created_at integer not null,
        updated_at integer not null,
        unique (tenant_id, id)
      ) strict, without rowid;

      create table devices (
        id text primary key,
        tenant_id text not null references tenants (id),
        application_id text not null,
        profile_id text not null,
        eui text not null,
        search text not null,
        body text not null,
        version integer not null,
        created_at integer not null,
        updated_at integer not null,
        unique (eui, tenant_id),
        foreign key (tenant_id, application_id) references applications (tenant_id, id),
        foreign key (tenant_id, profile_id) references device_profiles (tenant_id, id)
      ) strict, without rowid;
      create index devices_by_tenant on devices (tenant_id);
      create index devices_by_application on devices (application_id, tenant_id);
      create index devices_by_profile on devices (profile_id, tenant_id);
      create index devices_by_search on devices (tenant_id, search);

      create table gateways (
        id text primary key,
        tenant_id text not null references tenants (id),
        eui text not null unique,
        search text not null,
        body text not null,
        version integer not null,
        created_at integer not null,
        updated_at integer not null
      ) strict, without rowid;
      create index gateways_by_tenant on gateways (tenant_id);

      create table gateways_seen (
        gateway_id text primary key references gateways (id) on delete cascade,
        last_seen_at integer not null,
        reported_location text
      ) strict, without rowid;

      -- What the planner is to believe: rows in the index, then rows of one value of its first columns. Measured
      -- statistics would change plans from one day to the next; these stand for the servers that plans matter to.
      analyze sqlite_schema;
      insert into sqlite_stat1 (tbl, idx, stat) values
        ('devices', 'devices', '100000 1'),
        ('devices', 'devices_by_tenant', '100000 20000 1'),
        ('devices', 'devices_by_application', '100000 1000 1000 1'),
        ('devices', 'devices_by_profile', '100000 5000 5000 1'),
        ('devices', 'devices_by_search', '100000 20000 1 1');
    `,
  },
  {
    name: "network",
    sql: `
      create table sessions (
        device_id text primary key,
        tenant_id text not null,
        dev_addr_1 text,
        dev_addr_2 text,
        version integer not null,
        position text not null,
        state blob not null
      ) strict, without rowid;
      create index sessions_by_dev_addr_1 on sessions (dev_addr_1) where dev_addr_1 is not null;
      create index sessions_by_dev_addr_2 on sessions (dev_addr_2) where dev_addr_2 is not null;

      create table checkpoints (
        name text primary key,
        position text not null
      ) strict, without rowid;

      create table downlink_queue (
        number integer primary key autoincrement,
        id text not null unique,
        tenant_id text not null,
        device_id text not null,
        f_port integer not null,
        payload blob not null,
        confirmed integer not null,
        created_at integer not null,
        expires_at integer,
        attempts_left integer not null,
        pending_f_cnt integer,
        pending_until integer
      ) strict;
      create index downlink_queue_by_device on downlink_queue (device_id);
    `,
  },
  {
    name: "platform",
    sql: `
      create table users (
        id text primary key,
        email text not null unique,
        body text not null,
        version integer not null,
        created_at integer not null
      ) strict, without rowid;
      create table memberships (
        tenant_id text not null,
        user_id text not null references users (id) on delete cascade,
        primary key (tenant_id, user_id)
      ) strict, without rowid;
      create index memberships_by_user on memberships (user_id);

      create table api_keys (
        id text primary key,
        tenant_id text,
        hash blob not null unique,
        body text not null,
        created_at integer not null,
        expires_at integer
      ) strict, without rowid;
      create index api_keys_by_tenant on api_keys (tenant_id);

      create table mqtt_credentials (
        id text primary key,
        tenant_id text not null,
        username text not null unique,
        hash blob not null,
        body text not null,
        created_at integer not null,
        expires_at integer
      ) strict, without rowid;
      create index mqtt_credentials_by_tenant on mqtt_credentials (tenant_id);

      create table web_sessions (
        hash blob primary key,
        user_id text not null,
        created_at integer not null,
        expires_at integer not null
      ) strict, without rowid;
      create index web_sessions_by_user on web_sessions (user_id);

      create table sign_in_tokens (
        hash blob primary key,
        user_id text not null,
        expires_at integer not null
      ) strict, without rowid;
      create index sign_in_tokens_by_user on sign_in_tokens (user_id);

      create table integrations (
        id text primary key,
        tenant_id text not null,
        body text not null,
        version integer not null,
        created_at integer not null
      ) strict, without rowid;
      create index integrations_by_tenant on integrations (tenant_id);

      create table publisher_cursors (
        follower text primary key,
        cursor text not null
      ) strict, without rowid;
    `,
  },
  {
    name: "keys",
    sql: `
      create table keys (
        id text primary key,
        tenant_id text not null,
        kind text not null,
        wrapped blob not null
      ) strict, without rowid;

      create table key_encryption_check (
        id integer primary key check (id = 1),
        wrapped blob not null
      ) strict;
    `,
  },
  {
    name: "items and alarms",
    sql: `
      create table items (
        kind text not null,
        id text not null,
        tenant_id text not null,
        body text not null,
        version integer not null,
        created_at integer not null,
        primary key (kind, id)
      ) strict, without rowid;
      create index items_by_tenant on items (kind, tenant_id, id);

      create table alarms (
        id text primary key,
        tenant_id text not null,
        state text not null,
        active integer not null,
        severity text not null,
        code text not null,
        subject_kind text not null,
        subject_id text not null,
        body text not null
      ) strict, without rowid;
      create index alarms_by_tenant on alarms (tenant_id, id);
      create index alarms_by_subject on alarms (subject_id, id);
      create index alarms_active on alarms (id) where active = 1;
    `,
  },
  {
    name: "multicast groups",
    sql: `
      create table multicast_groups (
        id text primary key,
        tenant_id text not null,
        application_id text not null,
        search text not null,
        body text not null,
        version integer not null,
        created_at integer not null,
        updated_at integer not null,
        foreign key (tenant_id, application_id) references applications (tenant_id, id)
      ) strict, without rowid;
      create index multicast_groups_by_application
        on multicast_groups (application_id, tenant_id);
      create index multicast_groups_by_tenant on multicast_groups (tenant_id);
    `,
  },
  {
    name: "gateway-credentials",
    sql: `
      create table gateway_credentials (
        id text primary key,
        tenant_id text not null,
        gateway_id text not null,
        hash blob not null unique,
        body text not null,
        created_at integer not null,
        expires_at integer,
        revoked_at integer
      ) strict, without rowid;
      create index gateway_credentials_by_tenant on gateway_credentials (tenant_id);
      create index gateway_credentials_by_gateway on gateway_credentials (gateway_id);
    `,
  },
  {
    name: "trust",
    sql: `
      create table trust_states (
        kind text not null,
        id text not null,
        tenant_id text not null,
        state blob not null,
        due_at_ms integer,
        primary key (kind, id)
      ) strict, without rowid;
      create index trust_states_due on trust_states (due_at_ms) where due_at_ms is not null;

      create table trust_settings (
        kind text not null,
        id text not null,
        tenant_id text not null,
        body text not null,
        primary key (kind, id)
      ) strict, without rowid;
    `,
  },
  {
    name: "measurements",
    sql: `
      create table measurement_points (
        device_id text not null,
        series text not null,
        time integer not null,
        frame text not null,
        tenant_id text not null,
        application_id text not null,
        value real not null,
        made_by text not null,
        primary key (device_id, series, time, frame)
      ) strict, without rowid;
      create index measurement_points_by_frame on measurement_points (frame);

      create table measurement_rollups (
        device_id text not null,
        series text not null,
        size text not null,
        start integer not null,
        count integer not null,
        low real not null,
        high real not null,
        total real not null,
        primary key (device_id, series, size, start)
      ) strict, without rowid;
    `,
  },
  {
    name: "idempotency keys",
    sql: `
      create table idempotency_keys (
        hash blob primary key,
        request blob not null,
        expires_at integer not null,
        answer blob
      ) strict, without rowid;
      create index idempotency_keys_by_expiry on idempotency_keys (expires_at);
    `,
  },
  {
    name: "identities of users",
    sql: `
      create table user_identities (
        issuer text not null,
        subject text not null,
        user_id text not null references users (id) on delete cascade,
        primary key (issuer, subject)
      ) strict, without rowid;
      create index user_identities_by_user on user_identities (user_id);
    `,
  },
  {
    name: "MQTT sessions",
    sql: `
      create table mqtt_records (
        kind text not null,
        owner text not null,
        key text not null,
        number integer not null,
        body text not null,
        primary key (kind, owner, key)
      ) strict, without rowid;
    `,
  },
  {
    name: "usage",
    sql: `
      create table usage_hours (
        tenant_id text not null,
        subject text not null,
        hour integer not null,
        calls integer not null,
        refusals integer not null,
        events_out integer not null,
        bytes integer not null,
        events_in integer not null,
        stored integer not null,
        primary key (tenant_id, hour, subject)
      ) strict, without rowid;
    `,
  },
  MEASUREMENTS_BY_SERIES,
];
