import { existsSync } from "node:fs";
import type { CheckedRange } from "../log/integrity.ts";
import type { LogEngine, RowPage } from "../log/log.ts";
import { buffersOf, packRows, type LogRow, type PackedAppend } from "../log/packed.ts";
import type { LogQuery } from "../log/query.ts";
import { ArchiveThread } from "./archive-thread.ts";
import type { DueExpiry } from "./archive.ts";
import type { Retention } from "./retention.ts";
import type { Range } from "./segment.ts";

/** What an archived log's database has to do beside. */
export interface HotEngine extends LogEngine {
  /** Removes what is archived; resolves once it is gone. */
  remove(range: Range, except: readonly number[]): Promise<void>;
  /** The newest time among the events of a stretch, absent when it has none. */
  newestTime(range: Range): Promise<bigint | undefined>;
}

/** A log whose beginning is in an archive and whose end is in a database; nobody who reads it sees where the one ends. */
export class ArchivedEngine implements LogEngine {
  readonly hot: HotEngine;
  /** Where everybody reads. */
  readonly archive: ArchiveThread;
  /** Where stretches are compressed, half a second each: nobody who reads stands behind that in a queue. */
  readonly #writing: ArchiveThread;
  readonly #folder: string;
  readonly #archivedElsewhere: boolean;
  #end: number | undefined;
  #turn: Promise<unknown> = Promise.resolve();

  /** @param options.archivedElsewhere whether another process may add to the archive */
  constructor(
    hot: HotEngine,
    folder: string,
    { archivedElsewhere = false }: { readonly archivedElsewhere?: boolean } = {},
  ) {
    this.hot = hot;
    this.archive = new ArchiveThread(folder);
    this.#writing = new ArchiveThread(folder);
    this.#folder = folder;
    this.#archivedElsewhere = archivedElsewhere;
  }

  append(packed: PackedAppend): Promise<number> {
    return this.hot.append(packed);
  }

  head(): Promise<number> {
    return this.hot.head();
  }

  /** The last position that is archived, 0 when none is. */
  async end(): Promise<number> {
    // Every read asks: none should wait for a stretch that is being compressed.
    if (this.#end !== undefined) return this.#end;
    const ranges = existsSync(this.#folder) ? await this.archive.call("ranges") : [];
    const end = ranges.at(-1)?.last ?? 0;
    if (!this.#archivedElsewhere) this.#end ??= end;
    return this.#end ?? end;
  }

  /** Adds the stretch that follows the last one to the archive. */
  async add(range: Range, rows: readonly LogRow[], left: readonly number[]): Promise<void> {
    const packed = packRows(rows);
    await this.#writing.callMoving(buffersOf(packed), "add", range, packed, left);
    this.#end = range.last;
  }

  /** What would go of a stretch, if both are older than what is kept of a class. */
  expiring(range: Range, next: Range, retention: Retention): Promise<DueExpiry | undefined> {
    return this.#writing.call("expiring", range, next, retention);
  }

  /** Writes a stretch anew without what has expired. */
  async expire(range: Range, due: DueExpiry): Promise<void> {
    await this.#writing.call("expire", range, due);
    await this.archive.call("forget", range);
  }

  async read(query: LogQuery): Promise<RowPage> {
    for (;;) {
      const end = await this.end();
      const page = await (query.before === undefined
        ? this.#readForwards(query, end)
        : this.#readBackwards(query, query.before, end));
      // What moved into the archive while we looked was in neither place when we came there.
      if ((await this.end()) === end) return page;
    }
  }

  async get(positions: readonly number[]): ReturnType<LogEngine["get"]> {
    const recent = await this.hot.get(positions);
    const end = recent.missing.length > 0 ? await this.end() : 0;
    const wanted = recent.missing.filter((position) => position <= end);
    if (wanted.length === 0) return recent;
    const old = await this.archive.call("get", wanted);
    const byPosition = new Map([...recent.rows, ...old.rows].map((row) => [row.position, row]));
    const damaged = [...recent.damaged, ...old.damaged];
    return {
      rows: positions.flatMap((position) => byPosition.get(position) ?? []),
      damaged,
      missing: recent.missing.filter((one) => !byPosition.has(one) && !damaged.includes(one)),
    };
  }

  async check(range: { readonly after: number; readonly limit: number }): Promise<CheckedRange> {
    const { after, limit } = range;
    const end = await this.end();
    if (after >= end) return this.hot.check(range);
    const last = Math.min(end, after + limit);
    const old = await this.archive.call("check", { first: after + 1, last });
    // What was damaged before it could be archived is in the database still.
    const left = await this.hot.check({ after, limit: last - after });
    return {
      checked: old.checked + left.checked,
      damage: [...old.damage, ...left.damage].toSorted((a, b) => a.position - b.position),
      next: last,
    };
  }

  /** Does what moves events about by itself: two at once would archive what the other has removed. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work, work);
    this.#turn = mine;
    return mine;
  }

  async close(): Promise<void> {
    await this.#turn.catch(() => undefined);
    await Promise.all([this.archive.close(), this.#writing.close()]);
  }

  async #readForwards(query: LogQuery, end: number): Promise<RowPage> {
    if (query.after >= end) return this.hot.read(query);
    const old = await this.archive.call("read", query);
    if (old.hasMore) return old;
    const room = query.limit - old.rows.length - old.damaged.length;
    const recent = await this.hot.read({ ...query, after: end, limit: Math.max(room, 1) });
    return room > 0 ? joined(old, recent) : { ...old, hasMore: recent.last !== undefined };
  }

  async #readBackwards(query: LogQuery, before: number, end: number): Promise<RowPage> {
    const after = Math.max(query.after, end);
    const recent: RowPage | undefined =
      before > after + 1 ? await this.hot.read({ ...query, after }) : undefined;
    if (recent?.hasMore || query.after >= end) return recent ?? NOTHING;
    const rows = recent ? [...recent.rows] : [];
    const room = query.limit - rows.length - (recent?.damaged.length ?? 0);
    const older = { ...query, before: Math.min(before, end + 1), limit: Math.max(room, 1) };
    const old = await this.archive.call("read", older);
    if (!recent) return old;
    return room > 0
      ? joined({ ...recent, rows }, old)
      : { ...recent, rows, hasMore: old.last !== undefined };
  }
}

const NOTHING: RowPage = { rows: [], damaged: [], last: undefined, hasMore: false };

function joined(first: RowPage, second: RowPage): RowPage {
  return {
    rows: chained(first.rows, second.rows),
    damaged: [...first.damaged, ...second.damaged],
    last: second.last ?? first.last,
    hasMore: second.hasMore,
  };
}

function* chained(first: Iterable<LogRow>, second: Iterable<LogRow>): Generator<LogRow> {
  yield* first;
  yield* second;
}
