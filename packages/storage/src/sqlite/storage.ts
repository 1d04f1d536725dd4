import path from "node:path";
import type { LoratsError } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { DeviceKeys } from "../keys/device-keys.ts";
import { KekFile } from "../keys/kek-file.ts";
import { openKeys } from "../keys/open-keys.ts";
import { ArchivedEngine } from "../archive/archived-engine.ts";
import { archiveLog, expireArchive } from "../archive/archiver.ts";
import { StoredLog } from "../log/log.ts";
import { sqlStores } from "../sql/stores.ts";
import type { Storage, StorageOptions } from "../storage.ts";
import { archiveFolder, backupDatabases, databaseFile } from "./backup.ts";
import { lockDirectory } from "./directory.ts";
import { SqliteLogEngine } from "./event-log.ts";
import { type ThreadPair, openThreads } from "./open-threads.ts";
import type { SchemaName } from "./protocol.ts";
import { SqliteDatabase } from "./sqlite-database.ts";

/**
 * Opens the data directory of a server: every store embedded in two SQLite files, each behind threads of its own.
 * @throws {UnavailableError} `STORE_LOCKED`, `STORE_UNWRITABLE`, `STORE_BAD_FILE`, `STORE_TOO_NEW`,
 * `STORE_DAMAGED`, `KEY_KEK_MISSING`, `KEY_WRONG_KEK`: one line that says what to do about it
 */
export async function openSqliteStorage(options: StorageOptions): Promise<Storage> {
  const { dataDir, clock = systemClock, onProblem = () => undefined } = options;
  const directory = path.resolve(dataDir);
  /** Undone from the last to the first, whether opening fails or all is over. */
  const opened: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (let undo = opened.pop(); undo; undo = opened.pop()) await undo();
  };
  try {
    const lock = lockDirectory(directory);
    opened.push(() => lock.release());
    const [state, events] = await openBoth(directory, onProblem);
    opened.push(async () => {
      // What was appended in this turn of the event loop is on its way to the writer after it.
      await new Promise((resolve) => setImmediate(resolve));
      await Promise.all([events.close(), state.close()]);
    });
    const db = new SqliteDatabase(state.writer, state.reader);
    const keys = await openKeys(db, options.kek ?? KekFile.in(directory));
    opened.push(() => keys.store.close());
    const deviceKeys = new DeviceKeys(keys.store);
    const engine = new ArchivedEngine(new SqliteLogEngine(events), archiveFolder(directory));
    opened.push(() => engine.close());
    const log = new StoredLog(engine, { onProblem, deviceKeys });
    return {
      ...sqlStores(db, clock),
      log,
      keys: keys.store,
      rotateKek: () => keys.rotate(),
      archive: (before) => archiveLog(engine, before),
      expire: (retention) => expireArchive(engine, retention, (traffic) => log.append(traffic)),
      backup: (to) => backupDatabases(directory, path.resolve(to)),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Both databases or none. */
async function openBoth(
  directory: string,
  onProblem: (problem: LoratsError) => void,
): Promise<readonly [ThreadPair, ThreadPair]> {
  const open = (schema: SchemaName): Promise<ThreadPair> =>
    openThreads({ file: databaseFile(directory, schema), schema }, onProblem);
  const opening = [open("state"), open("log")] as const;
  try {
    return await Promise.all(opening);
  } catch (error) {
    for (const one of await Promise.allSettled(opening)) {
      if (one.status === "fulfilled") await one.value.close();
    }
    throw error;
  }
}
