import { decodeEvent, type StoredEvent } from "@lorats/events";
import type { LogRow } from "./packed.ts";
import { cursorOf } from "./positions.ts";
import type { LogQuery } from "./query.ts";

/** Events that could be read, and positions of those whose bytes are whole but mean nothing to us. */
export interface Decoded {
  readonly events: readonly StoredEvent[];
  readonly unreadable: readonly number[];
}

export type Filter = Pick<LogQuery, "tenantId" | "types" | "key">;

/**
 * Rows as events. What a search returned although its bytes say otherwise has a damaged column: it must not
 * reach another tenant.
 */
export function decodeRows(rows: Iterable<LogRow>, filter: Filter = {}): Decoded {
  const events: StoredEvent[] = [];
  const unreadable: number[] = [];
  for (const row of rows) {
    const event = decodeOne(row);
    if (event && belongs(event, filter)) events.push(event);
    else unreadable.push(row.position);
  }
  return { events, unreadable };
}

function decodeOne({ position, leaf, bytes }: LogRow): StoredEvent | undefined {
  try {
    return Object.assign(decodeEvent(bytes), { position: cursorOf(position), leaf }) as StoredEvent;
  } catch {
    return undefined;
  }
}

function belongs(event: StoredEvent, { tenantId, types, key }: Filter): boolean {
  return (
    (tenantId === undefined || event.tenantId === tenantId) &&
    (types === undefined || types.includes(event.type)) &&
    (key === undefined || event.key === key)
  );
}
