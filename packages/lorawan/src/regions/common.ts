import type { DataRate, LrFhssModulation, MacPayloadLimit } from "./data-rate.ts";
import type { LoraBandwidthHz, SpreadingFactor } from "../airtime/lora.ts";
import type { FrequencyGrid, MaskMeaning, UplinkChannel } from "./region.ts";

/** Bytes that a repeater's encapsulation may need: no M above this where one stands on the way. */
const REPEATER_MAX = 230;

type Direction = DataRate["direction"];

/** *M* without and behind a repeater. */
export function limit(
  plain: number,
  repeater: number = Math.min(plain, REPEATER_MAX),
): MacPayloadLimit {
  return { plain, repeater };
}

export function lora(
  index: number,
  sf: SpreadingFactor,
  bwHz: LoraBandwidthHz,
  maxMacPayload: MacPayloadLimit,
  direction: Direction = "both",
): DataRate {
  return { index, direction, modulation: { modulation: "lora", sf, bwHz }, maxMacPayload };
}

export function fsk(index: number, maxMacPayload: MacPayloadLimit): DataRate {
  return {
    index,
    direction: "both",
    modulation: { modulation: "fsk", bitrateBps: 50_000 },
    maxMacPayload,
  };
}

export function lrFhss(
  index: number,
  codingRate: LrFhssModulation["codingRate"],
  ocwHz: LrFhssModulation["ocwHz"],
  maxMacPayload: MacPayloadLimit,
): DataRate {
  return {
    index,
    direction: "up",
    modulation: { modulation: "lr-fhss", codingRate, ocwHz },
    maxMacPayload,
  };
}

/** Channels at the frequencies given, numbered from `firstIndex`. */
export function channels(
  frequenciesHz: readonly number[],
  [minDataRate, maxDataRate]: readonly [number, number],
  firstIndex = 0,
): UplinkChannel[] {
  return frequenciesHz.map((frequencyHz, i) => ({
    index: firstIndex + i,
    frequencyHz,
    minDataRate,
    maxDataRate,
  }));
}

export function gridFrequencies({ firstHz, stepHz, count }: FrequencyGrid): number[] {
  return Array.from({ length: count }, (_, n) => firstHz + n * stepHz);
}

export function fixed(firstHz: number): FrequencyGrid {
  return { firstHz, stepHz: 0, count: 1 };
}

/** ChMaskCntl of every plan with 16 channels. @see RP002-1.0.4 §3.1 */
export const MASKS_OF_16_CHANNELS: Readonly<Partial<Record<number, MaskMeaning>>> = {
  0: { kind: "bank", first: 0, count: 16 },
  6: { kind: "all-on" },
};

/** RX1 row of a plan where each step of RX1DROffset (0 … 5) costs one data rate, down to `lowest`. */
export function rx1Steps(dataRate: number, lowest = 0): number[] {
  return [0, 1, 2, 3, 4, 5].map((offset) => Math.max(dataRate - offset, lowest));
}
