import { accept, refuse, type Eui64, type Result } from "@lorats/base";
import { checkMic, checkUint } from "./check.ts";
import { mHdr } from "./m-hdr.ts";
import { readEui64, writeIdLe } from "./wire-id.ts";

export interface JoinRequest {
  readonly mType: "join-request";
  /** AppEUI in 1.0.0–1.0.3. */
  readonly joinEui: Eui64;
  readonly devEui: Eui64;
  /** 16 bits; a counter from 1.0.4 and 1.1 on, random before. */
  readonly devNonce: number;
  readonly mic: Uint8Array;
}

const LENGTH = 23;

/**
 *     MHDR 1 | JoinEUI 8 | DevEUI 8 | DevNonce 2 | MIC 4
 *
 * @see LoRaWAN L2 1.0.3 §6.2.4
 */
export function decodeJoinRequest(bytes: Uint8Array): Result<JoinRequest> {
  if (bytes.length !== LENGTH) {
    return refuse("LW_BAD_LENGTH", `a join-request has 23 bytes, this one ${bytes.length}`);
  }
  return accept({
    mType: "join-request",
    joinEui: readEui64(bytes, 1),
    devEui: readEui64(bytes, 9),
    devNonce: bytes[17]! | (bytes[18]! << 8),
    mic: bytes.subarray(19),
  });
}

/** @throws {CallerError} `LW_BAD_FIELD` */
export function encodeJoinRequest(frame: JoinRequest): Uint8Array<ArrayBuffer> {
  checkUint("DevNonce", frame.devNonce, 16);
  checkMic(frame.mic);
  const bytes = new Uint8Array(LENGTH);
  bytes[0] = mHdr("join-request");
  writeIdLe(frame.joinEui, bytes, 1);
  writeIdLe(frame.devEui, bytes, 9);
  bytes[17] = frame.devNonce;
  bytes[18] = frame.devNonce >> 8;
  bytes.set(frame.mic, 19);
  return bytes;
}
