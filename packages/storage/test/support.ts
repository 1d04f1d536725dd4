import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { MemoryKeyStore, SeededRandom, type TenantId, VirtualClock, newId } from "@lorats/base";
import { type NewEvent, type StoredEvent, newEvent } from "@lorats/events";
import { DeviceKeys } from "../src/keys/device-keys.ts";
import type { StoredLog } from "../src/log/log.ts";
import { sqliteEventLog } from "../src/sqlite/event-log.ts";
import { type ThreadPair, openThreads } from "../src/sqlite/open-threads.ts";
import type { SqlDatabase } from "../src/sql/sql-database.ts";
import type { ThreadSetup } from "../src/sqlite/protocol.ts";
import { SqliteDatabase } from "../src/sqlite/sqlite-database.ts";

/** Whether a command of the system is there and succeeds. */
export function run(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args).status === 0;
}

/** What can run something when it ends: a test or a whole file. */
export interface Scope {
  after(end: () => Promise<void> | void): void;
}

/** A directory that goes when the scope ends. `close` runs before. */
export function scratchDirectory(
  scope: Scope,
  close: () => Promise<void> | void = () => undefined,
): string {
  const directory = mkdtempSync(path.join(tmpdir(), "lorats-storage-"));
  scope.after(async () => {
    await close();
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
  });
  return directory;
}

export interface OpenLog {
  readonly log: StoredLog;
  readonly threads: ThreadPair;
  readonly file: string;
}

/** An empty event log in a file of its own. */
export async function openLog(scope: Scope, setup: Partial<ThreadSetup> = {}): Promise<OpenLog> {
  const directory = scratchDirectory(scope, () => threads?.close());
  const file = path.join(directory, "log.db");
  const threads = await openThreads({ file, schema: "log", ...setup }, () => undefined);
  return {
    log: sqliteEventLog(threads, { deviceKeys: new DeviceKeys(new MemoryKeyStore()) }),
    threads,
    file,
  };
}

/** An empty database with the tables of all stores. */
export async function openState(
  scope: Scope,
): Promise<{ readonly db: SqliteDatabase; readonly threads: ThreadPair; readonly file: string }> {
  const directory = scratchDirectory(scope, () => threads?.close());
  const file = path.join(directory, "state.db");
  const threads = await openThreads({ file, schema: "state" }, () => undefined);
  return { db: new SqliteDatabase(threads.writer, threads.reader), threads, file };
}

const clock = new VirtualClock();
const random = new SeededRandom(3);
export const TENANT: TenantId = newId(clock, random);
export const OTHER_TENANT: TenantId = newId(clock, random);

/** An event that carries a number. */
export function numbered(n: number, at: Partial<NewEvent> = {}): NewEvent<"refusal"> {
  const { tenantId = TENANT, key = "device", time = clock.now() + BigInt(n) } = at;
  const body = { code: `N_${n}`, reason: "because", receptions: [] };
  return newEvent("refusal", { tenantId, key, time }, body);
}

export function numbersOf(events: readonly StoredEvent[]): number[] {
  return events.map(({ body }) => Number((body as { code: string }).code.slice(2)));
}

/** Deletes every row, children before parents. */
export async function emptyTables(db: SqlDatabase): Promise<void> {
  const { build } = db;
  const rows = await build
    .selectFrom("sqlite_schema" as "tenants")
    .select("name" as "id")
    .where("type" as "id", "=", "table")
    .where("name" as "id", "not like", "sqlite_%")
    .where("name" as "id", "!=", "migrations")
    .execute();
  const names = (rows as unknown as { name: string }[]).map(({ name }) => name as "tenants");
  const isParent = (name: string): boolean => ["applications", "device_profiles"].includes(name);
  const rank = (name: string): number => (name === "tenants" ? 2 : isParent(name) ? 1 : 0);
  const ordered = names.toSorted((a, b) => rank(a) - rank(b));
  await db.write(ordered.map((name) => build.deleteFrom(name).compile()));
}
