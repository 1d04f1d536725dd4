import type { CommandCodec } from "../command/command.ts";
import { bits } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §5.11 */
export interface ADRParamSetupReq {
  readonly command: "ADRParamSetupReq";
  /** ADR_ACK_LIMIT = 2^limitExp uplinks without a downlink before the device asks. */
  readonly limitExp: number;
  /** ADR_ACK_DELAY = 2^delayExp uplinks more before it lowers its data rate. */
  readonly delayExp: number;
}

export const adrParamSetupReq: CommandCodec<ADRParamSetupReq> = fixedCommand({
  name: "ADRParamSetupReq",
  cid: 0x0c,
  direction: "down",
  summary: "sets how long a device keeps its data rate without hearing anything",
  length: 1,
  fields: {
    limitExp: bits([0, 4, 4], (exponent) => `asks after ${2 ** exponent} uplinks`),
    delayExp: bits([0, 0, 4], (exponent) => `steps down after ${2 ** exponent} more`),
  },
});

export interface ADRParamSetupAns {
  readonly command: "ADRParamSetupAns";
}

export const adrParamSetupAns: CommandCodec<ADRParamSetupAns> = fixedCommand({
  name: "ADRParamSetupAns",
  cid: 0x0c,
  direction: "up",
  summary: "confirms the ADR parameters",
  length: 0,
  fields: {},
});
