import { UnavailableError } from "@lorats/base";
import type { HotEngine } from "../archive/archived-engine.ts";
import type { Range } from "../archive/segment.ts";
import { StoredLog, type LogEngine, type LogParts, type RowPage } from "../log/log.ts";
import { unpackRows, type PackedAppend } from "../log/packed.ts";
import type { CheckedRange } from "../log/integrity.ts";
import type { LogQuery } from "../log/query.ts";
import type { ThreadPair } from "./open-threads.ts";
import type { Statement } from "./protocol.ts";

const REMOVED_AT_ONCE = 1000;

/** The threads of a log's file; without a writer it can only be read. */
type LogThreads = Pick<ThreadPair, "reader"> & Partial<Pick<ThreadPair, "writer">>;

/** The event log in an SQLite file, behind its threads. */
export class SqliteLogEngine implements HotEngine {
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

  /** In small transactions: whoever appends waits for each. */
  async remove({ first, last }: Range, except: readonly number[]): Promise<void> {
    const kept = new Set(except);
    for (let from = first; from <= last; from += REMOVED_AT_ONCE) {
      const to = Math.min(last, from + REMOVED_AT_ONCE - 1);
      const here = Array.from({ length: to - from + 1 }, (_, i) => from + i);
      const keeping = here.filter((position) => kept.has(position));
      const sql = `delete from events where position between ? and ? and position not in (${keeping.join(", ")})`;
      await this.#batch({ sql, parameters: [BigInt(from), BigInt(to)] });
    }
  }

  async newestTime({ first, last }: Range): Promise<bigint | undefined> {
    const sql = "select max(time) as newest from events where position between ? and ?";
    const parameters = [BigInt(first), BigInt(last)];
    const { results } = await this.#threads.reader.call("batch", [{ sql, parameters }]);
    return (results?.[0]?.rows[0]?.["newest"] as bigint | null | undefined) ?? undefined;
  }

  async #batch(statement: Statement): Promise<void> {
    if (!this.#threads.writer) {
      throw new UnavailableError("STORE_LOCKED", "the log is open for reading only");
    }
    await this.#threads.writer.call("batch", [statement]);
  }

  check(range: { readonly after: number; readonly limit: number }): Promise<CheckedRange> {
    return this.#threads.reader.call("check", range);
  }
}

export function sqliteEventLog(threads: ThreadPair, parts: LogParts): StoredLog {
  return new StoredLog(new SqliteLogEngine(threads), parts);
}
