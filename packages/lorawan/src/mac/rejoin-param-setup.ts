import type { CommandCodec } from "../command/command.ts";
import { bits, flag } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §5.14 */
export interface RejoinParamSetupReq {
  readonly command: "RejoinParamSetupReq";
  /** A rejoin-request of type 0 at least every 2^(maxTimeN + 10) s. */
  readonly maxTimeN: number;
  /** … and at least every 2^(maxCountN + 4) uplinks. */
  readonly maxCountN: number;
}

export const rejoinParamSetupReq: CommandCodec<RejoinParamSetupReq> = fixedCommand({
  name: "RejoinParamSetupReq",
  cid: 0x0f,
  direction: "down",
  summary: "makes the device send rejoin-requests of type 0 periodically",
  length: 1,
  fields: {
    maxTimeN: bits([0, 4, 4], (exponent) => `at least every ${2 ** (exponent + 10)} s`),
    maxCountN: bits([0, 0, 4], (exponent) => `at least every ${2 ** (exponent + 4)} uplinks`),
  },
});

export interface RejoinParamSetupAns {
  readonly command: "RejoinParamSetupAns";
  readonly timeOk: boolean;
}

export const rejoinParamSetupAns: CommandCodec<RejoinParamSetupAns> = fixedCommand({
  name: "RejoinParamSetupAns",
  cid: 0x0f,
  direction: "up",
  summary: "confirms the period of rejoin-requests",
  length: 1,
  fields: { timeOk: flag(0, 0, "counts time and uplinks", "counts uplinks only") },
});
