import type { CommandCodec } from "../command/command.ts";
import { bits, flag, frequency, uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §5.7 */
export interface NewChannelReq {
  readonly command: "NewChannelReq";
  readonly chIndex: number;
  /** 0 disables the channel. */
  readonly freqHz: number;
  readonly maxDr: number;
  readonly minDr: number;
}

export const newChannelReq: CommandCodec<NewChannelReq> = fixedCommand({
  name: "NewChannelReq",
  cid: 0x07,
  direction: "down",
  summary: "creates, changes or disables an uplink channel",
  length: 5,
  fields: {
    chIndex: uint(0, 1, (index) => `channel ${index}`),
    freqHz: frequency(1, "disable the channel"),
    maxDr: bits([4, 4, 4], (dr) => `up to DR${dr}`),
    minDr: bits([4, 0, 4], (dr) => `from DR${dr}`),
  },
});

export interface NewChannelAns {
  readonly command: "NewChannelAns";
  readonly dataRateRangeOk: boolean;
  readonly channelFrequencyOk: boolean;
}

export const newChannelAns: CommandCodec<NewChannelAns> = fixedCommand({
  name: "NewChannelAns",
  cid: 0x07,
  direction: "up",
  summary: "accepts or refuses a channel; unless both are accepted nothing changed",
  length: 1,
  fields: {
    dataRateRangeOk: flag(0, 1, "data rates accepted", "data rates not possible"),
    channelFrequencyOk: flag(0, 0, "frequency accepted", "frequency not usable"),
  },
});
