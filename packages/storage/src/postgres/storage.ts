import path from "node:path";
import { CallerError } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { DeviceKeys } from "../keys/device-keys.ts";
import { KekFile } from "../keys/kek-file.ts";
import { openKeys } from "../keys/open-keys.ts";
import { ArchivedEngine } from "../archive/archived-engine.ts";
import { archiveLog, expireArchive } from "../archive/archiver.ts";
import { StoredLog } from "../log/log.ts";
import { News } from "../log/news.ts";
import { sqlStores } from "../sql/stores.ts";
import { archiveFolder } from "../sqlite/backup.ts";
import { lockDirectory } from "../sqlite/directory.ts";
import type { Storage, StorageOptions } from "../storage.ts";
import { PostgresLogEngine } from "./event-log.ts";
import { Listener } from "./listener.ts";
import { migratePostgres } from "./migration.ts";
import { openPool } from "./pool.ts";
import { PostgresDatabase } from "./postgres-database.ts";
import { postgresError } from "./postgres-error.ts";
import { POSTGRES_SCHEMA } from "./schema.ts";

/**
 * Opens a PostgreSQL database as the storage of a server; the data directory holds the key-encryption key and
 * what else is kept in files.
 *
 * @param url `postgres://user:password@host:port/database`; TLS as `?sslmode=verify-full`
 * @throws {UnavailableError} `STORE_UNREACHABLE`, `STORE_REFUSED`, `STORE_LOCKED`, `STORE_BAD_FILE`,
 * `STORE_TOO_NEW`, `KEY_KEK_MISSING`, `KEY_WRONG_KEK`
 */
export async function openPostgresStorage(url: string, options: StorageOptions): Promise<Storage> {
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
    const news = new News();
    const listener = await Listener.open(url, news, onProblem);
    opened.push(() => listener.close());
    const pool = openPool(url, onProblem);
    opened.push(() => pool.end());
    await migratePostgres(pool, POSTGRES_SCHEMA);
    const db = new PostgresDatabase(pool);
    const keys = await openKeys(db, options.kek ?? KekFile.in(directory));
    opened.push(() => keys.store.close());
    const deviceKeys = new DeviceKeys(keys.store);
    const hot = new PostgresLogEngine(pool, () => listener.assertHeld());
    const engine = new ArchivedEngine(hot, archiveFolder(directory));
    opened.push(() => engine.close());
    opened.push(async () => {
      // What was appended in this turn of the event loop is on its way to the queue after it.
      await new Promise((resolve) => setImmediate(resolve));
      await hot.idle();
    });
    const log = new StoredLog(engine, { onProblem, news, deviceKeys });
    return {
      ...sqlStores(db, clock),
      log,
      keys: keys.store,
      rotateKek: () => keys.rotate(),
      archive: (before) => archiveLog(engine, before),
      expire: (retention) => expireArchive(engine, retention, (traffic) => log.append(traffic)),
      backup: async () => {
        const why = "a PostgreSQL database is backed up with pg_basebackup or pg_dump";
        throw new CallerError("STORE_BACKUP_ELSEWHERE", why);
      },
      close,
    };
  } catch (error) {
    await close();
    throw postgresError(error);
  }
}
