import type { TenantId } from "@lorats/base";
import {
  EVENT_KINDS,
  encodeEventText,
  type Cursor,
  type EventBody,
  type EventType,
  type NewEvent,
  type StoredEvent,
} from "@lorats/events";
import { leafHash } from "./integrity.ts";
import { cursorOf } from "./positions.ts";

/** Events kept at most: a second or so of the busiest server. */
const KEPT = 16_384;
/** Followers that are further behind than this read from the log: a quiet server keeps no memory for them. */
const KEPT_MS = 10_000;

/** An event that was just stored, as it was before it was bytes. */
class FreshEvent {
  readonly type: EventType;
  readonly tenantId: TenantId;
  readonly key: string;
  readonly time: bigint;
  readonly body: EventBody<EventType>;
  readonly position: Cursor;
  readonly size: number;

  /** What was stored, where it cannot be encoded again: each sealing is another. */
  readonly #sealed: string | undefined;

  constructor({ type, tenantId, key, time, body }: NewEvent, position: number, text: string) {
    this.type = type;
    this.tenantId = tenantId;
    this.key = key;
    this.time = time;
    this.body = body;
    this.position = cursorOf(position);
    this.size = Buffer.byteLength(text);
    this.#sealed = EVENT_KINDS[type].personal.length > 0 ? text : undefined;
  }

  /** Encoding is deterministic but for sealing: the bytes are those that were stored. */
  get leaf(): Uint8Array {
    return leafHash(Buffer.from(this.#sealed ?? encodeEventText(this)));
  }
}

/**
 * The newest events of a log that this process alone writes. Whoever follows closely is given them as they were
 * appended: reading them back and decoding them would cost more than everything else that is done with them.
 */
export class Tail {
  #events: StoredEvent[] = [];
  /** Position of the first event that is kept. */
  #first = 1;
  /** When the age of events was looked at, and how many were there by then. */
  #lookedMs = 0;
  #seen = 0;

  /** Takes what was stored at these positions; call in their order. */
  note(
    first: number,
    events: readonly NewEvent[],
    texts: readonly string[],
    nowMs: number = performance.now(),
  ): void {
    if (first !== this.#first + this.#events.length) this.#begin(first);
    for (const [i, event] of events.entries()) {
      this.#events.push(new FreshEvent(event, first + i, texts[i]!) as StoredEvent);
    }
    if (this.#events.length >= 2 * KEPT) this.#drop(this.#events.length - KEPT);
    if (nowMs - this.#lookedMs < KEPT_MS) return;
    this.#drop(this.#seen);
    this.#lookedMs = nowMs;
    this.#seen = this.#events.length;
  }

  /** What was appended last may or may not be stored: only the log itself can tell. */
  forget(): void {
    this.#begin(this.#first + this.#events.length);
  }

  /** The next events after a position; undefined when some of them are not kept. */
  after(position: number, limit: number): readonly StoredEvent[] | undefined {
    const from = position + 1 - this.#first;
    if (from < 0 || from > this.#events.length || this.#events.length === 0) return undefined;
    return this.#events.slice(from, from + limit);
  }

  /** The events at these positions; undefined when some of them are not kept. */
  at(positions: readonly number[]): readonly StoredEvent[] | undefined {
    const found: StoredEvent[] = [];
    for (const position of positions) {
      const event = this.#events[position - this.#first];
      if (!event) return undefined;
      found.push(event);
    }
    return found;
  }

  #drop(oldest: number): void {
    this.#events = this.#events.slice(oldest);
    this.#first += oldest;
    this.#seen = Math.max(0, this.#seen - oldest);
  }

  #begin(first: number): void {
    this.#events = [];
    this.#first = first;
    this.#seen = 0;
  }
}
