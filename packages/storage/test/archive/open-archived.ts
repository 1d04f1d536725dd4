import path from "node:path";
import { MemoryKeyStore } from "@lorats/base";
import { ArchivedEngine } from "../../src/archive/archived-engine.ts";
import { DeviceKeys } from "../../src/keys/device-keys.ts";
import { StoredLog } from "../../src/log/log.ts";
import { SqliteLogEngine } from "../../src/sqlite/event-log.ts";
import { openThreads } from "../../src/sqlite/open-threads.ts";
import { scratchDirectory, type Scope } from "../support.ts";

export interface OpenArchived {
  readonly log: StoredLog;
  readonly engine: ArchivedEngine;
  readonly folder: string;
  readonly file: string;
  /** The same files, opened anew. */
  readonly again: () => Promise<OpenArchived>;
}

/** A log with an archive, in a directory of its own. */
export async function openArchived(
  scope: Scope,
  directory: string = scratchDirectory(scope),
): Promise<OpenArchived> {
  const file = path.join(directory, "log.db");
  const folder = path.join(directory, "archive");
  const threads = await openThreads({ file, schema: "log" }, () => undefined);
  const engine = new ArchivedEngine(new SqliteLogEngine(threads), folder);
  scope.after(async () => {
    await engine.close();
    await threads.close();
  });
  const log = new StoredLog(engine, { deviceKeys: new DeviceKeys(new MemoryKeyStore()) });
  return { log, engine, folder, file, again: () => openArchived(scope, directory) };
}
