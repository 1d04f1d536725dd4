import { closeSync, fsyncSync, openSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { UnavailableError } from "@lorats/base";
import { makeDirectory } from "@lorats/base/node";
import { fromWire, isSqliteError, wireError } from "./sqlite-error.ts";

/** A data directory that is ours alone until it is released or the process ends, however it ends. */
export interface DirectoryLock {
  release(): void;
}

/** Locks that are held: a lock that nobody referred to would be collected, and let go of. */
const held = new Set<DatabaseSync>();

/**
 * Creates the directory where it is missing and locks it. The lock is SQLite's own on a file of its own: the
 * system lets go of it when the process dies, and several threads of one process still share the databases.
 * @throws {UnavailableError} `STORE_UNWRITABLE`, `STORE_LOCKED`
 */
export function lockDirectory(directory: string): DirectoryLock {
  createDirectory(directory);
  const file = path.join(directory, "lock");
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file);
    db.exec("begin exclusive");
    return holdLock(db);
  } catch (error) {
    db?.close();
    const wired = wireError(error, file);
    if (wired.code !== "STORE_LOCKED") throw fromWire(wired);
    throw new UnavailableError("STORE_LOCKED", `${directory}: another server uses this directory`);
  }
}

function holdLock(db: DatabaseSync): DirectoryLock {
  held.add(db);
  return {
    release() {
      held.delete(db);
      db.close();
    },
  };
}

function createDirectory(directory: string): void {
  try {
    const created = makeDirectory(directory, 0o700);
    if (created !== undefined) syncDirectory(path.dirname(created));
  } catch (error) {
    if (isSqliteError(error)) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UnavailableError("STORE_UNWRITABLE", `${directory}: ${why}`, { cause: error });
  }
}

/** Makes entries of a directory survive a power cut; does nothing where directories cannot be opened. */
export function syncDirectory(directory: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(directory, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
