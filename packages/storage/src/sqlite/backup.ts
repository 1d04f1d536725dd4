import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  rmSync,
} from "node:fs";
import path from "node:path";
import { CallerError, UnavailableError } from "@lorats/base";
import { makeDirectory } from "@lorats/base/node";
import { syncDirectory } from "./directory.ts";
import type { SchemaName } from "./protocol.ts";
import { SqliteThread } from "./sqlite-thread.ts";

/** The databases of a data directory, in the order in which they are copied. */
export const DATABASES: readonly SchemaName[] = ["state", "log"];

export function databaseFile(directory: string, schema: SchemaName): string {
  return path.join(directory, `${schema}.db`);
}

/** Old stretches of the log, which are not in the database any more. */
export function archiveFolder(directory: string): string {
  return path.join(directory, "archive");
}

/**
 * Copies the databases while they are in use. The log goes last: what is derived from it may lag behind it and is
 * brought up to date from it, never the other way round.
 * @throws {CallerError} `STORE_BACKUP_EXISTS` when there is something in the way
 * @throws {UnavailableError} `STORE_…`; nothing is left behind then
 */
export async function backupDatabases(from: string, to: string): Promise<void> {
  const copies = DATABASES.map((schema) => databaseFile(to, schema));
  if (copies.some((copy) => existsSync(copy))) {
    throw new CallerError("STORE_BACKUP_EXISTS", `${to}: there is a backup already`);
  }
  createTarget(to);
  try {
    for (const schema of DATABASES) await copyOne(databaseFile(from, schema), schema, to);
    // After the log: what moves into the archive meanwhile is in both copies then, rather than in none.
    copyArchive(from, to);
  } catch (error) {
    for (const copy of copies) rmSync(copy, { force: true });
    rmSync(archiveFolder(to), { recursive: true, force: true });
    throw error;
  }
  syncDirectory(to);
}

function createTarget(directory: string): void {
  try {
    makeDirectory(directory, 0o700);
  } catch (cause) {
    const why = (cause as Error).message;
    throw new UnavailableError("STORE_UNWRITABLE", `${directory}: ${why}`, { cause });
  }
}

/** A thread of its own: a long copy must not stand in the way of readers. */
async function copyOne(file: string, schema: SchemaName, to: string): Promise<void> {
  const thread = await SqliteThread.open({ file, schema, role: "reader" }, () => undefined);
  const copy = databaseFile(to, schema);
  try {
    await thread.call("backup", { file: copy });
  } finally {
    await thread.close();
  }
  const descriptor = openSync(copy, "r+");
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** Files of an archive are never changed, so they may be copied while it grows. */
export function copyArchive(from: string, to: string): void {
  const [source, target] = [archiveFolder(from), archiveFolder(to)];
  if (!existsSync(source)) return;
  makeDirectory(target, 0o700);
  for (const name of readdirSync(source).filter((one) => one.endsWith(".parquet"))) {
    copySynced(path.join(source, name), path.join(target, name));
  }
  syncDirectory(target);
}

/** @throws {UnavailableError} `STORE_FULL`, `STORE_UNWRITABLE` */
export function copySynced(from: string, to: string): void {
  try {
    copyFileSync(from, to);
    const descriptor = openSync(to, "r+");
    fsyncSync(descriptor);
    closeSync(descriptor);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const kind = code === "ENOSPC" ? "STORE_FULL" : "STORE_UNWRITABLE";
    throw new UnavailableError(kind, `${to}: ${message}`, { cause });
  }
}
