import { type Instant, InternalError, type LoratsError, UnavailableError } from "@lorats/base";
import type {
  Cursor,
  EventLog,
  NewEvent,
  Neighbours,
  ReadPage,
  ReadQuery,
  Sealer,
  StoredEvent,
} from "@lorats/events";
import type { DeviceKeys } from "../keys/device-keys.ts";
import { LogAppender } from "./appender.ts";
import { neighboursOf } from "./around.ts";
import { decodeRows } from "./decode.ts";
import type { CheckedRange, Damage } from "./integrity.ts";
import { News } from "./news.ts";
import type { LogRow, PackedAppend } from "./packed.ts";
import { cursorOf, positionOf } from "./positions.ts";
import { Tail } from "./tail.ts";
import { toLogQuery, type LogQuery } from "./query.ts";
import { sealerFor } from "./sealing.ts";

const CHECK_AT_ONCE = 2000;
const FOLLOWED_AT_ONCE = 1000;

export interface LogCheck {
  readonly checked: number;
  readonly damage: readonly (Omit<Damage, "position"> & { readonly position: Cursor })[];
}

/** Rows that a search found. */
export interface RowPage {
  readonly rows: Iterable<LogRow>;
  readonly damaged: readonly number[];
  /** The last position that was looked at, absent when there was none. */
  readonly last: number | undefined;
  readonly hasMore: boolean;
}

/** What an engine has to do for a log. */
export interface LogEngine {
  /** Stores in one transaction, durable once resolved; resolves to the position of the first event. */
  append(packed: PackedAppend): Promise<number>;
  read(query: LogQuery): Promise<RowPage>;
  get(positions: readonly number[]): Promise<{
    readonly rows: Iterable<LogRow>;
    readonly damaged: readonly number[];
    readonly missing: readonly number[];
  }>;
  /** The newest position, 0 in an empty log. */
  head(): Promise<number>;
  check(range: { readonly after: number; readonly limit: number }): Promise<CheckedRange>;
}

/**
 * Where a follower looks next: into the log when nobody told it of anything, first among what was appended here when
 * somebody did, only there right after it has read.
 */
type Source = "log" | "tail" | "either";

interface Page {
  readonly events: readonly StoredEvent[];
  readonly damaged: readonly Cursor[];
  readonly last: Cursor | undefined;
  readonly hasMore: boolean;
}

export interface LogParts {
  /** Hears of damaged events that a follower passes over. */
  readonly onProblem?: ((problem: UnavailableError) => void) | undefined;
  /** Given when something else than this log's own appends wakes its followers. */
  readonly news?: News | undefined;
  /** Seal and open what devices say; without them it is stored as it is, and what was sealed stays so. */
  readonly deviceKeys?: DeviceKeys | undefined;
  /** Encoded bytes that may wait for the disk before more is refused; 64 MiB when absent. */
  readonly maxWaitingBytes?: number | undefined;
}

/** The event log on an engine: cursors, sealing, decoding, followers, checks. */
export class StoredLog implements EventLog {
  readonly engine: LogEngine;
  readonly deviceKeys: DeviceKeys | undefined;
  readonly #appender: LogAppender;
  readonly #onProblem: (problem: UnavailableError) => void;
  readonly #news: News;
  readonly #tail = new Tail();
  /** The end of the queue of appends that wait for keys. */
  #queue: Promise<unknown> | undefined;

  constructor(engine: LogEngine, parts: LogParts = {}) {
    const { onProblem = () => undefined, news = new News(), deviceKeys, maxWaitingBytes } = parts;
    this.engine = engine;
    this.#onProblem = onProblem;
    this.#news = news;
    this.deviceKeys = deviceKeys;
    const outcome = {
      stored: this.#tail.note.bind(this.#tail),
      committed: () => news.wake(),
      failed: () => this.#tail.forget(),
    };
    this.#appender = new LogAppender((packed) => engine.append(packed), outcome, maxWaitingBytes);
  }

  async append(events: readonly NewEvent[]): Promise<readonly Cursor[]> {
    if (events.length === 0) return [];
    const sealer = this.deviceKeys && sealerFor(this.deviceKeys, events);
    const first = await (sealer instanceof Promise || this.#queue
      ? this.#appendInTurn(events, sealer)
      : this.#appender.append(events, sealer));
    return events.map((_, i) => cursorOf(first + i));
  }

  async read(query: ReadQuery): Promise<ReadPage> {
    const { events, damaged, last, hasMore } = await this.#page(query);
    return { events, next: hasMore ? last : undefined, damaged };
  }

  /**
   * @throws {InternalError} `LOG_NO_SUCH_POSITION`
   * @throws {UnavailableError} `LOG_DAMAGED` when a stored event is no longer what was stored
   */
  async get(positions: readonly Cursor[]): Promise<readonly StoredEvent[]> {
    const places = positions.map(positionOf);
    const fresh = this.#tail.at(places);
    if (fresh) return fresh;
    const found = await this.engine.get(places);
    const [missing] = found.missing;
    if (missing !== undefined) {
      throw new InternalError("LOG_NO_SUCH_POSITION", `no event at ${cursorOf(missing)}`);
    }
    const { events, unreadable } = await decodeRows(found.rows, {}, this.deviceKeys);
    const [damaged] = [...found.damaged, ...unreadable];
    if (damaged !== undefined) {
      throw new UnavailableError("LOG_DAMAGED", `the event at ${cursorOf(damaged)} is damaged`);
    }
    return events;
  }

  async *follow(
    after: Cursor | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly StoredEvent[]> {
    let position = after;
    let where: Source = "log";
    await this.#refuseFuture(after);
    while (!signal.aborted) {
      const news = this.#news.next(signal);
      try {
        const { events, damaged, last } = await this.#next(position, where);
        position = last ?? position;
        if (damaged.length > 0) this.#reportDamage(damaged);
        if (events.length > 0) yield events;
        if (last !== undefined) where = "tail";
        else where = (await news.promise) ? "either" : "log";
      } finally {
        news.stop();
      }
    }
  }

  /** Destroys the keys that the fields are sealed under. A backup that was made before holds them still. */
  async erase(devices: readonly string[]): Promise<void> {
    await this.deviceKeys?.destroy(devices);
    this.#tail.forget();
  }

  async head(): Promise<Cursor | undefined> {
    const position = await this.engine.head();
    return position === 0 ? undefined : cursorOf(position);
  }

  around(time: Instant): Promise<Neighbours> {
    return neighboursOf(this.engine, time);
  }

  /** Checks every stored event against its hash and its columns; `onProgress` hears how many were checked. */
  async verify(onProgress: (checked: number) => void = () => undefined): Promise<LogCheck> {
    const damage: LogCheck["damage"][number][] = [];
    let checked = 0;
    let after: number | undefined = 0;
    while (after !== undefined) {
      const range: CheckedRange = await this.engine.check({ after, limit: CHECK_AT_ONCE });
      checked += range.checked;
      damage.push(...range.damage.map((one) => ({ ...one, position: cursorOf(one.position) })));
      after = range.next;
      onProgress(checked);
    }
    return { checked, damage };
  }

  async #next(after: Cursor | undefined, where: Source): Promise<Omit<Page, "hasMore">> {
    const place = after === undefined ? 0 : positionOf(after);
    const fresh = where === "log" ? undefined : this.#tail.after(place, FOLLOWED_AT_ONCE);
    if (!fresh || (fresh.length === 0 && where === "either")) {
      return await this.#page({ after, limit: FOLLOWED_AT_ONCE });
    }
    return { events: fresh, damaged: [], last: fresh.at(-1)?.position };
  }

  /** The order of calls is the order in the log, also when one of them has to wait for keys. */
  #appendInTurn(
    events: readonly NewEvent[],
    sealer: Sealer | undefined | Promise<Sealer>,
  ): Promise<number> {
    const keys = Promise.resolve(sealer).then(
      (ready) => ({ ready, error: undefined }),
      (error: unknown) => ({ ready: undefined, error }),
    );
    const turn = Promise.all([keys, this.#queue]).then(([mine]) => mine);
    this.#queue = turn;
    return turn.then(({ ready, error }) => {
      if (this.#queue === turn) this.#queue = undefined;
      if (error) throw noKeys(error);
      return this.#appender.append(events, ready);
    });
  }

  async #page(query: ReadQuery): Promise<Page> {
    const page = await this.engine.read(toLogQuery(query));
    const { events, unreadable } = await decodeRows(page.rows, query, this.deviceKeys);
    const damaged = [...page.damaged, ...unreadable].toSorted((a, b) => a - b).map(cursorOf);
    const last = page.last === undefined ? undefined : cursorOf(page.last);
    return { events, damaged, last, hasMore: page.hasMore };
  }

  #reportDamage(positions: readonly Cursor[]): void {
    const what = `${positions.length} damaged events were passed over, from ${positions[0]} on`;
    this.#onProblem(new UnavailableError("LOG_DAMAGED", what, { details: { positions } }));
  }

  /** A log that ends before the cursor has lost events: going on in silence would lose the next ones, too. */
  async #refuseFuture(after: Cursor | undefined): Promise<void> {
    if (after === undefined) return;
    if (positionOf(after) > (await this.engine.head())) {
      const why = `the log ends before ${after}: it was restored from an older backup`;
      throw new UnavailableError("LOG_CURSOR_AHEAD", why);
    }
  }
}

function noKeys(cause: unknown): UnavailableError {
  const why = `cannot store events: their data keys are not to be had (${(cause as Error).message})`;
  const details = { reason: (cause as LoratsError).code };
  return new UnavailableError("LOG_UNAVAILABLE", why, { cause, details });
}
