import path from "node:path";
import { type Clock, type KeyStore, type LoratsError, UnavailableError } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import type { DownlinkQueue, Registry, SessionStore } from "@lorats/network";
import type {
  ApiKeyStore,
  IntegrationStore,
  MqttCredentialStore,
  PublisherCursorStore,
  SignInTokenStore,
  UserStore,
  WebSessionStore,
} from "@lorats/platform";
import { openKeys, type OpenKeys } from "../keys/open-keys.ts";
import { SqlApiKeyStore } from "../sql/api-key-store.ts";
import { SqlDownlinkQueue } from "../sql/downlink-queue.ts";
import { SqlIntegrationStore } from "../sql/integration-store.ts";
import { SqlMqttCredentialStore } from "../sql/mqtt-credential-store.ts";
import { SqlPublisherCursorStore } from "../sql/publisher-cursor-store.ts";
import { SqlRegistry } from "../sql/registry.ts";
import { SqlSessionStore } from "../sql/session-store.ts";
import { SqlSignInTokenStore } from "../sql/sign-in-token-store.ts";
import { SqlUserStore } from "../sql/user-store.ts";
import { SqlWebSessionStore } from "../sql/web-session-store.ts";
import { backupDatabases, databaseFile } from "./backup.ts";
import { lockDirectory } from "./directory.ts";
import { SqliteEventLog } from "./event-log.ts";
import { type ThreadPair, openThreads } from "./open-threads.ts";
import type { SchemaName } from "./protocol.ts";
import { SqliteDatabase } from "./sqlite-database.ts";

export interface SqliteStorageOptions {
  /** Created where it is missing. One server at a time uses it. */
  readonly dataDir: string;
  readonly clock?: Clock | undefined;
  /** 32 bytes that wrap all other keys; in place of the file. */
  readonly kek?: Uint8Array | undefined;
  /** Where the key-encryption key stands, made at the first start; `kek` in the data directory when absent. */
  readonly kekFile?: string | undefined;
  /** Hears of what people should know although no call failed: a thread that crashed, damaged events passed over. */
  readonly onProblem?: ((problem: LoratsError) => void) | undefined;
}

/** Every store of the house, embedded: two SQLite files, each behind threads of its own. */
export interface SqliteStorage {
  readonly log: SqliteEventLog;
  readonly keys: KeyStore;
  readonly registry: Registry;
  readonly sessions: SessionStore;
  readonly downlinks: DownlinkQueue;
  readonly users: UserStore;
  readonly apiKeys: ApiKeyStore;
  readonly mqttCredentials: MqttCredentialStore;
  readonly webSessions: WebSessionStore;
  readonly signInTokens: SignInTokenStore;
  readonly integrations: IntegrationStore;
  readonly publisherCursors: PublisherCursorStore;
  /**
   * Wraps all keys under a new key-encryption key: the one given, or a fresh one in the file. Copies of the old
   * key then open nothing but old backups.
   */
  rotateKek(kek?: Uint8Array): Promise<void>;
  /**
   * Writes a copy into a directory while everything goes on; it is a data directory itself, without the
   * key-encryption key.
   * @throws {CallerError} `STORE_BACKUP_EXISTS`
   */
  backup(directory: string): Promise<void>;
  /** Lets what was asked finish and closes in order. */
  close(): Promise<void>;
}

/**
 * Opens the data directory of a server.
 * @throws {UnavailableError} `STORE_LOCKED`, `STORE_UNWRITABLE`, `STORE_BAD_FILE`, `STORE_TOO_NEW`,
 * `STORE_DAMAGED`, `KEY_KEK_MISSING`, `KEY_WRONG_KEK`: one line that says what to do about it
 */
export async function openSqliteStorage(options: SqliteStorageOptions): Promise<SqliteStorage> {
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
    const keys: OpenKeys = await openKeys(db, {
      kek: options.kek,
      kekFile: options.kekFile ?? path.join(directory, "kek"),
    });
    opened.push(() => keys.store.close());
    return {
      log: new SqliteEventLog(events.writer, events.reader, (positions) => {
        const what = `${positions.length} damaged events were passed over, from ${positions[0]} on`;
        onProblem(new UnavailableError("LOG_DAMAGED", what, { details: { positions } }));
      }),
      keys: keys.store,
      registry: new SqlRegistry(db, clock),
      sessions: new SqlSessionStore(db),
      downlinks: new SqlDownlinkQueue(db),
      users: new SqlUserStore(db),
      apiKeys: new SqlApiKeyStore(db),
      mqttCredentials: new SqlMqttCredentialStore(db),
      webSessions: new SqlWebSessionStore(db),
      signInTokens: new SqlSignInTokenStore(db),
      integrations: new SqlIntegrationStore(db),
      publisherCursors: new SqlPublisherCursorStore(db),
      rotateKek: (kek) => keys.rotate(kek),
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
