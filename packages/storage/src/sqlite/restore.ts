import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { CallerError, UnavailableError } from "@lorats/base";
import { archiveFolder, copyArchive, copySynced, DATABASES, databaseFile } from "./backup.ts";
import { lockDirectory, syncDirectory } from "./directory.ts";
import { fromWire, wireError } from "./sqlite-error.ts";

/**
 * Makes a data directory from a backup. Each copy is checked before anything is said to be restored; on failure
 * nothing is left behind.
 *
 * @param kekFile the key-encryption key, which a backup does not hold; without it the keys in the backup stay shut
 * @throws {CallerError} `STORE_NO_BACKUP`, `STORE_NOT_EMPTY`
 * @throws {UnavailableError} `STORE_DAMAGED`, `STORE_FULL`, `STORE_LOCKED`, …
 */
export function restoreDatabases(from: string, to: string, kekFile?: string): void {
  const sources = DATABASES.map((schema) => databaseFile(from, schema));
  for (const source of [...sources, ...(kekFile === undefined ? [] : [kekFile])]) {
    if (!existsSync(source)) throw new CallerError("STORE_NO_BACKUP", `${source}: is not there`);
  }
  const kek = path.join(to, "kek");
  const targets = DATABASES.map((schema) => databaseFile(to, schema));
  const inTheWay = [...targets, archiveFolder(to), ...(kekFile === undefined ? [] : [kek])].find(
    (file) => existsSync(file),
  );
  if (inTheWay !== undefined) {
    throw new CallerError("STORE_NOT_EMPTY", `${inTheWay}: restore into an empty directory`);
  }
  const lock = lockDirectory(to);
  try {
    for (const [i, source] of sources.entries()) copyChecked(source, targets[i]!);
    copyArchive(from, to);
    if (kekFile !== undefined) copySynced(kekFile, kek);
    syncDirectory(to);
  } catch (error) {
    for (const file of [...targets, ...(kekFile === undefined ? [] : [kek])]) {
      rmSync(file, { force: true });
    }
    rmSync(archiveFolder(to), { recursive: true, force: true });
    throw error;
  } finally {
    lock.release();
  }
}

function copyChecked(from: string, to: string): void {
  copySynced(from, to);
  let problems: string[];
  try {
    const db = new DatabaseSync(to, { readOnly: true });
    problems = db
      .prepare("pragma integrity_check")
      .all()
      .map((row) => String(row["integrity_check"]));
    db.close();
  } catch (error) {
    throw fromWire(wireError(error, from));
  }
  if (problems.length === 1 && problems[0] === "ok") return;
  throw new UnavailableError("STORE_DAMAGED", `${from}: is damaged (${problems[0]})`);
}
