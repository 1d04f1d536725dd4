import { existsSync } from "node:fs";
import path from "node:path";
import { CallerError, UnavailableError } from "@lorats/base";
import type { TimeSpan } from "@lorats/events";
import { ArchivedEngine } from "./archive/archived-engine.ts";
import { DeviceKeys } from "./keys/device-keys.ts";
import { KekFile } from "./keys/kek-file.ts";
import type { KekSource } from "./keys/kek-source.ts";
import { SqlKeyStore } from "./keys/sql-key-store.ts";
import { StoredLog, type LogEngine } from "./log/log.ts";
import {
  decodeItem,
  encodeItem,
  exportItems,
  importItems,
  type Gap,
  type Imported,
  type LogItem,
} from "./log/transfer.ts";
import { PostgresLogEngine } from "./postgres/event-log.ts";
import { openPool } from "./postgres/pool.ts";
import { PostgresDatabase } from "./postgres/postgres-database.ts";
import type { SqlDatabase } from "./sql/sql-database.ts";
import { archiveFolder, databaseFile } from "./sqlite/backup.ts";
import { SqliteLogEngine } from "./sqlite/event-log.ts";
import type { SchemaName } from "./sqlite/protocol.ts";
import { SqliteDatabase } from "./sqlite/sqlite-database.ts";
import { SqliteThread } from "./sqlite/sqlite-thread.ts";

/** Where a log is: a PostgreSQL database, or a data directory. */
export interface LogPlace {
  readonly postgresUrl: string | undefined;
  readonly dataDir: string;
  /** Where the key-encryption key is kept; the file `kek` in the data directory when absent. */
  readonly kek?: KekSource | undefined;
}

export interface ExportedLine {
  readonly text: string;
  /** How many positions of the log it is about. */
  readonly positions: number;
  /** Absent when it is an event. */
  readonly missing?: Gap["missing"];
}

/** A log opened for reading, beside a server that may be writing it. */
export interface LogForReading {
  readonly log: StoredLog;
  /** Every event of a span as an exported line, and which are missing or lie outside. */
  lines(span?: TimeSpan): AsyncIterable<ExportedLine>;
  close(): Promise<void>;
}

/**
 * @param options.unseal whether what devices said is opened, with the key-encryption key
 * @throws {UnavailableError} `STORE_…`, `KEY_KEK_MISSING`, `KEY_WRONG_KEK`, {CallerError} `LOG_NONE` when there is no log at
 * that place
 */
export async function openLogForReading(
  place: LogPlace,
  { unseal = false }: { readonly unseal?: boolean } = {},
): Promise<LogForReading> {
  const opened = await openForReading(place);
  const { engine } = opened;
  const close = (): Promise<void> => opened.close();
  try {
    const deviceKeys = unseal ? await openDeviceKeys(await opened.state(), place) : undefined;
    return {
      log: new StoredLog(engine, { deviceKeys }),
      async *lines(span) {
        for await (const item of exportItems(engine, deviceKeys, span)) yield lineOf(item);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface OpenedForReading {
  readonly engine: LogEngine;
  /** The tables of all stores. */
  state(): Promise<SqlDatabase>;
  close(): Promise<void>;
}

async function openForReading({ postgresUrl, dataDir }: LogPlace): Promise<OpenedForReading> {
  if (postgresUrl !== undefined) {
    const pool = openPool(postgresUrl, () => undefined);
    const readOnly = (): never => {
      throw new UnavailableError("STORE_LOCKED", "the log is open for reading only");
    };
    const hot = new PostgresLogEngine(pool, readOnly);
    const engine = new ArchivedEngine(hot, archiveFolder(path.resolve(dataDir)), {
      archivedElsewhere: true,
    });
    return {
      engine,
      state: async () => new PostgresDatabase(pool),
      close: async () => {
        await engine.close();
        await pool.end();
      },
    };
  }
  const directory = path.resolve(dataDir);
  const log = databaseFile(directory, "log");
  if (!existsSync(log)) throw new CallerError("LOG_NONE", `${log}: there is no event log`);
  const readers: SqliteThread[] = [];
  const open = async (schema: SchemaName): Promise<SqliteThread> => {
    const file = databaseFile(directory, schema);
    const reader = await SqliteThread.open({ file, schema, role: "reader" }, () => undefined);
    readers.push(reader);
    return reader;
  };
  const hot = new SqliteLogEngine({ reader: await open("log") });
  const engine = new ArchivedEngine(hot, archiveFolder(directory), { archivedElsewhere: true });
  return {
    engine,
    state: async () => new SqliteDatabase(undefined, await open("state")),
    close: async () => {
      await engine.close();
      await Promise.all(readers.map((reader) => reader.close()));
    },
  };
}

/** Absent where nothing was ever sealed. */
async function openDeviceKeys(
  db: SqlDatabase,
  { dataDir, kek = KekFile.in(dataDir) }: LogPlace,
): Promise<DeviceKeys | undefined> {
  if (await SqlKeyStore.isEmpty(db)) return undefined;
  return new DeviceKeys((await SqlKeyStore.open(db, await kek.candidates(false))).store);
}

/**
 * Fills the empty log of a storage that nobody else uses from exported lines.
 * @throws {CallerError} `LOG_NOT_EMPTY`, {PeerDataError} `LOG_IMPORT_BAD_LINE`, `LOG_IMPORT_DAMAGED`, `LOG_IMPORT_GAP`
 */
export function importLog(log: StoredLog, lines: AsyncIterable<string>): Promise<Imported> {
  return importItems(log.engine, log.deviceKeys, itemsOf(lines));
}

async function* itemsOf(lines: AsyncIterable<string>): AsyncGenerator<LogItem> {
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line !== "") yield decodeItem(line, number);
  }
}

function lineOf(item: LogItem): ExportedLine {
  const text = encodeItem(item);
  if (!("missing" in item)) return { text, positions: 1 };
  return { text, positions: item.last - item.first + 1, missing: item.missing };
}
