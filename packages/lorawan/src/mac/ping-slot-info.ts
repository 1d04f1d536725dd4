import type { CommandCodec } from "../command/command.ts";
import { bits } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §14 */
export interface PingSlotInfoReq {
  readonly command: "PingSlotInfoReq";
  /** 0 … 7: the device listens every 2^periodicity s or so. */
  readonly periodicity: number;
}

export const pingSlotInfoReq: CommandCodec<PingSlotInfoReq> = fixedCommand({
  name: "PingSlotInfoReq",
  cid: 0x10,
  direction: "up",
  summary: "tells how often the device listens in Class B",
  length: 1,
  fields: {
    periodicity: bits([0, 0, 3], (exponent) => `${2 ** (7 - exponent)} ping slots every 128 s`),
  },
});

export interface PingSlotInfoAns {
  readonly command: "PingSlotInfoAns";
}

export const pingSlotInfoAns: CommandCodec<PingSlotInfoAns> = fixedCommand({
  name: "PingSlotInfoAns",
  cid: 0x10,
  direction: "down",
  summary: "confirms how often the device listens",
  length: 0,
  fields: {},
});
