/**
 * Message types by the value of MHDR bits 7…5, named as the specification names them.
 * Value 7 also carries vendors' own frames: everything after the MHDR is theirs.
 * @see LoRaWAN L2 1.0.4 §4.2.1, 1.1 §4.2.1
 */
export const M_TYPES = [
  "join-request",
  "join-accept",
  "unconfirmed-data-up",
  "unconfirmed-data-down",
  "confirmed-data-up",
  "confirmed-data-down",
  "rejoin-request",
  "proprietary",
] as const;

export type MType = (typeof M_TYPES)[number];

/** Major version R1, the only one there is. */
export const MAJOR_R1 = 0;

/** The MHDR octet of a message type, Major R1 and RFU bits clear. */
export function mHdr(mType: MType): number {
  return (M_TYPES.indexOf(mType) << 5) | MAJOR_R1;
}

export function mTypeOf(mHdr: number): MType {
  return M_TYPES[mHdr >> 5]!;
}

/** Who sends a frame; bit 0 of many cipher blocks. */
export type Direction = "up" | "down";
