import type { CommandCodec } from "../command/command.ts";
import { bits, flag, frequency } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §5.5 */
export interface RXParamSetupReq {
  readonly command: "RXParamSetupReq";
  /** 0 … 7, a column of the region's RX1 table. */
  readonly rx1DrOffset: number;
  readonly rx2DataRate: number;
  readonly rx2FreqHz: number;
}

export const rxParamSetupReq: CommandCodec<RXParamSetupReq> = fixedCommand({
  name: "RXParamSetupReq",
  cid: 0x05,
  direction: "down",
  summary: "sets RX1's data-rate offset and RX2's channel",
  length: 4,
  fields: {
    rx1DrOffset: bits([0, 4, 3], (offset) => `RX1 data-rate offset ${offset}`),
    rx2DataRate: bits([0, 0, 4], (dr) => `RX2 listens at DR${dr}`),
    rx2FreqHz: frequency(1),
  },
});

/** Repeated in every uplink until the device hears a downlink. */
export interface RXParamSetupAns {
  readonly command: "RXParamSetupAns";
  readonly rx1DrOffsetAck: boolean;
  readonly rx2DataRateAck: boolean;
  readonly channelAck: boolean;
}

export const rxParamSetupAns: CommandCodec<RXParamSetupAns> = fixedCommand({
  name: "RXParamSetupAns",
  cid: 0x05,
  direction: "up",
  summary: "accepts or refuses new receive windows; unless all three are accepted nothing changed",
  length: 1,
  fields: {
    rx1DrOffsetAck: flag(0, 2, "RX1 offset accepted", "RX1 offset out of range"),
    rx2DataRateAck: flag(0, 1, "RX2 data rate accepted", "RX2 data rate unknown"),
    channelAck: flag(0, 0, "RX2 frequency accepted", "RX2 frequency not usable"),
  },
});
