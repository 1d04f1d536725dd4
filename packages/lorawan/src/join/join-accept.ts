import { accept, refuse, type DevAddr, type Result } from "@lorats/base";
import { checkUint } from "../frame/check.ts";
import { mHdr } from "../frame/m-hdr.ts";
import { readDevAddr, writeIdLe } from "../frame/wire-id.ts";
import { CF_LIST_LENGTH, decodeCfList, encodeCfList, type CfList } from "./cf-list.ts";

/** @see LoRaWAN L2 1.0.3 §6.2.5, 1.1 §6.2.3 */
export interface DlSettings {
  /** The network speaks 1.1 and counts on the device to do so. */
  readonly optNeg: boolean;
  /** 0 … 7 */
  readonly rx1DrOffset: number;
  /** 0 … 15 */
  readonly rx2DataRate: number;
}

/** A join-accept in clear. */
export interface JoinAccept {
  /** 24 bits; AppNonce in 1.0.0–1.0.3. */
  readonly joinNonce: number;
  /** 24 bits. */
  readonly netId: number;
  readonly devAddr: DevAddr;
  readonly dlSettings: DlSettings;
  /** The field as sent, 0 … 15; 0 means one second as 1 does. */
  readonly rxDelay: number;
  readonly cfList: CfList | null;
}

function encodeDlSettings(dlSettings: DlSettings): number {
  return (
    (dlSettings.optNeg ? 0x80 : 0) |
    ((dlSettings.rx1DrOffset & 0x07) << 4) |
    (dlSettings.rx2DataRate & 0x0f)
  );
}

function decodeDlSettings(octet: number): DlSettings {
  return {
    optNeg: (octet & 0x80) !== 0,
    rx1DrOffset: (octet >> 4) & 0x07,
    rx2DataRate: octet & 0x0f,
  };
}

const FIXED_LENGTH = 13;

/**
 * The join-accept in clear, MHDR first and MIC last (four bytes left zero).
 *
 *     MHDR 1 | JoinNonce 3 | NetID 3 | DevAddr 4 | DLSettings 1 | RXDelay 1 | [ CFList 16 ] | MIC 4
 *
 * @throws {CallerError} `LW_BAD_FIELD`
 */
export function encodePlainJoinAccept(joinAccept: JoinAccept): Uint8Array<ArrayBuffer> {
  const { joinNonce, netId, rxDelay, cfList } = joinAccept;
  checkUint("JoinNonce", joinNonce, 24);
  checkUint("NetID", netId, 24);
  checkUint("RXDelay", rxDelay, 4);
  checkUint("RX1DRoffset", joinAccept.dlSettings.rx1DrOffset, 3);
  checkUint("RX2DataRate", joinAccept.dlSettings.rx2DataRate, 4);
  const bytes = new Uint8Array(FIXED_LENGTH + (cfList === null ? 0 : CF_LIST_LENGTH) + 4);
  bytes[0] = mHdr("join-accept");
  writeU24le(joinNonce, bytes, 1);
  writeU24le(netId, bytes, 4);
  writeIdLe(joinAccept.devAddr, bytes, 7);
  bytes[11] = encodeDlSettings(joinAccept.dlSettings);
  bytes[12] = rxDelay;
  if (cfList !== null) bytes.set(encodeCfList(cfList), FIXED_LENGTH);
  return bytes;
}

/** Reads a decrypted join-accept, MHDR first and MIC last; the MIC is somebody else's matter. */
export function decodePlainJoinAccept(bytes: Uint8Array): Result<JoinAccept> {
  if (bytes.length !== 17 && bytes.length !== 33) {
    return refuse("LW_BAD_LENGTH", `a join-accept has 17 or 33 bytes, this one ${bytes.length}`);
  }
  return accept({
    joinNonce: readU24le(bytes, 1),
    netId: readU24le(bytes, 4),
    devAddr: readDevAddr(bytes, 7),
    dlSettings: decodeDlSettings(bytes[11]!),
    rxDelay: bytes[12]! & 0x0f,
    cfList:
      bytes.length === 33
        ? decodeCfList(bytes.subarray(FIXED_LENGTH, FIXED_LENGTH + CF_LIST_LENGTH))
        : null,
  });
}

function writeU24le(value: number, bytes: Uint8Array, at: number): void {
  bytes[at] = value;
  bytes[at + 1] = value >> 8;
  bytes[at + 2] = value >> 16;
}

function readU24le(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16);
}
