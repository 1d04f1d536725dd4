import {
  openEnvelope,
  readEnvelope,
  type Envelope,
  type Sealer,
  type StoredEvent,
} from "@lorats/events";
import type { DeviceKeys } from "../keys/device-keys.ts";
import type { LogRow } from "./packed.ts";
import { cursorOf } from "./positions.ts";
import type { LogQuery } from "./query.ts";
import { openerFor } from "./sealing.ts";

/** Events that could be read, and positions of those whose bytes are whole but mean nothing to us. */
export interface Decoded {
  readonly events: readonly StoredEvent[];
  readonly unreadable: readonly number[];
}

export type Filter = Pick<LogQuery, "tenantId" | "types" | "key">;

/**
 * Rows as events, opened with the data keys that exist. What a search returned although its bytes say otherwise has a
 * damaged column: it must not reach another tenant.
 */
export async function decodeRows(
  rows: Iterable<LogRow>,
  filter: Filter,
  deviceKeys: DeviceKeys | undefined,
): Promise<Decoded> {
  const read = Array.from(rows, (row) => ({ row, envelope: envelopeOf(row) }));
  const envelopes = read.map(({ envelope }) => envelope).filter((one) => one !== undefined);
  const sealer = deviceKeys && (await openerFor(deviceKeys, envelopes));
  const events: StoredEvent[] = [];
  const unreadable: number[] = [];
  for (const { row, envelope } of read) {
    const event = envelope && decodeOne(row, envelope, sealer);
    if (event && belongs(event, filter)) events.push(event);
    else unreadable.push(row.position);
  }
  return { events, unreadable };
}

function envelopeOf({ bytes }: LogRow): Envelope | undefined {
  try {
    return readEnvelope(bytes);
  } catch {
    return undefined;
  }
}

function decodeOne(
  { position, leaf, bytes }: LogRow,
  envelope: Envelope,
  sealer: Sealer | undefined,
): StoredEvent | undefined {
  try {
    const place = { position: cursorOf(position), leaf, size: bytes.length };
    return Object.assign(openEnvelope(envelope, sealer), place) as StoredEvent;
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
