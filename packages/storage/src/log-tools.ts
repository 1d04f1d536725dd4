import { existsSync } from "node:fs";
import path from "node:path";
import { CallerError, UnavailableError } from "@lorats/base";
import { StoredLog, type LogEngine } from "./log/log.ts";
import { decodeRow, encodeRow, exportRows, importRows } from "./log/transfer.ts";
import { PostgresLogEngine } from "./postgres/event-log.ts";
import { openPool } from "./postgres/pool.ts";
import { databaseFile } from "./sqlite/backup.ts";
import { SqliteLogEngine } from "./sqlite/event-log.ts";
import { SqliteThread } from "./sqlite/sqlite-thread.ts";

/** Where a log is: a PostgreSQL database, or a data directory. */
export interface LogPlace {
  readonly postgresUrl: string | undefined;
  readonly dataDir: string;
}

/** A log opened for reading, beside a server that may be writing it. */
export interface LogForReading {
  readonly log: StoredLog;
  /** Every event as an exported line; damaged ones are told and left out. */
  lines(onDamage: (position: number) => void): AsyncIterable<string>;
  close(): Promise<void>;
}

/** @throws {UnavailableError} `STORE_…`, {CallerError} `LOG_NONE` when there is no log at that place */
export async function openLogForReading(place: LogPlace): Promise<LogForReading> {
  const { engine, close } = await openEngine(place);
  return {
    log: new StoredLog(engine),
    async *lines(onDamage) {
      for await (const row of exportRows(engine, 0, onDamage)) yield encodeRow(row);
    },
    close,
  };
}

async function openEngine(
  place: LogPlace,
): Promise<{ engine: LogEngine; close: () => Promise<void> }> {
  const readOnly = (): never => {
    throw new UnavailableError("STORE_LOCKED", "the log is open for reading only");
  };
  if (place.postgresUrl !== undefined) {
    const pool = openPool(place.postgresUrl, () => undefined);
    return { engine: new PostgresLogEngine(pool, readOnly), close: () => pool.end() };
  }
  const file = databaseFile(path.resolve(place.dataDir), "log");
  if (!existsSync(file)) throw new CallerError("LOG_NONE", `${file}: there is no event log`);
  const reader = await SqliteThread.open({ file, schema: "log", role: "reader" }, () => undefined);
  return { engine: new SqliteLogEngine({ reader }), close: () => reader.close() };
}

/**
 * Fills the empty log of a storage that nobody else uses from exported lines.
 * @returns how many events were stored
 * @throws {CallerError} `LOG_NOT_EMPTY`, {PeerDataError} `LOG_IMPORT_BAD_LINE`, `LOG_IMPORT_DAMAGED`, `LOG_IMPORT_GAP`
 */
export function importLog(
  log: StoredLog,
  lines: AsyncIterable<string>,
  onProgress?: (count: number) => void,
): Promise<number> {
  return importRows(log.engine, rowsOf(lines), onProgress);
}

async function* rowsOf(lines: AsyncIterable<string>): AsyncGenerator<ReturnType<typeof decodeRow>> {
  let number = 0;
  for await (const line of lines) {
    number++;
    if (line !== "") yield decodeRow(line, number);
  }
}
