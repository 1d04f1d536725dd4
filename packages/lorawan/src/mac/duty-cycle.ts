import type { CommandCodec } from "../command/command.ts";
import { bits } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §5.4 */
export interface DutyCycleReq {
  readonly command: "DutyCycleReq";
  /** The device's share of the air over all bands is at most 2^−maxDutyCycle; 0 leaves it to the regulation. */
  readonly maxDutyCycle: number;
}

export const dutyCycleReq: CommandCodec<DutyCycleReq> = fixedCommand({
  name: "DutyCycleReq",
  cid: 0x04,
  direction: "down",
  summary: "limits the device's share of the air",
  length: 1,
  fields: {
    maxDutyCycle: bits([0, 0, 4], (exponent) =>
      exponent === 0 ? "no limit beyond the regulation" : `at most 1/${2 ** exponent} of the time`,
    ),
  },
});

export interface DutyCycleAns {
  readonly command: "DutyCycleAns";
}

export const dutyCycleAns: CommandCodec<DutyCycleAns> = fixedCommand({
  name: "DutyCycleAns",
  cid: 0x04,
  direction: "up",
  summary: "confirms the limit of the device's share of the air",
  length: 0,
  fields: {},
});
