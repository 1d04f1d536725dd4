import { accept, CallerError, refuse, type DevAddr, type Result } from "@lorats/base";
import { checkMic, checkUint } from "./check.ts";
import {
  decodeDownlinkFCtrl,
  decodeUplinkFCtrl,
  encodeDownlinkFCtrl,
  encodeUplinkFCtrl,
  type DownlinkFCtrl,
  type UplinkFCtrl,
} from "./f-ctrl.ts";
import { mHdr, type Direction } from "./m-hdr.ts";
import { readDevAddr, writeIdLe } from "./wire-id.ts";

interface DataFields {
  readonly devAddr: DevAddr;
  /** The 16 bits on the air; `reconstructFCnt` finds the rest. */
  readonly fCnt: number;
  /** Up to 15 bytes of MAC commands; encrypted in 1.1. */
  readonly fOpts: Uint8Array;
  /** `null` when the frame ends with its FHDR. */
  readonly fPort: number | null;
  /** Encrypted, by the network's key on FPort 0 and by the application's elsewhere. */
  readonly frmPayload: Uint8Array;
  readonly mic: Uint8Array;
}

export interface DataUplink extends DataFields {
  readonly mType: "unconfirmed-data-up" | "confirmed-data-up";
  readonly fCtrl: UplinkFCtrl;
}

export interface DataDownlink extends DataFields {
  readonly mType: "unconfirmed-data-down" | "confirmed-data-down";
  readonly fCtrl: DownlinkFCtrl;
}

export type DataFrame = DataUplink | DataDownlink;

export function directionOf(frame: DataFrame): Direction {
  return isUplink(frame) ? "up" : "down";
}

export function isUplink(frame: DataFrame): frame is DataUplink {
  return frame.mType === "unconfirmed-data-up" || frame.mType === "confirmed-data-up";
}

export function isConfirmed(frame: DataFrame): boolean {
  return frame.mType === "confirmed-data-up" || frame.mType === "confirmed-data-down";
}

/** MHDR 1, DevAddr 4, FCtrl 1, FCnt 2, MIC 4. */
const MIN_LENGTH = 12;

/**
 * HOT PATH.
 *
 *     MHDR 1 | DevAddr 4 | FCtrl 1 | FCnt 2 | FOpts 0…15 | [ FPort 1 | FRMPayload 0…N ] | MIC 4
 *
 * @see LoRaWAN L2 1.0.4 §4.3
 */
export function decodeDataFrame(mType: DataFrame["mType"], bytes: Uint8Array): Result<DataFrame> {
  const micAt = bytes.length - 4;
  if (bytes.length < MIN_LENGTH) {
    return refuse("LW_TOO_SHORT", `a data frame has at least 12 bytes, this one ${bytes.length}`);
  }
  const octet = bytes[5]!;
  const fOptsEnd = 8 + (octet & 0x0f);
  if (fOptsEnd > micAt) {
    return refuse("LW_FOPTS_TRUNCATED", "FOptsLen reaches beyond the end of the frame");
  }
  const fPort = fOptsEnd < micAt ? bytes[fOptsEnd]! : null;
  if (fPort === 0 && fOptsEnd > 8) {
    return refuse(
      "LW_FOPTS_WITH_PORT_0",
      "MAC commands in FOpts and on FPort 0 exclude each other",
    );
  }
  const devAddr = readDevAddr(bytes, 1);
  const fCnt = bytes[6]! | (bytes[7]! << 8);
  const fOpts = fOptsEnd === 8 ? NO_BYTES : bytes.subarray(8, fOptsEnd);
  const payloadAt = fPort === null ? micAt : fOptsEnd + 1;
  const frmPayload = payloadAt === micAt ? NO_BYTES : bytes.subarray(payloadAt, micAt);
  const mic = bytes.subarray(micAt);
  if (mType === "unconfirmed-data-up" || mType === "confirmed-data-up") {
    const fCtrl = decodeUplinkFCtrl(octet);
    return accept({ mType, devAddr, fCtrl, fCnt, fOpts, fPort, frmPayload, mic });
  }
  const fCtrl = decodeDownlinkFCtrl(octet);
  return accept({ mType, devAddr, fCtrl, fCnt, fOpts, fPort, frmPayload, mic });
}

/** Shared: a view costs about as much as all the other fields of a frame together. */
const NO_BYTES = new Uint8Array(0);

/** @throws {CallerError} `LW_BAD_FIELD` */
export function encodeDataFrame(frame: DataFrame): Uint8Array<ArrayBuffer> {
  checkDataFrame(frame);
  const { fOpts, fPort, frmPayload } = frame;
  const bytes = new Uint8Array(
    MIN_LENGTH + fOpts.length + (fPort === null ? 0 : 1 + frmPayload.length),
  );
  bytes[0] = mHdr(frame.mType);
  writeIdLe(frame.devAddr, bytes, 1);
  bytes[5] = isUplink(frame)
    ? encodeUplinkFCtrl(frame.fCtrl, fOpts.length)
    : encodeDownlinkFCtrl(frame.fCtrl, fOpts.length);
  bytes[6] = frame.fCnt;
  bytes[7] = frame.fCnt >> 8;
  bytes.set(fOpts, 8);
  if (fPort !== null) {
    bytes[8 + fOpts.length] = fPort;
    bytes.set(frmPayload, 9 + fOpts.length);
  }
  bytes.set(frame.mic, bytes.length - 4);
  return bytes;
}

function checkDataFrame(frame: DataFrame): void {
  const { fOpts, fPort, frmPayload } = frame;
  if (fOpts.length > 15) throw new CallerError("LW_BAD_FIELD", "FOpts holds at most 15 bytes");
  if (fPort === null && frmPayload.length > 0) {
    throw new CallerError("LW_BAD_FIELD", "a FRMPayload needs an FPort");
  }
  if (fPort !== null) checkUint("FPort", fPort, 8);
  if (fPort === 0 && fOpts.length > 0) {
    throw new CallerError("LW_BAD_FIELD", "FPort 0 excludes FOpts");
  }
  checkUint("FCnt on the air", frame.fCnt, 16);
  checkMic(frame.mic);
}
