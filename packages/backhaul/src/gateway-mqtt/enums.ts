import type { TxStatus } from "../model.ts";

// Names by their number in gw.proto: the JSON and the protobuf of a message say the same.

/** `gw.CodeRate`. */
export const CODE_RATES = [
  "CR_UNDEFINED",
  "CR_4_5",
  "CR_4_6",
  "CR_4_7",
  "CR_4_8",
  "CR_3_8",
  "CR_2_6",
  "CR_1_4",
  "CR_1_6",
  "CR_5_6",
  "CR_LI_4_5",
  "CR_LI_4_6",
  "CR_LI_4_8",
] as const;
export type CodeRate = (typeof CODE_RATES)[number];

/** `gw.TxAckStatus`; the first is what an absent status means. */
export const TX_ACK_STATUSES: readonly TxStatus[] = [
  "IGNORED",
  "OK",
  "TOO_LATE",
  "TOO_EARLY",
  "COLLISION_PACKET",
  "COLLISION_BEACON",
  "TX_FREQ",
  "TX_POWER",
  "GPS_UNLOCKED",
  "QUEUE_FULL",
  "INTERNAL_ERROR",
  "DUTY_CYCLE_OVERFLOW",
];
