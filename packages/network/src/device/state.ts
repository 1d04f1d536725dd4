import { PeerDataError, type Eui64 } from "@lorats/base";
import { NO_NONCES, type NonceMemory } from "./nonces.ts";
import type { Session } from "./session.ts";

/** What a device said of itself in DevStatusAns. */
export interface StatusReport {
  readonly battery: number;
  readonly marginDb: number;
  readonly atMs: number;
}

/** All that the network knows of one device: the aggregate that its events fold into. */
export interface DeviceState {
  /** The session in use. */
  readonly session?: Session;
  /** A session that waits for its first frame; the old one stays valid until then. */
  readonly pending?: Session;
  /** DevNonces by JoinEUI. */
  readonly nonces: Readonly<Record<Eui64, NonceMemory>>;
  /** The highest RJcount1 accepted, by JoinEUI. */
  readonly rjCount1?: Readonly<Record<Eui64, number>>;
  /** The JoinNonce to use next; it never repeats. */
  readonly joinNonce: number;
  readonly status?: StatusReport;
  /** Of a multicast group, which has its state where devices have theirs: the counter to use next. */
  readonly multicast?: { readonly fCntDown: number };
}

export const NEW_DEVICE: DeviceState = { nonces: {}, joinNonce: 1 };

/** Join-requests from more JoinEUIs than this are refused: memory stays bounded, nothing is forgotten. */
export const MAX_JOIN_EUIS = 16;

export function noncesOf(state: DeviceState, joinEui: Eui64): NonceMemory {
  return state.nonces[joinEui] ?? NO_NONCES;
}

/** The sessions that a frame may belong to. */
export function sessionsOf(state: DeviceState): readonly Session[] {
  return [state.session, state.pending].filter((session) => session !== undefined);
}

const FORMAT = 2;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** The bytes that a session store keeps: a format number and JSON, bitmaps as base64. HOT PATH: no replacer. */
export function encodeState(state: DeviceState): Uint8Array {
  const nonces = mapNonces(state.nonces, (used) =>
    used instanceof Uint8Array ? { base64: used.toBase64() } : used,
  );
  return encoder.encode(JSON.stringify({ format: FORMAT, ...state, nonces }));
}

/** @throws {PeerDataError} `NS_STATE_UNREADABLE` when the bytes are damaged or of another release */
export function decodeState(bytes: Uint8Array): DeviceState {
  let parsed: { readonly format: number } & DeviceState;
  try {
    parsed = JSON.parse(decoder.decode(bytes)) as typeof parsed;
    const { format, ...state } = parsed;
    if (format === FORMAT) {
      const nonces = mapNonces(state.nonces, (used) =>
        isBase64(used) ? Uint8Array.fromBase64(used.base64) : used,
      );
      return { ...state, nonces };
    }
  } catch (cause) {
    throw new PeerDataError("NS_STATE_UNREADABLE", "a device's state is not readable", { cause });
  }
  throw new PeerDataError(
    "NS_STATE_UNREADABLE",
    `a device's state has the format ${parsed.format}`,
  );
}

function mapNonces<From, To>(
  nonces: Readonly<Record<string, { readonly used: From; readonly highest: number }>>,
  map: (used: From) => To,
): Record<string, { readonly used: To; readonly highest: number }> {
  return Object.fromEntries(
    Object.entries(nonces).map(([joinEui, { used, highest }]) => [
      joinEui,
      { used: map(used), highest },
    ]),
  );
}

function isBase64(value: unknown): value is { base64: string } {
  return typeof value === "object" && value !== null && "base64" in value;
}
