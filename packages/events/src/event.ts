import {
  PeerDataError,
  type Instant,
  type TenantId,
  formatInstant,
  parseInstant,
} from "@lorats/base";
import { EVENT_KINDS, type EventBody, type EventType } from "./catalogue.ts";
import type { Cursor } from "./fields.ts";
import { openBody, sealBody, type Sealed, type Sealer } from "./sealer.ts";

/** What happened, before it has a place in the log. */
export interface NewEvent<T extends EventType = EventType> {
  readonly type: T;
  readonly tenantId: TenantId;
  /** The aggregate it belongs to: a device's or a gateway's id. Events of one key keep their order. */
  readonly key: string;
  /** When it happened, as far as the writer knew. */
  readonly time: Instant;
  readonly body: EventBody<T>;
}

/** What happened, with its place. `T` narrows the body: `event.type === "uplink"`. */
export type StoredEvent = {
  [T in EventType]: NewEvent<T> & {
    readonly position: Cursor;
    /** SHA-256 over 0x00 and the stored bytes (the leaf hash of RFC 9162 §2.1.1). */
    readonly leaf: Uint8Array;
    /** Bytes that are stored; absent where the log does not say. */
    readonly size?: number;
  };
}[EventType];

/** Builds an event with its type checked against its body. */
export function newEvent<T extends EventType>(
  type: T,
  at: { tenantId: TenantId; key: string; time: Instant },
  body: EventBody<T>,
): NewEvent<T> {
  return { type, ...at, body };
}

/**
 * The exact bytes that are stored, hashed and never changed: UTF-8 JSON with this order of fields. Personal fields that the
 * sealer seals stand in `sealed`, outside the body.
 */
export function encodeEvent(event: NewEvent, sealer?: Sealer): Uint8Array<ArrayBuffer> {
  return encoder.encode(encodeEventText(event, sealer));
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** The same before it is UTF-8, for those who have a place for the bytes. HOT PATH. */
export function encodeEventText(event: NewEvent, sealer?: Sealer): string {
  const { type, tenantId, key } = event;
  const { version, personal } = EVENT_KINDS[type];
  const time = formatInstant(event.time);
  if (!sealer || personal.length === 0) {
    return JSON.stringify({ type, version, tenantId, key, time, body: event.body });
  }
  const place = { type, tenantId, key, time };
  const { body, sealed } = sealBody(event.body, personal, place, sealer);
  return JSON.stringify({ type, version, tenantId, key, time, body, sealed });
}

/** What stands around an event's body. */
export interface Envelope {
  readonly type: string;
  readonly version: number;
  readonly tenantId: TenantId;
  readonly key: string;
  /** RFC 3339. */
  readonly time: string;
  readonly body: unknown;
  readonly sealed?: Sealed;
}

/**
 * HOT PATH.
 * @throws {PeerDataError} `EVENT_UNREADABLE` when the bytes are damaged
 */
export function readEnvelope(bytes: Uint8Array): Envelope {
  try {
    return JSON.parse(decoder.decode(bytes)) as Envelope;
  } catch (cause) {
    throw new PeerDataError("EVENT_UNREADABLE", "stored event is not JSON", { cause });
  }
}

/**
 * Reads stored bytes of any version that ever was. What is sealed stays so.
 * @throws {PeerDataError} `EVENT_UNREADABLE` when the bytes are damaged, `EVENT_UNKNOWN` when a newer
 * release wrote them.
 */
export function decodeEvent(bytes: Uint8Array): NewEvent {
  return openEnvelope(readEnvelope(bytes));
}

/** The event in an envelope; without a sealer, what is sealed stays so. Errors as in `decodeEvent`. */
export function openEnvelope(envelope: Envelope, sealer?: Sealer): NewEvent {
  const kind = EVENT_KINDS[envelope.type as EventType];
  if (!kind || envelope.version > kind.version) {
    throw new PeerDataError(
      "EVENT_UNKNOWN",
      `event ${envelope.type} version ${envelope.version} was written by a newer release`,
    );
  }
  let body = openBody(envelope.body, envelope.sealed, envelope, sealer);
  const upcasters: Readonly<Record<number, (body: unknown) => unknown>> = kind.upcasters;
  for (let version = envelope.version; version < kind.version; version++) {
    body = upcasters[version]!(body);
  }
  const parsed = kind.schema.safeParse(body);
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join(".");
    throw new PeerDataError("EVENT_UNREADABLE", `stored ${envelope.type} is malformed at ${where}`);
  }
  return {
    type: envelope.type as EventType,
    tenantId: envelope.tenantId,
    key: envelope.key,
    time: parseInstant(envelope.time),
    body: parsed.data,
  };
}
