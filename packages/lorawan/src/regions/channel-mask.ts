import { CallerError } from "@lorats/base";
import type { MaskMeaning, Region } from "./region.ts";

/** The two fields of LinkADRReq that switch channels. */
export interface ChannelMaskBlock {
  readonly chMaskCntl: number;
  /** 16 bits. */
  readonly chMask: number;
}

/** Channels as words of 16 bits: bit `j` of word `i` is channel 16 i + j. */
type MaskWords = readonly number[];

/**
 * The fewest LinkADRReq masks that leave exactly `wanted` switched on, in the order to send them.
 *
 * A device applies a block of LinkADRReq in order and checks only the outcome. So at most one command that sets every
 * channel opens the block, and commands for single banks of 16 mend what it left wrong; all openings are tried.
 *
 * @param wanted channels that shall be on
 * @param current channels that are on, or `undefined` where that is not known
 * @param defined channels that the device knows; the plan's own unless told
 * @throws {CallerError} `LW_BAD_CHANNELS` if `wanted` is empty or names a channel that is not defined
 * @see LoRaWAN L2 1.0.4 §5.2; RP002-1.0.4, "LinkADRReq" of each region
 */
export function buildChannelMasks(
  region: Region,
  wanted: Iterable<number>,
  current?: Iterable<number>,
  defined: Iterable<number> = region.channels.map((channel) => channel.index),
): ChannelMaskBlock[] {
  const count = Math.ceil(region.maxChannels / 16);
  const definedWords = toWords(defined, count);
  const wantedWords = toWords(wanted, count);
  if (wantedWords.every((word) => word === 0)) {
    throw new CallerError("LW_BAD_CHANNELS", "at least one channel must stay on");
  }
  if (wantedWords.some((word, i) => (word & ~definedWords[i]!) !== 0)) {
    throw new CallerError("LW_BAD_CHANNELS", "a channel is wanted that the device does not know");
  }
  const start = current && toWords(current, count);
  let best = mend(region, wantedWords, definedWords, start);
  for (const opening of openings(region, wantedWords)) {
    const opened = applyWords(region, opening, definedWords, definedWords)!;
    const blocks = [opening, ...mend(region, wantedWords, definedWords, opened)];
    if (blocks.length < best.length) best = blocks;
  }
  return best;
}

/**
 * What a device makes of one mask, or `undefined` if it has to refuse it: a reserved ChMaskCntl, or a bit for a channel
 * that it does not know.
 */
export function applyChannelMask(
  region: Region,
  block: ChannelMaskBlock,
  enabled: Iterable<number>,
  defined: Iterable<number> = region.channels.map((channel) => channel.index),
): Set<number> | undefined {
  const count = Math.ceil(region.maxChannels / 16);
  const words = applyWords(region, block, toWords(enabled, count), toWords(defined, count));
  return words && new Set(fromWords(words));
}

/** One command for each bank that differs; for every bank where the start is not known. */
function mend(
  region: Region,
  wanted: MaskWords,
  defined: MaskWords,
  start: MaskWords | undefined,
): ChannelMaskBlock[] {
  const blocks: ChannelMaskBlock[] = [];
  for (const [chMaskCntl, meaning] of meanings(region)) {
    if (meaning.kind !== "bank") continue;
    const word = meaning.first / 16;
    const relevant = start ? start[word]! ^ wanted[word]! : defined[word]!;
    if (relevant !== 0) blocks.push({ chMaskCntl, chMask: wanted[word]! });
  }
  return blocks;
}

function openings(region: Region, wanted: MaskWords): ChannelMaskBlock[] {
  return meanings(region).flatMap(([chMaskCntl, meaning]): ChannelMaskBlock[] => {
    switch (meaning.kind) {
      case "bank":
        return [];
      case "all":
        return [{ chMaskCntl, chMask: 0 }];
      case "all-125":
        return [{ chMaskCntl, chMask: wanted[4]! }];
      case "banks-of-8":
        return Array.from({ length: 255 }, (_, i) => ({ chMaskCntl, chMask: i + 1 }));
    }
  });
}

function applyWords(
  region: Region,
  { chMaskCntl, chMask }: ChannelMaskBlock,
  enabled: MaskWords,
  defined: MaskWords,
): MaskWords | undefined {
  const meaning = region.channelMasks[chMaskCntl];
  switch (meaning?.kind) {
    case undefined:
      return undefined;
    case "bank": {
      const at = meaning.first / 16;
      const inBank = meaning.count === 16 ? chMask : chMask & ((1 << meaning.count) - 1);
      if ((inBank & ~defined[at]!) !== 0) return undefined;
      return enabled.map((word, i) => (i === at ? inBank : word));
    }
    case "all":
      return defined.map((word) => (meaning.on ? word : 0));
    case "all-125":
      return defined.map((word, i) => (i === 4 ? chMask & 0xff : meaning.on ? word : 0));
    case "banks-of-8":
      return defined.map((_, i) => (i === 4 ? chMask & 0xff : pairOfBanks(chMask >> (2 * i))));
  }
}

/** Two bits to sixteen: each spreads over eight channels. */
function pairOfBanks(bits: number): number {
  return (bits & 1 ? 0x00ff : 0) | (bits & 2 ? 0xff00 : 0);
}

function meanings(region: Region): [number, MaskMeaning][] {
  return Object.entries(region.channelMasks).map(([cntl, meaning]) => [Number(cntl), meaning!]);
}

function toWords(channels: Iterable<number>, count: number): number[] {
  const words = Array.from({ length: count }, () => 0);
  for (const channel of channels) {
    const at = channel >> 4;
    if (!Number.isInteger(channel) || at < 0 || at >= count) {
      throw new CallerError("LW_BAD_CHANNELS", `the plan has no channel ${channel}`);
    }
    words[at]! |= 1 << (channel & 15);
  }
  return words;
}

function fromWords(words: MaskWords): number[] {
  return words.flatMap((word, i) =>
    Array.from({ length: 16 }, (_, j) => 16 * i + j).filter((_, j) => (word >> j) & 1),
  );
}
