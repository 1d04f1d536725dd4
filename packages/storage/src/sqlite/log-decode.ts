import { decodeEvent, type StoredEvent } from "@lorats/events";
import { cursorOf } from "./positions.ts";
import type { LogQuery, PackedEvents } from "./protocol.ts";

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
export function decodeEvents(packed: PackedEvents, filter: Filter = {}): Decoded {
  const { positions, bytes, lengths, leaves } = packed;
  const events: StoredEvent[] = [];
  const unreadable: number[] = [];
  let offset = 0;
  for (let i = 0; i < positions.length; i++) {
    const position = positions[i]!;
    const end = offset + lengths[i]!;
    const leaf = leaves.slice(32 * i, 32 * i + 32);
    const event = decodeOne(bytes.subarray(offset, end), position, leaf);
    if (event && belongs(event, filter)) events.push(event);
    else unreadable.push(position);
    offset = end;
  }
  return { events, unreadable };
}

function decodeOne(bytes: Uint8Array, position: number, leaf: Uint8Array): StoredEvent | undefined {
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
