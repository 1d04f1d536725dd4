import { accept, refuse, type Eui64, type Result } from "@lorats/base";
import { checkMic, checkUint } from "./check.ts";
import { mHdr } from "./m-hdr.ts";
import { readEui64, writeIdLe } from "./wire-id.ts";

/** Types 0 (new session context) and 2 (rekey only): the serving network can answer. */
export interface NetIdRejoinRequest {
  readonly mType: "rejoin-request";
  readonly rejoinType: 0 | 2;
  /** 24 bits. */
  readonly netId: number;
  readonly devEui: Eui64;
  /** 16 bits; counts since the last join-accept. */
  readonly rjCount0: number;
  readonly mic: Uint8Array;
}

/** Type 1: restores a lost session, as a join-request that does not tell the network from others. */
export interface JoinEuiRejoinRequest {
  readonly mType: "rejoin-request";
  readonly rejoinType: 1;
  readonly joinEui: Eui64;
  readonly devEui: Eui64;
  /** 16 bits; never repeats under one JoinEUI. */
  readonly rjCount1: number;
  readonly mic: Uint8Array;
}

export type RejoinRequest = NetIdRejoinRequest | JoinEuiRejoinRequest;

const NET_ID_LENGTH = 19;
const JOIN_EUI_LENGTH = 24;

/**
 *     MHDR 1 | 00 or 02 | NetID 3   | DevEUI 8 | RJcount0 2 | MIC 4
 *     MHDR 1 | 01       | JoinEUI 8 | DevEUI 8 | RJcount1 2 | MIC 4
 *
 * @see LoRaWAN L2 1.1 §6.2.4
 */
export function decodeRejoinRequest(bytes: Uint8Array): Result<RejoinRequest> {
  const rejoinType = bytes[1];
  switch (rejoinType) {
    case undefined:
      return refuse("LW_TOO_SHORT", "a rejoin-request without its type");
    case 0:
    case 2:
      if (bytes.length !== NET_ID_LENGTH) return badLength(rejoinType, NET_ID_LENGTH, bytes);
      return accept({
        mType: "rejoin-request",
        rejoinType,
        netId: bytes[2]! | (bytes[3]! << 8) | (bytes[4]! << 16),
        devEui: readEui64(bytes, 5),
        rjCount0: bytes[13]! | (bytes[14]! << 8),
        mic: bytes.subarray(15),
      });
    case 1:
      if (bytes.length !== JOIN_EUI_LENGTH) return badLength(1, JOIN_EUI_LENGTH, bytes);
      return accept({
        mType: "rejoin-request",
        rejoinType,
        joinEui: readEui64(bytes, 2),
        devEui: readEui64(bytes, 10),
        rjCount1: bytes[18]! | (bytes[19]! << 8),
        mic: bytes.subarray(20),
      });
    default:
      return refuse("LW_BAD_REJOIN_TYPE", `rejoin types are 0, 1 and 2, this one ${rejoinType}`);
  }
}

function badLength(type: number, expected: number, bytes: Uint8Array): Result<never> {
  return refuse(
    "LW_BAD_LENGTH",
    `a rejoin-request of type ${type} has ${expected} bytes, this one ${bytes.length}`,
  );
}

/** @throws {CallerError} `LW_BAD_FIELD` */
export function encodeRejoinRequest(frame: RejoinRequest): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(frame.rejoinType === 1 ? JOIN_EUI_LENGTH : NET_ID_LENGTH);
  bytes[0] = mHdr("rejoin-request");
  bytes[1] = frame.rejoinType;
  const at = frame.rejoinType === 1 ? 10 : 5;
  writeIdLe(frame.devEui, bytes, at);
  if (frame.rejoinType === 1) {
    writeIdLe(frame.joinEui, bytes, 2);
  } else {
    checkUint("NetID", frame.netId, 24);
    bytes[2] = frame.netId;
    bytes[3] = frame.netId >> 8;
    bytes[4] = frame.netId >> 16;
  }
  checkMic(frame.mic);
  const count = frame.rejoinType === 1 ? frame.rjCount1 : frame.rjCount0;
  checkUint("RJcount", count, 16);
  bytes[at + 8] = count;
  bytes[at + 9] = count >> 8;
  bytes.set(frame.mic, at + 10);
  return bytes;
}
