import type { TenantId } from "@lorats/base";
import {
  EVENT_KINDS,
  encodeEvent,
  openEnvelope,
  readEnvelope,
  type Envelope,
  type EventType,
  type NewEvent,
  type Sealer,
} from "@lorats/events";
import type { DeviceKeys, KeysOfDevices } from "../keys/device-keys.ts";
import { seal, unseal } from "../keys/seal.ts";
import { leafHash } from "./integrity.ts";
import type { LogRow } from "./packed.ts";

const utf8 = new TextDecoder();

/** Seals and opens with keys that are at hand. */
function sealerWith(keys: KeysOfDevices): Sealer {
  return {
    seal(device, label, text) {
      const key = keys.get(device);
      return key && seal(key, label, Buffer.from(text)).toBase64();
    },
    open(device, label, sealed) {
      const key = keys.get(device);
      const plain = key && unseal(key, label, Buffer.from(sealed, "base64"));
      return plain && utf8.decode(plain);
    },
  };
}

/** For what is about to be stored: at once when nothing needs sealing or the keys are at hand. */
export function sealerFor(
  deviceKeys: DeviceKeys,
  events: readonly NewEvent[],
): Sealer | undefined | Promise<Sealer> {
  const devices = new Map<string, TenantId>();
  for (const { type, key, tenantId } of events) {
    if (EVENT_KINDS[type].personal.length > 0) devices.set(key, tenantId);
  }
  if (devices.size === 0) return undefined;
  const keys = deviceKeys.atHand(devices.keys());
  return keys ? sealerWith(keys) : deviceKeys.make(devices).then(sealerWith);
}

/** For what was read, with the keys that still exist. */
export async function openerFor(
  deviceKeys: DeviceKeys,
  envelopes: readonly Envelope[],
): Promise<Sealer | undefined> {
  const devices = new Set<string>();
  for (const { sealed, key } of envelopes) if (sealed) devices.add(key);
  if (devices.size === 0) return undefined;
  return sealerWith(deviceKeys.atHand(devices) ?? (await deviceKeys.find(devices)));
}

/** The same events with what devices said in plain text, as far as their keys still exist. */
export async function unsealRows(
  rows: readonly LogRow[],
  deviceKeys: DeviceKeys,
): Promise<readonly LogRow[]> {
  const read = rows.map((row) => ({ row, envelope: readEnvelope(row.bytes) }));
  const opener = await openerFor(
    deviceKeys,
    read.map(({ envelope }) => envelope),
  );
  return read.map(({ row, envelope }) =>
    envelope.sealed ? encodedAt(row.position, openEnvelope(envelope, opener)) : row,
  );
}

/** The same events with what devices say sealed under the keys of this place; sealed ones stay as they are. */
export async function sealRows(
  rows: readonly LogRow[],
  deviceKeys: DeviceKeys,
): Promise<readonly LogRow[]> {
  const read = rows.map((row) => ({ row, envelope: readEnvelope(row.bytes) }));
  const plain = read.flatMap(({ row, envelope }) =>
    isPersonal(envelope) && !envelope.sealed ? [{ row, event: openEnvelope(envelope) }] : [],
  );
  const sealer = await sealerFor(
    deviceKeys,
    plain.map(({ event }) => event),
  );
  const done = new Map(
    plain.map(({ row, event }) => [row, encodedAt(row.position, event, sealer)] as const),
  );
  return rows.map((row) => done.get(row) ?? row);
}

function isPersonal({ type }: Envelope): boolean {
  return type in EVENT_KINDS && EVENT_KINDS[type as EventType].personal.length > 0;
}

function encodedAt(position: number, event: NewEvent, sealer?: Sealer): LogRow {
  const bytes = encodeEvent(event, sealer);
  return { position, bytes, leaf: leafHash(bytes) };
}
