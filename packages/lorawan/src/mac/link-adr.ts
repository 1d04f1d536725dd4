import type { Command, CommandCodec } from "../command/command.ts";
import { bits, flag, uint } from "../command/field.ts";
import { fixedCommand } from "../command/layout.ts";

/** @see LoRaWAN L2 1.1 §5.3 */
export interface LinkADRReq {
  readonly command: "LinkADRReq";
  /** 0 … 14; 15 keeps the current one (1.0.4, 1.1). */
  readonly dataRate: number;
  /** Index into the region's powers, 0 … 14; 15 keeps the current one (1.0.4, 1.1). */
  readonly txPower: number;
  /** 16 bits whose meaning `chMaskCntl` and the region give. */
  readonly chMask: number;
  /** 0 … 7 */
  readonly chMaskCntl: number;
  /** Transmissions of each unconfirmed uplink, 1 … 15; 0 keeps the default (1) or, in 1.1, the current number. */
  readonly nbTrans: number;
}

export const linkAdrReq: CommandCodec<LinkADRReq> = fixedCommand({
  name: "LinkADRReq",
  cid: 0x03,
  direction: "down",
  summary: "sets data rate, power, channels and repetitions",
  length: 4,
  fields: {
    dataRate: bits([0, 4, 4], (dr) => (dr === 15 ? "keep the data rate" : `data rate DR${dr}`)),
    txPower: bits([0, 0, 4], (index) => (index === 15 ? "keep the power" : `power index ${index}`)),
    chMask: uint(1, 2, (mask) => `channel bits ${mask.toString(2).padStart(16, "0")}`),
    chMaskCntl: bits([3, 4, 3], (control) => `mask applies by rule ${control} of the region`),
    nbTrans: bits([3, 0, 4], repetitionWords),
  },
});

function repetitionWords(count: number): string {
  if (count === 0) return "keep the number of transmissions";
  return count === 1 ? "send every frame once" : `send every frame ${count} times`;
}

export interface LinkADRAns {
  readonly command: "LinkADRAns";
  readonly powerAck: boolean;
  readonly dataRateAck: boolean;
  readonly channelMaskAck: boolean;
}

export const linkAdrAns: CommandCodec<LinkADRAns> = fixedCommand({
  name: "LinkADRAns",
  cid: 0x03,
  direction: "up",
  summary: "accepts or refuses a LinkADRReq; unless all three are accepted nothing changed",
  length: 1,
  fields: {
    powerAck: flag(0, 2, "power accepted", "power not possible"),
    dataRateAck: flag(0, 1, "data rate accepted", "data rate unknown or not possible"),
    channelMaskAck: flag(0, 0, "channel mask accepted", "channel mask enables unknown channels"),
  },
});

export interface ChannelMaskStep {
  readonly chMaskCntl: number;
  readonly chMask: number;
}

/**
 * A contiguous run of LinkADRReq, which a device takes as one: it applies the masks in order, and data rate, power
 * and repetitions of the last. It answers each request, all with the same verdict (1.0.2 and later).
 * @see LoRaWAN L2 1.1 §5.3
 */
export interface LinkAdrBlock {
  readonly masks: readonly ChannelMaskStep[];
  readonly dataRate: number;
  readonly txPower: number;
  readonly nbTrans: number;
}

/** The blocks among the commands of one frame, in order. */
export function linkAdrBlocks(commands: readonly (Command | LinkADRReq)[]): LinkAdrBlock[] {
  const blocks: LinkAdrBlock[] = [];
  let run: LinkADRReq[] = [];
  const close = (): void => {
    const last = run.at(-1);
    if (last === undefined) return;
    const { dataRate, txPower, nbTrans } = last;
    const masks = run.map(({ chMaskCntl, chMask }) => ({ chMaskCntl, chMask }));
    blocks.push({ masks, dataRate, txPower, nbTrans });
    run = [];
  };
  for (const command of commands) {
    if (isLinkAdrReq(command)) run.push(command);
    else close();
  }
  close();
  return blocks;
}

/** The requests that say a block; every one repeats data rate, power and repetitions, as older devices want. */
export function linkAdrRequests(block: LinkAdrBlock): LinkADRReq[] {
  const { masks, dataRate, txPower, nbTrans } = block;
  return masks.map(({ chMask, chMaskCntl }) => ({
    command: "LinkADRReq",
    dataRate,
    txPower,
    chMask,
    chMaskCntl,
    nbTrans,
  }));
}

function isLinkAdrReq(command: Command): command is LinkADRReq {
  return command.command === "LinkADRReq";
}
