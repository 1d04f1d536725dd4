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
  /** The JoinNonce to use next; it never repeats. */
  readonly joinNonce: number;
  readonly status?: StatusReport;
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

const FORMAT = 1;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** The bytes that a session store keeps: a format number and JSON, byte arrays as base64. */
export function encodeState(state: DeviceState): Uint8Array {
  return encoder.encode(
    JSON.stringify({ format: FORMAT, ...state }, (_, value: unknown) =>
      value instanceof Uint8Array ? { base64: value.toBase64() } : value,
    ),
  );
}

/** @throws {PeerDataError} `NS_STATE_UNREADABLE` when the bytes are damaged or of a newer release */
export function decodeState(bytes: Uint8Array): DeviceState {
  let parsed: { format: number } & DeviceState;
  try {
    parsed = JSON.parse(decoder.decode(bytes), (_, value: unknown) =>
      isBase64(value) ? Uint8Array.fromBase64(value.base64) : value,
    ) as typeof parsed;
  } catch (cause) {
    throw new PeerDataError("NS_STATE_UNREADABLE", "a device's state is not readable", { cause });
  }
  const { format, ...state } = parsed;
  if (format !== FORMAT) {
    throw new PeerDataError("NS_STATE_UNREADABLE", `a device's state has the format ${format}`);
  }
  return state;
}

function isBase64(value: unknown): value is { base64: string } {
  return typeof value === "object" && value !== null && "base64" in value;
}
