import { CallerError, accept, fromHex, refuse, type Eui64, type Result } from "@lorats/base";
import type { JsonObject } from "../json/fields.ts";
import type { DownlinkItem, RefusedPart } from "../model.ts";
import { parseBody } from "./body.ts";
import {
  DATAGRAM_TYPES,
  decodeHeader,
  type DatagramHeader,
  type ProtocolVersion,
} from "./header.ts";
import { decodePushDataBody, encodePushDataBody, type PushData } from "./push-data.ts";
import { decodeTxAckBody, encodeTxAckBody, type TxAckReport } from "./tx-ack.ts";
import { decodeTxpk, encodeTxpk } from "./txpk.ts";

/** The server has PUSH_DATA, or PULL_DATA; the token is the question's. */
export interface Ack {
  readonly type: "push-ack" | "pull-ack";
  readonly version: ProtocolVersion;
  readonly token: number;
}

/** Keeps the way back open. Downlinks go to the address that this came from, which is not that of PUSH_DATA. */
export interface PullData {
  readonly type: "pull-data";
  readonly version: ProtocolVersion;
  readonly token: number;
  readonly gatewayEui: Eui64;
}

/** A frame to transmit; the token returns in TX_ACK. */
export interface PullResp {
  readonly type: "pull-resp";
  readonly version: ProtocolVersion;
  readonly token: number;
  readonly item: DownlinkItem;
}

/** Whether the gateway will transmit. Forwarders of version 1 do not say. */
export interface TxAck {
  readonly type: "tx-ack";
  readonly version: ProtocolVersion;
  readonly token: number;
  readonly gatewayEui: Eui64;
  readonly report: TxAckReport;
}

export type Datagram = PushData | Ack | PullData | PullResp | TxAck;
export type DecodedDatagram =
  | (PushData & { readonly refused: readonly RefusedPart[] })
  | Ack
  | PullData
  | PullResp
  | TxAck;

/**
 * Reads any datagram of either direction.
 * Refusals: `UDP_TOO_SHORT`, `UDP_BAD_VERSION`, `UDP_BAD_TYPE`, `UDP_BAD_JSON` and those of its parts.
 */
export function decodeDatagram(datagram: Uint8Array): Result<DecodedDatagram> {
  const header = decodeHeader(datagram);
  return header.ok ? decodeBody(datagram, header.value) : header;
}

/** The second half of {@link decodeDatagram}, for servers that look at the header first. */
export function decodeBody(datagram: Uint8Array, header: DatagramHeader): Result<DecodedDatagram> {
  const { type, version, token, bodyOffset } = header;
  switch (type) {
    case "push-ack":
    case "pull-ack":
      return accept({ type, version, token });
    case "pull-data":
      return accept({ type, version, token, gatewayEui: header.gatewayEui! });
    case "push-data": {
      const json = parseBody(datagram, bodyOffset);
      if (!json.ok) return json;
      const body = decodePushDataBody(json.value);
      if (!body.ok) return body;
      return accept({ type, version, token, gatewayEui: header.gatewayEui!, ...body.value });
    }
    case "pull-resp": {
      const json = parseBody(datagram, bodyOffset);
      if (!json.ok) return json;
      if (json.value["txpk"] === undefined) return refuse("UDP_BAD_TXPK", "there is no txpk");
      const item = decodeTxpk(json.value["txpk"]);
      return item.ok ? accept({ type, version, token, item: item.value }) : item;
    }
    case "tx-ack": {
      const report = decodeTxAckBody(datagram, bodyOffset);
      if (!report.ok) return report;
      return accept({ type, version, token, gatewayEui: header.gatewayEui!, report: report.value });
    }
  }
}

const encoder = new TextEncoder();
const NOTHING = new Uint8Array(0);

/** @throws {CallerError} `UDP_BAD_TOKEN` and those of its parts, when the datagram cannot be said */
export function encodeDatagram(datagram: Datagram): Uint8Array<ArrayBuffer> {
  switch (datagram.type) {
    case "push-ack":
    case "pull-ack":
      return assemble(datagram, undefined, undefined);
    case "pull-data":
      return assemble(datagram, datagram.gatewayEui, undefined);
    case "push-data":
      return assemble(datagram, datagram.gatewayEui, encodePushDataBody(datagram));
    case "pull-resp":
      return assemble(datagram, undefined, { txpk: encodeTxpk(datagram.item) });
    case "tx-ack":
      return assemble(datagram, datagram.gatewayEui, encodeTxAckBody(datagram.report));
  }
}

function assemble(
  { type, version, token }: Pick<Datagram, "type" | "version" | "token">,
  gatewayEui: Eui64 | undefined,
  json: JsonObject | undefined,
): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(token) || token < 0 || token > 0xffff) {
    throw new CallerError("UDP_BAD_TOKEN", "a token has 16 bits");
  }
  const eui = gatewayEui === undefined ? NOTHING : fromHex(gatewayEui);
  const body = json === undefined ? NOTHING : encoder.encode(JSON.stringify(json));
  const bytes = new Uint8Array(4 + eui.length + body.length);
  bytes[0] = version;
  bytes[1] = token & 0xff;
  bytes[2] = token >>> 8;
  bytes[3] = DATAGRAM_TYPES[type];
  bytes.set(eui, 4);
  bytes.set(body, 4 + eui.length);
  return bytes;
}
