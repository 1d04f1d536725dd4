import { UnavailableError } from "@lorats/base";
import { StoredLog, type LogEngine, type LogParts, type RowPage } from "../log/log.ts";
import { unpackRows, type PackedAppend } from "../log/packed.ts";
import type { CheckedRange } from "../log/integrity.ts";
import type { LogQuery } from "../log/query.ts";
import type { ThreadPair } from "./open-threads.ts";

/** The threads of a log's file; without a writer it can only be read. */
type LogThreads = Pick<ThreadPair, "reader"> & Partial<Pick<ThreadPair, "writer">>;

/** The event log in an SQLite file, behind its threads. */
export class SqliteLogEngine implements LogEngine {
  readonly #threads: LogThreads;

  constructor(threads: LogThreads) {
    this.#threads = threads;
  }

  async append(packed: PackedAppend): Promise<number> {
    if (!this.#threads.writer) {
      throw new UnavailableError("STORE_LOCKED", "the log is open for reading only");
    }
    const moving = [packed.bytes.buffer, packed.lengths.buffer, packed.times.buffer];
    return await this.#threads.writer.call("append", packed, moving);
  }

  async read(query: LogQuery): Promise<RowPage> {
    const { events, ...page } = await this.#threads.reader.call("read", query);
    return { ...page, rows: unpackRows(events) };
  }

  async get(positions: readonly number[]): ReturnType<LogEngine["get"]> {
    const { events, ...found } = await this.#threads.reader.call("get", positions);
    return { ...found, rows: unpackRows(events) };
  }

  head(): Promise<number> {
    return this.#threads.reader.call("head", null);
  }

  check(range: { readonly after: number; readonly limit: number }): Promise<CheckedRange> {
    return this.#threads.reader.call("check", range);
  }
}

export function sqliteEventLog(threads: ThreadPair, parts: LogParts): StoredLog {
  return new StoredLog(new SqliteLogEngine(threads), parts);
}
