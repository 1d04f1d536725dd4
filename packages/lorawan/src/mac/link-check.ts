import type { CommandCodec } from "../command/command.ts";
import { uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §5.2 */
export interface LinkCheckReq {
  readonly command: "LinkCheckReq";
}

export const linkCheckReq: CommandCodec<LinkCheckReq> = fixedCommand({
  name: "LinkCheckReq",
  cid: 0x02,
  direction: "up",
  summary: "asks how well the network hears the device",
  length: 0,
  fields: {},
});

export interface LinkCheckAns {
  readonly command: "LinkCheckAns";
  /** dB above the demodulation floor, 0 … 254. */
  readonly margin: number;
  /** Gateways that received the request. */
  readonly gwCnt: number;
}

export const linkCheckAns: CommandCodec<LinkCheckAns> = fixedCommand({
  name: "LinkCheckAns",
  cid: 0x02,
  direction: "down",
  summary: "says how well the network heard the device",
  length: 2,
  fields: {
    margin: uint(0, 1, (db) => (db === 255 ? "reserved" : `${db} dB above the demodulation floor`)),
    gwCnt: uint(1, 1, (count) => `received by ${count} ${count === 1 ? "gateway" : "gateways"}`),
  },
});
