import { isIP } from "node:net";
import { tryParseInstant } from "@lorats/base";
import { measure, type Message } from "@lorats/platform";
import pg from "pg";
import { hostOf } from "../../outbound/host-of.ts";
import { GuardedSocket } from "../../outbound/pinned-address.ts";
import { refuseInsideLiteral } from "../../outbound/public-address.ts";
import { lineKind } from "../line-kind.ts";
import {
  eventIdOf,
  RefusedForGood,
  type IntegrationKind,
  type SettingsOf,
  type TargetContext,
} from "../target.ts";

type PostgresqlSettings = SettingsOf<"postgresql">;

const TIMEOUT_MS = 10_000;
const BATCH = 500;
/** Classes of errors that the data itself is to blame for. @see PostgreSQL, appendix A */
const OUR_DATA = new Set(["22", "23"]);

/** Rows into tables of somebody's PostgreSQL or TimescaleDB: every event, and the numbers of decoded payloads. */
export const postgresql: IntegrationKind = lineKind("postgresql", {
  batch: BATCH,
  open: connect,
  publish,
  close: (client) => client.end().catch(() => undefined),
});

async function connect(
  { secret, allowPrivate }: TargetContext,
  settings: PostgresqlSettings,
): Promise<pg.Client> {
  const url = new URL(settings.url);
  if (!allowPrivate) refuseInsideLiteral(url);
  const host = hostOf(url);
  const client = new pg.Client({
    host,
    port: url.port === "" ? 5432 : Number(url.port),
    user: decodeURIComponent(url.username),
    database: decodeURIComponent(url.pathname.slice(1)),
    password: new TextDecoder().decode(secret),
    application_name: "LoRaTS",
    connectionTimeoutMillis: TIMEOUT_MS,
    query_timeout: TIMEOUT_MS,
    ...(settings.tls && { ssl: isIP(host) === 0 ? { servername: host } : {} }),
    ...(!allowPrivate && { stream: () => new GuardedSocket() }),
  });
  // A connection that breaks is told by the query that fails for it.
  client.on("error", () => {});
  try {
    await client.connect();
    await prepare(client, settings);
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  return client;
}

/** The tables, where they are missing. Keys begin with the time, as hypertables want it. */
async function prepare(
  client: pg.Client,
  { schema, timescale }: PostgresqlSettings,
): Promise<void> {
  const tables = tablesIn(schema);
  await client.query(`
    create table if not exists ${tables.events} (
      time timestamptz not null,
      event_id text not null,
      event text not null,
      tenant_id uuid not null,
      application_id uuid not null,
      device_id uuid not null,
      dev_eui text not null,
      device_name text,
      data jsonb not null,
      primary key (time, event_id)
    );
    create table if not exists ${tables.measurements} (
      time timestamptz not null,
      dev_eui text not null,
      series text not null,
      value double precision not null,
      event_id text not null,
      device_id uuid not null,
      application_id uuid not null,
      primary key (time, dev_eui, series, event_id)
    );`);
  if (!timescale) return;
  for (const table of [tables.events, tables.measurements]) {
    const make =
      "select create_hypertable($1::regclass, 'time', if_not_exists => true, migrate_data => true)";
    await client.query(make, [table]);
  }
}

function tablesIn(schema: string): { readonly events: string; readonly measurements: string } {
  const quoted = pg.escapeIdentifier(schema);
  return { events: `${quoted}.lorats_events`, measurements: `${quoted}.lorats_measurements` };
}

async function publish(
  client: pg.Client,
  messages: readonly Message[],
  settings: PostgresqlSettings,
): Promise<void> {
  try {
    await insert(client, settings, messages);
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    if (code?.length !== 5 || !OUR_DATA.has(code.slice(0, 2))) throw error;
    await client.query("rollback");
    throw new RefusedForGood(`${new URL(settings.url).host}: ${message}`);
  }
}

/** One transaction; what is there already stays as it is, so a repetition adds nothing. */
async function insert(
  client: pg.Client,
  { schema }: PostgresqlSettings,
  messages: readonly Message[],
): Promise<void> {
  const tables = tablesIn(schema);
  const rows = messages.map(rowOf);
  const values = messages.flatMap((message, i) => measurementsOf(message, rows[i]!));
  await client.query("begin");
  await client.query(
    `insert into ${tables.events}
     select * from jsonb_to_recordset($1::jsonb) as row (time timestamptz, event_id text, event text,
       tenant_id uuid, application_id uuid, device_id uuid, dev_eui text, device_name text, data jsonb)
     on conflict do nothing`,
    [JSON.stringify(rows)],
  );
  if (values.length > 0) {
    await client.query(
      `insert into ${tables.measurements}
       select * from jsonb_to_recordset($1::jsonb) as row (time timestamptz, dev_eui text, series text,
         value double precision, event_id text, device_id uuid, application_id uuid)
       on conflict do nothing`,
      [JSON.stringify(values)],
    );
  }
  await client.query("commit");
}

interface Row {
  readonly time: string;
  readonly event_id: string;
  readonly device_id: string;
  readonly application_id: string;
  readonly dev_eui: string;
}

function rowOf(message: Message): Row & Record<string, unknown> {
  const { kind, tenantId, applicationId, deviceId, devEui, json } = message;
  const info = json["deviceInfo"] as { readonly deviceName?: string } | undefined;
  return {
    time: timeOf(json["time"]),
    event_id: eventIdOf(message),
    event: kind,
    tenant_id: tenantId,
    application_id: applicationId,
    device_id: deviceId,
    dev_eui: devEui,
    device_name: info?.deviceName ?? null,
    data: withoutNul(json),
  };
}

function measurementsOf({ kind, json }: Message, row: Row): readonly Record<string, unknown>[] {
  if (kind !== "up" || typeof json["object"] !== "object" || json["object"] === null) return [];
  const { time, dev_eui, event_id, device_id, application_id } = row;
  return Object.entries(measure(json["object"] as Record<string, unknown>)).map(
    ([series, value]) => ({
      time,
      dev_eui,
      series: series.replaceAll("\0", ""),
      value,
      event_id,
      device_id,
      application_id,
    }),
  );
}

/** PostgreSQL keeps microseconds of it. What has no time of its own stands at the beginning of 1970 rather than being left out. */
function timeOf(time: unknown): string {
  return typeof time === "string" && tryParseInstant(time) !== undefined
    ? time
    : "1970-01-01T00:00:00Z";
}

/** The one character that its text cannot hold. */
function withoutNul(json: Message["json"]): unknown {
  return JSON.parse(JSON.stringify(json).replaceAll("\\u0000", ""));
}
