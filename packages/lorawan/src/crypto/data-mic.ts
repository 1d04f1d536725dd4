import { CallerError } from "@lorats/base";
import { MAX_PHY_PAYLOAD } from "../frame/phy-payload.ts";
import type { NetworkKeys } from "../session/session-keys.ts";
import type { AesKey } from "./aes-key.ts";
import type { Ciphers } from "./ciphers.ts";
import { cmacInPlace } from "./cmac.ts";

/** What an uplink's MIC covers beyond the frame's own bytes. */
export interface UplinkMicContext {
  /** All 32 bits. */
  readonly fCnt: number;
  /** 1.1: with FCtrl.ACK set, the 32-bit counter of the confirmed downlink it acknowledges. */
  readonly confFCnt?: number;
  /** 1.1: data rate index and channel index of the transmission. */
  readonly txDr?: number;
  readonly txCh?: number;
}

export interface DownlinkMicContext {
  /** All 32 bits. */
  readonly fCnt: number;
  /** 1.1: with FCtrl.ACK set, the 32-bit counter of the confirmed uplink it acknowledges. */
  readonly confFCnt?: number;
}

const B0_LENGTH = 16;
/** B0 or B1, the message, and room for its padding. */
const SCRATCH = new Uint8Array(B0_LENGTH + MAX_PHY_PAYLOAD + 16);
const MAC = new Uint8Array(16);
/** The first half of a 1.1 uplink's MIC, kept while the second is computed. */
const SERVING = new Uint8Array(2);

/**
 * The MIC that an uplink should carry. The last four bytes of `phyPayload` are its MIC field and not covered.
 *
 * 1.1 takes two bytes from CMAC(SNwkSIntKey, B1 | msg) and two from CMAC(FNwkSIntKey, B0 | msg).
 * @see LoRaWAN L2 1.0.4 §4.4, 1.1 §4.4.2
 */
export function computeUplinkMic(
  ciphers: Ciphers,
  keys: NetworkKeys,
  phyPayload: Uint8Array,
  context: UplinkMicContext,
): Uint8Array<ArrayBuffer> {
  uplinkMac(ciphers, keys, phyPayload, context);
  return new Uint8Array(MAC.subarray(0, 4));
}

/** HOT PATH. Whether the frame's last four bytes are its MIC. */
export function verifyUplinkMic(
  ciphers: Ciphers,
  keys: NetworkKeys,
  phyPayload: Uint8Array,
  context: UplinkMicContext,
): boolean {
  uplinkMac(ciphers, keys, phyPayload, context);
  return micMatches(phyPayload);
}

/** Writes the right MIC into the frame's last four bytes. */
export function signUplink(
  ciphers: Ciphers,
  keys: NetworkKeys,
  phyPayload: Uint8Array,
  context: UplinkMicContext,
): void {
  uplinkMac(ciphers, keys, phyPayload, context);
  phyPayload.set(MAC.subarray(0, 4), phyPayload.length - 4);
}

/**
 * The half of a 1.1 uplink's MIC that a forwarding (roaming) network can check: bytes 2 and 3.
 * @see LoRaWAN L2 1.1 §4.4.2
 */
export function verifyForwardingMic(
  ciphers: Ciphers,
  fNwkSIntKey: AesKey,
  phyPayload: Uint8Array,
  fCnt: number,
): boolean {
  checkLength(phyPayload);
  frameMac(ciphers, fNwkSIntKey, phyPayload, 0, 0, 0, 0, fCnt);
  const micAt = phyPayload.length - 4;
  return ((MAC[0]! ^ phyPayload[micAt + 2]!) | (MAC[1]! ^ phyPayload[micAt + 3]!)) === 0;
}

/** @see LoRaWAN L2 1.0.4 §4.4, 1.1 §4.4.1 */
export function computeDownlinkMic(
  ciphers: Ciphers,
  keys: NetworkKeys,
  phyPayload: Uint8Array,
  context: DownlinkMicContext,
): Uint8Array<ArrayBuffer> {
  downlinkMac(ciphers, keys, phyPayload, context);
  return new Uint8Array(MAC.subarray(0, 4));
}

export function verifyDownlinkMic(
  ciphers: Ciphers,
  keys: NetworkKeys,
  phyPayload: Uint8Array,
  context: DownlinkMicContext,
): boolean {
  downlinkMac(ciphers, keys, phyPayload, context);
  return micMatches(phyPayload);
}

/** Writes the right MIC into the frame's last four bytes. */
export function signDownlink(
  ciphers: Ciphers,
  keys: NetworkKeys,
  phyPayload: Uint8Array,
  context: DownlinkMicContext,
): void {
  downlinkMac(ciphers, keys, phyPayload, context);
  phyPayload.set(MAC.subarray(0, 4), phyPayload.length - 4);
}

const ACK = 0x20;

function uplinkMac(
  ciphers: Ciphers,
  keys: NetworkKeys,
  phyPayload: Uint8Array,
  context: UplinkMicContext,
): void {
  checkLength(phyPayload);
  if (keys.version === "1.0") {
    frameMac(ciphers, keys.nwkSKey, phyPayload, 0, 0, 0, 0, context.fCnt);
    return;
  }
  const { fCnt, txDr = 0, txCh = 0 } = context;
  const confFCnt = phyPayload[5]! & ACK ? (context.confFCnt ?? 0) : 0;
  frameMac(ciphers, keys.sNwkSIntKey, phyPayload, 0, confFCnt, txDr, txCh, fCnt);
  SERVING[0] = MAC[0]!;
  SERVING[1] = MAC[1]!;
  frameMac(ciphers, keys.fNwkSIntKey, phyPayload, 0, 0, 0, 0, fCnt);
  MAC[2] = MAC[0]!;
  MAC[3] = MAC[1]!;
  MAC[0] = SERVING[0];
  MAC[1] = SERVING[1];
}

function downlinkMac(
  ciphers: Ciphers,
  keys: NetworkKeys,
  phyPayload: Uint8Array,
  context: DownlinkMicContext,
): void {
  checkLength(phyPayload);
  if (keys.version === "1.0") {
    frameMac(ciphers, keys.nwkSKey, phyPayload, 1, 0, 0, 0, context.fCnt);
    return;
  }
  const confFCnt = phyPayload[5]! & ACK ? (context.confFCnt ?? 0) : 0;
  frameMac(ciphers, keys.sNwkSIntKey, phyPayload, 1, confFCnt, 0, 0, context.fCnt);
}

/**
 * CMAC over a block and the message, into `MAC`.
 *
 *     49 | ConfFCnt 2 | TxDr 1 | TxCh 1 | Dir 1 | DevAddr 4 | FCnt 4 | 00 | len(msg) 1
 */
function frameMac(
  ciphers: Ciphers,
  key: AesKey,
  phyPayload: Uint8Array,
  direction: 0 | 1,
  confFCnt: number,
  txDr: number,
  txCh: number,
  fCnt: number,
): void {
  const length = phyPayload.length - 4;
  const b = SCRATCH;
  b[0] = 0x49;
  b[1] = confFCnt;
  b[2] = confFCnt >>> 8;
  b[3] = txDr;
  b[4] = txCh;
  b[5] = direction;
  for (let i = 0; i < 4; i++) b[6 + i] = phyPayload[1 + i]!;
  b[10] = fCnt;
  b[11] = fCnt >>> 8;
  b[12] = fCnt >>> 16;
  b[13] = fCnt >>> 24;
  b[14] = 0;
  b[15] = length;
  for (let i = 0; i < length; i++) b[B0_LENGTH + i] = phyPayload[i]!;
  cmacInPlace(ciphers.of(key), b, B0_LENGTH + length, MAC);
}

/** Examines all four bytes whatever the first ones are. */
function micMatches(phyPayload: Uint8Array): boolean {
  const micAt = phyPayload.length - 4;
  let difference = 0;
  for (let i = 0; i < 4; i++) difference |= MAC[i]! ^ phyPayload[micAt + i]!;
  return difference === 0;
}

function checkLength(phyPayload: Uint8Array): void {
  if (phyPayload.length < 12 || phyPayload.length > MAX_PHY_PAYLOAD) {
    throw new CallerError("LW_BAD_LENGTH", "a data frame has 12 … 255 bytes");
  }
}
