import type { CommandCodec } from "../command/command.ts";
import { bits, flag, frequency } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §14 */
export interface PingSlotChannelReq {
  readonly command: "PingSlotChannelReq";
  /** 0 returns to the region's channels. */
  readonly freqHz: number;
  readonly dataRate: number;
}

export const pingSlotChannelReq: CommandCodec<PingSlotChannelReq> = fixedCommand({
  name: "PingSlotChannelReq",
  cid: 0x11,
  direction: "down",
  summary: "sets the channel of the ping slots",
  length: 4,
  fields: {
    freqHz: frequency(0, "the region's ping-slot channels"),
    dataRate: bits([3, 0, 4], (dr) => `at DR${dr}`),
  },
});

export interface PingSlotChannelAns {
  readonly command: "PingSlotChannelAns";
  readonly dataRateOk: boolean;
  readonly channelFrequencyOk: boolean;
}

export const pingSlotChannelAns: CommandCodec<PingSlotChannelAns> = fixedCommand({
  name: "PingSlotChannelAns",
  cid: 0x11,
  direction: "up",
  summary: "accepts or refuses the ping slots' channel; unless both are accepted nothing changed",
  length: 1,
  fields: {
    dataRateOk: flag(0, 1, "data rate accepted", "data rate not possible"),
    channelFrequencyOk: flag(0, 0, "frequency accepted", "frequency not usable"),
  },
});
