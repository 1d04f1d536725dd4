import { CallerError, type DevAddr } from "@lorats/base";
import type { Direction } from "../frame/m-hdr.ts";
import { MAX_PHY_PAYLOAD } from "../frame/phy-payload.ts";
import { writeIdLe } from "../frame/wire-id.ts";
import type { AesKey } from "./aes-key.ts";
import type { Ciphers } from "./ciphers.ts";

/** What makes a frame's key stream unlike any other's. */
export interface StreamContext {
  readonly direction: Direction;
  readonly devAddr: DevAddr;
  /** All 32 bits. */
  readonly fCnt: number;
}

const STREAM = new Uint8Array((MAX_PHY_PAYLOAD + 15) & ~15);

/**
 * Encrypts or decrypts a FRMPayload (the same operation): XOR with AES of the counter blocks. HOT PATH.
 *
 *     01 | 00 00 00 00 | Dir 1 | DevAddr 4 | FCnt 4 | 00 | i 1      for i = 1 …
 *
 * @param key AppSKey, or the network's key for FPort 0: `frmPayloadKey` chooses
 * @throws {CallerError} `LW_TOO_LONG` beyond 255 bytes
 * @see LoRaWAN L2 1.0.4 §4.3.3
 */
export function encryptFrmPayload(
  ciphers: Ciphers,
  key: AesKey,
  context: StreamContext,
  frmPayload: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const { length } = frmPayload;
  const out = new Uint8Array(length);
  if (length === 0) return out;
  if (length > MAX_PHY_PAYLOAD) {
    throw new CallerError("LW_TOO_LONG", "a FRMPayload has at most 255 bytes");
  }
  const padded = (length + 15) & ~15;
  fillFirstBlock(0, context);
  for (let at = 16; at < padded; at++) STREAM[at] = STREAM[at - 16]!;
  for (let at = 16, i = 2; at < padded; at += 16, i++) STREAM[at + 15] = i;
  ciphers.of(key).aes.encrypt(STREAM, padded);
  for (let i = 0; i < length; i++) out[i] = frmPayload[i]! ^ STREAM[i]!;
  return out;
}

/** Which counter a FOpts block counts with, an erratum of 1.1. */
const F_CNT_UP_OR_N_F_CNT_DOWN = 0x01;
const A_F_CNT_DOWN = 0x02;

/**
 * Encrypts or decrypts the FOpts of a 1.1 frame (the same operation).
 *
 *     01 | 00 00 00 | 01 or 02 | Dir 1 | DevAddr 4 | FCnt 4 | 00 | 01
 *
 * @param appCounter whether the frame is a downlink with an FPort above 0, which counts with AFCntDown
 * @see LoRaWAN L2 1.1 §4.3.1.6 and erratum "FCntDwn usage in FOpts encryption"
 */
export function encryptFOpts(
  ciphers: Ciphers,
  nwkSEncKey: AesKey,
  context: StreamContext,
  appCounter: boolean,
  fOpts: Uint8Array,
): Uint8Array<ArrayBuffer> {
  if (fOpts.length > 15) throw new CallerError("LW_BAD_FIELD", "FOpts holds at most 15 bytes");
  fillFirstBlock(appCounter ? A_F_CNT_DOWN : F_CNT_UP_OR_N_F_CNT_DOWN, context);
  ciphers.of(nwkSEncKey).aes.encrypt(STREAM, 16);
  return fOpts.map((byte, i) => byte ^ STREAM[i]!);
}

function fillFirstBlock(counterKind: number, context: StreamContext): void {
  const a = STREAM;
  a[0] = 0x01;
  a[1] = 0;
  a[2] = 0;
  a[3] = 0;
  a[4] = counterKind;
  a[5] = context.direction === "up" ? 0 : 1;
  writeIdLe(context.devAddr, a, 6);
  const { fCnt } = context;
  a[10] = fCnt;
  a[11] = fCnt >>> 8;
  a[12] = fCnt >>> 16;
  a[13] = fCnt >>> 24;
  a[14] = 0;
  a[15] = 1;
}
