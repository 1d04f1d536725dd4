import type { CommandCodec } from "../command/command.ts";
import { bits } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/**
 * Makes a device send a rejoin-request; the request itself is the answer.
 * @see LoRaWAN L2 1.1 §5.13
 */
export interface ForceRejoinReq {
  readonly command: "ForceRejoinReq";
  /** Retries are 32 s × 2^period apart, plus up to 32 s at random. */
  readonly period: number;
  readonly maxRetries: number;
  /** 0 (also 1) or 2. */
  readonly rejoinType: number;
  readonly dataRate: number;
}

export const forceRejoinReq: CommandCodec<ForceRejoinReq> = fixedCommand({
  name: "ForceRejoinReq",
  cid: 0x0e,
  direction: "down",
  summary: "makes the device send a rejoin-request",
  length: 2,
  fields: {
    period: bits([1, 3, 3], (exponent) => `every ${32 * 2 ** exponent} s and up to 32 s more`),
    maxRetries: bits([1, 0, 3], (count) => `${count} retries`),
    rejoinType: bits([0, 4, 3], (type) => `rejoin type ${type}`),
    dataRate: bits([0, 0, 4], (dr) => `at DR${dr}`),
  },
});
