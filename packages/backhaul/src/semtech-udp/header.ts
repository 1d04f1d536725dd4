import { accept, refuse, toHex, type Eui64, type Result } from "@lorats/base";

/** Kinds of datagram by their identifier, the fourth byte. */
export const DATAGRAM_TYPES = {
  "push-data": 0x00,
  "push-ack": 0x01,
  "pull-data": 0x02,
  "pull-resp": 0x03,
  "pull-ack": 0x04,
  "tx-ack": 0x05,
} as const;
export type DatagramType = keyof typeof DATAGRAM_TYPES;

const TYPES_BY_ID = Object.keys(DATAGRAM_TYPES) as DatagramType[];

/** 2 today. Version 1 knows no TX_ACK and is otherwise the same; an answer carries the version of its question. */
export type ProtocolVersion = 1 | 2;

/** The first bytes of a datagram: enough to count, to limit and to acknowledge before any JSON is read. */
export interface DatagramHeader {
  readonly type: DatagramType;
  readonly version: ProtocolVersion;
  /** Echoed by the acknowledgement. */
  readonly token: number;
  /** In what gateways send (PUSH_DATA, PULL_DATA, TX_ACK); undefined in what servers send. */
  readonly gatewayEui: Eui64 | undefined;
  /** Where the JSON starts. */
  readonly bodyOffset: number;
}

/**
 *     version u8 | token u16 | identifier u8 [| gateway EUI, 8 bytes] [| JSON]
 *
 * Refusals: `UDP_TOO_SHORT`, `UDP_BAD_VERSION`, `UDP_BAD_TYPE`.
 * @see Semtech packet forwarder PROTOCOL.TXT §3.2–3.3, §5.2–5.5
 */
export function decodeHeader(datagram: Uint8Array): Result<DatagramHeader> {
  if (datagram.length < 4) return refuse("UDP_TOO_SHORT", "a datagram has at least 4 bytes");
  const version = datagram[0];
  if (version !== 1 && version !== 2) {
    return refuse("UDP_BAD_VERSION", `protocol version ${version} is not 1 or 2`);
  }
  const type = TYPES_BY_ID[datagram[3]!];
  if (type === undefined) return refuse("UDP_BAD_TYPE", `unknown identifier ${datagram[3]}`);
  const token = datagram[1]! | (datagram[2]! << 8);
  if (type === "push-ack" || type === "pull-ack" || type === "pull-resp") {
    return accept({ type, version, token, gatewayEui: undefined, bodyOffset: 4 });
  }
  if (datagram.length < 12) return refuse("UDP_TOO_SHORT", "the gateway's EUI is cut off");
  const gatewayEui = toHex(datagram.subarray(4, 12)) as Eui64;
  return accept({ type, version, token, gatewayEui, bodyOffset: 12 });
}
