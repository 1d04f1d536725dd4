import { CallerError } from "@lorats/base";
import { checkUint } from "../frame/check.ts";
import { decodeFrequency, encodeFrequency } from "../frame/frequency.ts";

export const CF_LIST_LENGTH = 16;

/** Type 0: five more channels, for regions with dynamic channel plans. 0 Hz leaves a channel unused. */
export interface FrequencyCfList {
  readonly type: 0;
  readonly freqsHz: readonly number[];
}

/** Type 1: which channels of a fixed plan are on; word `i` bit `j` is channel 16 i + j. */
export interface ChannelMaskCfList {
  readonly type: 1;
  readonly chMasks: readonly number[];
}

/** Types 2 … 255 are reserved; a device ignores them. */
export interface ReservedCfList {
  readonly type: "reserved";
  readonly bytes: Uint8Array;
}

export type CfList = FrequencyCfList | ChannelMaskCfList | ReservedCfList;

const FREQUENCIES = 5;
/** 96 channels; the remaining bytes are reserved. */
const MASKS = 7;

/**
 *     Freq 3 × 5 | 00        ChMask 2 × 6 | RFU 3 | 01
 *
 * @param bytes 16
 * @see RP002-1.0.4, the clause "JoinAccept CFList" of each region
 */
export function decodeCfList(bytes: Uint8Array): CfList {
  switch (bytes[15]!) {
    case 0:
      return {
        type: 0,
        freqsHz: Array.from({ length: FREQUENCIES }, (_, i) =>
          decodeFrequency(bytes[3 * i]! | (bytes[3 * i + 1]! << 8) | (bytes[3 * i + 2]! << 16)),
        ),
      };
    case 1:
      return {
        type: 1,
        chMasks: Array.from({ length: MASKS }, (_, i) => bytes[2 * i]! | (bytes[2 * i + 1]! << 8)),
      };
    default:
      return { type: "reserved", bytes: new Uint8Array(bytes) };
  }
}

/** @throws {CallerError} `LW_BAD_FIELD` */
export function encodeCfList(cfList: CfList): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(CF_LIST_LENGTH);
  switch (cfList.type) {
    case 0:
      if (cfList.freqsHz.length > FREQUENCIES) {
        throw new CallerError("LW_BAD_FIELD", "a CFList holds at most five frequencies");
      }
      for (const [i, freqHz] of cfList.freqsHz.entries()) {
        const field = encodeFrequency(freqHz);
        if (field === undefined) throw new CallerError("LW_BAD_FIELD", `no field for ${freqHz} Hz`);
        bytes[3 * i] = field;
        bytes[3 * i + 1] = field >> 8;
        bytes[3 * i + 2] = field >> 16;
      }
      break;
    case 1:
      if (cfList.chMasks.length > MASKS) {
        throw new CallerError("LW_BAD_FIELD", "a CFList holds at most seven channel masks");
      }
      for (const [i, mask] of cfList.chMasks.entries()) {
        checkUint("ChMask", mask, 16);
        bytes[2 * i] = mask;
        bytes[2 * i + 1] = mask >> 8;
      }
      bytes[15] = 1;
      break;
    case "reserved":
      if (cfList.bytes.length !== CF_LIST_LENGTH) {
        throw new CallerError("LW_BAD_FIELD", "a CFList has 16 bytes");
      }
      bytes.set(cfList.bytes);
  }
  return bytes;
}
