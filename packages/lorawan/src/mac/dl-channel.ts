import type { CommandCodec } from "../command/command.ts";
import { flag, frequency, uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §5.7 */
export interface DlChannelReq {
  readonly command: "DlChannelReq";
  readonly chIndex: number;
  readonly freqHz: number;
}

export const dlChannelReq: CommandCodec<DlChannelReq> = fixedCommand({
  name: "DlChannelReq",
  cid: 0x0a,
  direction: "down",
  summary: "moves RX1 of one uplink channel to another frequency",
  length: 4,
  fields: {
    chIndex: uint(0, 1, (index) => `channel ${index}`),
    freqHz: frequency(1),
  },
});

/** Repeated in every uplink until the device hears a downlink. */
export interface DlChannelAns {
  readonly command: "DlChannelAns";
  readonly uplinkFrequencyExists: boolean;
  readonly channelFrequencyOk: boolean;
}

export const dlChannelAns: CommandCodec<DlChannelAns> = fixedCommand({
  name: "DlChannelAns",
  cid: 0x0a,
  direction: "up",
  summary: "accepts or refuses RX1's frequency; unless both are accepted nothing changed",
  length: 1,
  fields: {
    uplinkFrequencyExists: flag(0, 1, "the channel exists", "the channel does not exist"),
    channelFrequencyOk: flag(0, 0, "frequency accepted", "frequency not usable"),
  },
});
