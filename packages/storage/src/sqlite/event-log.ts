import { CallerError, InternalError, UnavailableError } from "@lorats/base";
import type { Cursor, EventLog, NewEvent, ReadPage, ReadQuery, StoredEvent } from "@lorats/events";
import { LogAppender } from "./log-appender.ts";
import { decodeEvents } from "./log-decode.ts";
import { cursorOf, positionOf } from "./positions.ts";
import type { CheckedRange, Damage, LogQuery } from "./protocol.ts";
import type { SqliteThread } from "./sqlite-thread.ts";

const DEFAULT_LIMIT = 1000;
const MAX_LIMIT = 10_000;
const CHECK_AT_ONCE = 2000;
/** How long a follower can be late when it was not told: an append whose answer a dying thread swallowed. */
const POLL_MS = 1000;

export interface LogCheck {
  readonly checked: number;
  readonly damage: readonly (Omit<Damage, "position"> & { readonly position: Cursor })[];
}

interface Page {
  readonly events: readonly StoredEvent[];
  readonly damaged: readonly Cursor[];
  /** The last position that was looked at, absent when there was none. */
  readonly last: Cursor | undefined;
  readonly hasMore: boolean;
}

/** The event log in an SQLite file. */
export class SqliteEventLog implements EventLog {
  readonly #reader: SqliteThread;
  readonly #appender: LogAppender;
  readonly #onDamage: (positions: readonly Cursor[]) => void;
  readonly #wakers = new Set<() => void>();

  /** `onDamage` hears of every damaged event that a follower passes over. */
  constructor(
    writer: SqliteThread,
    reader: SqliteThread,
    onDamage: (positions: readonly Cursor[]) => void,
  ) {
    this.#reader = reader;
    this.#onDamage = onDamage;
    this.#appender = new LogAppender(writer, () => this.#wake());
  }

  async append(events: readonly NewEvent[]): Promise<readonly Cursor[]> {
    if (events.length === 0) return [];
    const first = await this.#appender.append(events);
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
    const found = await this.#reader.call("get", positions.map(positionOf));
    const [missing] = found.missing;
    if (missing !== undefined) {
      throw new InternalError("LOG_NO_SUCH_POSITION", `no event at ${cursorOf(missing)}`);
    }
    const { events, unreadable } = decodeEvents(found.events);
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
    await this.#refuseFuture(after);
    while (!signal.aborted) {
      const news = this.#news(signal);
      try {
        const { events, damaged, last } = await this.#page({ after: position });
        position = last ?? position;
        if (damaged.length > 0) this.#onDamage(damaged);
        if (events.length > 0) yield events;
        if (last === undefined) await news.promise;
      } finally {
        news.stop();
      }
    }
  }

  async head(): Promise<Cursor | undefined> {
    const position = await this.#reader.call("head", null);
    return position === 0 ? undefined : cursorOf(position);
  }

  /** Checks every stored event against its hash and its columns; `onProgress` hears how many were checked. */
  async verify(onProgress: (checked: number) => void = () => undefined): Promise<LogCheck> {
    const damage: LogCheck["damage"][number][] = [];
    let checked = 0;
    let after: number | undefined = 0;
    while (after !== undefined) {
      const range: CheckedRange = await this.#reader.call("check", { after, limit: CHECK_AT_ONCE });
      checked += range.checked;
      damage.push(...range.damage.map((one) => ({ ...one, position: cursorOf(one.position) })));
      after = range.next;
      onProgress(checked);
    }
    return { checked, damage };
  }

  async #page(query: ReadQuery): Promise<Page> {
    const page = await this.#reader.call("read", toLogQuery(query));
    const { events, unreadable } = decodeEvents(page.events, query);
    const damaged = [...page.damaged, ...unreadable].toSorted((a, b) => a - b).map(cursorOf);
    const last = page.last === undefined ? undefined : cursorOf(page.last);
    return { events, damaged, last, hasMore: page.hasMore };
  }

  #wake(): void {
    const wakers = [...this.#wakers];
    this.#wakers.clear();
    for (const wake of wakers) wake();
  }

  /** Resolves when something was committed after this call, when it is time to look anyway, or at the end. */
  #news(signal: AbortSignal): { readonly promise: Promise<void>; readonly stop: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, POLL_MS);
    this.#wakers.add(resolve);
    const end = (): void => resolve();
    signal.addEventListener("abort", end, { once: true });
    const stop = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      this.#wakers.delete(resolve);
    };
    return { promise, stop };
  }

  /** A log that ends before the cursor has lost events: going on in silence would lose the next ones, too. */
  async #refuseFuture(after: Cursor | undefined): Promise<void> {
    if (after === undefined) return;
    const head = await this.#reader.call("head", null);
    if (positionOf(after) > head) {
      const why = `the log ends before ${after}: it was restored from an older backup`;
      throw new UnavailableError("LOG_CURSOR_AHEAD", why);
    }
  }
}

function toLogQuery(query: ReadQuery): LogQuery {
  const { after, before, tenantId, types, key, limit = DEFAULT_LIMIT } = query;
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
    throw new CallerError("LOG_BAD_LIMIT", `limit: expected 1 to ${MAX_LIMIT}`);
  }
  return {
    after: after === undefined ? 0 : positionOf(after),
    before: before === "end" ? Number.MAX_SAFE_INTEGER : before && positionOf(before),
    tenantId,
    types,
    key,
    limit,
  };
}
