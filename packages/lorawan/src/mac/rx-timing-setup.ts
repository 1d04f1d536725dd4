import type { CommandCodec } from "../command/command.ts";
import { bits } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §5.8 */
export interface RXTimingSetupReq {
  readonly command: "RXTimingSetupReq";
  /** The field as sent, 0 … 15; 0 means one second as 1 does. */
  readonly delay: number;
}

export const rxTimingSetupReq: CommandCodec<RXTimingSetupReq> = fixedCommand({
  name: "RXTimingSetupReq",
  cid: 0x08,
  direction: "down",
  summary: "sets the delay between an uplink's end and RX1",
  length: 1,
  fields: { delay: bits([0, 0, 4], (delay) => `RX1 opens after ${Math.max(1, delay)} s`) },
});

/** Repeated in every uplink until the device hears a downlink. */
export interface RXTimingSetupAns {
  readonly command: "RXTimingSetupAns";
}

export const rxTimingSetupAns: CommandCodec<RXTimingSetupAns> = fixedCommand({
  name: "RXTimingSetupAns",
  cid: 0x08,
  direction: "up",
  summary: "confirms the delay of RX1",
  length: 0,
  fields: {},
});
