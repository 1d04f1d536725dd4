import type { Instant, TenantId } from "@lorats/base";
import type { EventType } from "./catalogue.ts";
import type { NewEvent, StoredEvent } from "./event.ts";
import type { Cursor } from "./fields.ts";

export interface ReadQuery {
  /** Exclusive; from the first event when absent. */
  readonly after?: Cursor | undefined;
  /** Exclusive; reads backwards from here (newest first) when given, or from the end with `"end"`. */
  readonly before?: Cursor | "end" | undefined;
  readonly tenantId?: TenantId | undefined;
  readonly types?: readonly EventType[] | undefined;
  readonly key?: string | undefined;
  /** 1 … 10,000; 1,000 when absent. */
  readonly limit?: number | undefined;
}

export interface ReadPage {
  readonly events: readonly StoredEvent[];
  /** Where the next page begins; absent when there was nothing more at the time of reading. */
  readonly next: Cursor | undefined;
  /** Positions whose stored bytes no longer match their hash or cannot be read; they are skipped. */
  readonly damaged: readonly Cursor[];
}

/**
 * Two neighbours: an event that is older than a time, and one that is not. Events are stored nearly in the order in which they
 * happened; whoever wants all of a span begins a little earlier and ends a little later.
 */
export interface Neighbours {
  /** Absent where the log begins later. */
  readonly older: Cursor | undefined;
  /** Absent where nothing so new was stored yet. */
  readonly newer: Cursor | undefined;
}

/**
 * The log that everything rests on. Append-only, in one order, durable once acknowledged.
 * Every adapter passes the suite in `@lorats/events/testing`.
 */
export interface EventLog {
  /**
   * Appends atomically and in order. Resolves when the events would survive a power cut; concurrent calls share
   * one sync (group commit, at most 10 ms later).
   * @throws {UnavailableError} `LOG_UNAVAILABLE` when they could not be stored; none of them is then there.
   */
  append(events: readonly NewEvent[]): Promise<readonly Cursor[]>;
  read(query: ReadQuery): Promise<ReadPage>;
  /** Events by position, in the order asked for; a position that does not exist is an error. */
  get(positions: readonly Cursor[]): Promise<readonly StoredEvent[]>;
  /**
   * Everything after a position, for ever: what is there, then what comes. Nothing is missed with concurrent
   * writers. Ends when the signal aborts.
   */
  follow(after: Cursor | undefined, signal: AbortSignal): AsyncIterable<readonly StoredEvent[]>;
  /** The newest position, absent in an empty log. */
  head(): Promise<Cursor | undefined>;
  /** Where a time lies in the log. */
  around(time: Instant): Promise<Neighbours>;
  /**
   * Makes the personal fields of these aggregates' events unreadable for ever, here and in every copy of the log, without
   * touching a stored byte: they read as empty, and the body says `sealed`.
   */
  erase(keys: readonly string[]): Promise<void>;
}
