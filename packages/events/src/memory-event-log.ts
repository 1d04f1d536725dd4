import { InternalError, type Instant } from "@lorats/base";
import { EVENT_KINDS } from "./catalogue.ts";
import { decodeEvent, encodeEvent, type NewEvent, type StoredEvent } from "./event.ts";
import type { EventLog, Neighbours, ReadPage, ReadQuery } from "./event-log.ts";
import type { Cursor } from "./fields.ts";

/** An event log in memory, for tests and simulations. It keeps encoded bytes, as every adapter does. */
export class MemoryEventLog implements EventLog {
  readonly #stored: StoredEvent[] = [];
  #wake = Promise.withResolvers<void>();

  async append(events: readonly NewEvent[]): Promise<readonly Cursor[]> {
    const encoded = await Promise.all(events.map((event) => withLeaf(encodeEvent(event))));
    const positions = encoded.map(({ bytes, leaf }) => {
      const position = String(this.#stored.length + 1) as Cursor;
      const size = bytes.length;
      this.#stored.push({ ...decodeEvent(bytes), position, leaf, size } as StoredEvent);
      return position;
    });
    this.#wake.resolve();
    this.#wake = Promise.withResolvers<void>();
    return positions;
  }

  async read(query: ReadQuery): Promise<ReadPage> {
    const { after, before, tenantId, types, key, limit = 1000 } = query;
    const backwards = before !== undefined;
    const matches = (event: StoredEvent): boolean =>
      (after === undefined || Number(event.position) > Number(after)) &&
      (before === undefined || before === "end" || Number(event.position) < Number(before)) &&
      (tenantId === undefined || event.tenantId === tenantId) &&
      (types === undefined || types.includes(event.type)) &&
      (key === undefined || event.key === key);
    const all = this.#stored.filter(matches);
    if (backwards) all.reverse();
    const events = all.slice(0, limit);
    return { events, next: all.length > limit ? events.at(-1)!.position : undefined, damaged: [] };
  }

  async get(positions: readonly Cursor[]): Promise<readonly StoredEvent[]> {
    return positions.map((position) => {
      const event = this.#stored[Number(position) - 1];
      if (!event) throw new InternalError("LOG_NO_SUCH_POSITION", `no event at ${position}`);
      return event;
    });
  }

  async *follow(
    after: Cursor | undefined,
    signal: AbortSignal,
  ): AsyncIterable<readonly StoredEvent[]> {
    let next = after === undefined ? 0 : Number(after);
    const aborted = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    while (!signal.aborted) {
      const wake = this.#wake.promise;
      const batch = this.#stored.slice(next, next + 1000);
      next += batch.length;
      if (batch.length > 0) yield batch;
      else await Promise.race([wake, aborted]);
    }
  }

  async around(time: Instant): Promise<Neighbours> {
    const index = this.#stored.findIndex((event) => event.time >= time);
    const newer = index < 0 ? this.#stored.length : index;
    return { older: this.#stored[newer - 1]?.position, newer: this.#stored[newer]?.position };
  }

  async head(): Promise<Cursor | undefined> {
    return this.#stored.at(-1)?.position;
  }

  async erase(keys: readonly string[]): Promise<void> {
    for (const [i, event] of this.#stored.entries()) {
      const { personal } = EVENT_KINDS[event.type];
      if (personal.length === 0 || !keys.includes(event.key)) continue;
      const nothing = Object.fromEntries(personal.map((field) => [field, ""]));
      const body = { ...event.body, ...nothing, sealed: true };
      this.#stored[i] = { ...event, body } as StoredEvent;
    }
  }
}

async function withLeaf(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<{ bytes: Uint8Array; leaf: Uint8Array }> {
  const prefixed = new Uint8Array(bytes.length + 1);
  prefixed.set(bytes, 1);
  return { bytes, leaf: new Uint8Array(await crypto.subtle.digest("SHA-256", prefixed)) };
}
