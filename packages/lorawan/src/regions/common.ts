import { loraTimeOnAirMs, type LoraBandwidthHz, type SpreadingFactor } from "../airtime/lora.ts";
import type { DataRate, LrFhssModulation, MacPayloadLimit } from "./data-rate.ts";
import {
  REGIONAL_REVISIONS,
  type FrequencyGrid,
  type MaskMeaning,
  type RegionalRevision,
  type UplinkChannel,
} from "./region.ts";

/** *M* of a frame that fills the radio's 255-byte buffer. */
const PHY_MAX = 250;
/** *M* where a repeater adds its own encapsulation. */
const REPEATER_MAX = 230;
/** MHDR and MIC. */
const PHY_OVERHEAD = 5;
/** FHDR without options, and FPort: below this no application byte fits, and the data rate is not usable. */
const MAC_OVERHEAD = 8;

type Direction = DataRate["direction"];

/** *M* without and behind a repeater. */
export function limit(plain: number, repeater?: number): MacPayloadLimit {
  return { plain, repeater: repeater ?? Math.min(plain, REPEATER_MAX) };
}

/** *M* in a region whose dwell-time limit of 400 ms can be switched on. */
export function switchableLimit(plain: number, dwell: number, repeater?: number): MacPayloadLimit {
  return { ...limit(plain, repeater), dwell };
}

/**
 * The largest *M* whose uplink lasts no longer than `dwellMs`; 0 if not even one application byte fits.
 * This is where the tables "under dwell time" of the Regional Parameters come from.
 */
function dwellLimit(sf: SpreadingFactor, bwHz: number, dwellMs: number): number {
  for (let m = PHY_MAX; m > MAC_OVERHEAD; m--) {
    if (loraTimeOnAirMs({ sf, bwHz, phyBytes: m + PHY_OVERHEAD }) <= dwellMs) return m;
  }
  return 0;
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

/** A LoRa data rate whose transmissions must always end within `dwellMs`. */
export function dwellBound(
  index: number,
  sf: SpreadingFactor,
  bwHz: LoraBandwidthHz,
  dwellMs: number,
  direction: Direction = "both",
): DataRate {
  return lora(index, sf, bwHz, limit(dwellLimit(sf, bwHz, dwellMs)), direction);
}

/** A LoRa data rate with *M* `plain` while the 400 ms limit is off, and what fits into 400 ms while it is on. */
export function dwellSwitched(
  index: number,
  sf: SpreadingFactor,
  bwHz: LoraBandwidthHz,
  plain: number,
  direction: Direction = "both",
): DataRate {
  const dwell = dwellLimit(sf, bwHz, 400);
  return lora(index, sf, bwHz, switchableLimit(plain, dwell), direction);
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

export function grid(firstHz: number, stepHz: number, count: number): FrequencyGrid {
  return { firstHz, stepHz, count };
}

export function fixed(frequencyHz: number): FrequencyGrid {
  return grid(frequencyHz, 0, 1);
}

export function gridFrequencies({ firstHz, stepHz, count }: FrequencyGrid): number[] {
  return Array.from({ length: count }, (_, n) => firstHz + n * stepHz);
}

/** ChMaskCntl 0 … `count − 1`: sixteen channels each. */
export function maskBanks(count: number): Record<number, MaskMeaning> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, i) => [i, { kind: "bank", first: 16 * i, count: 16 }]),
  );
}

/** ChMaskCntl of every plan with 16 channels. @see RP002-1.0.4, LinkADRReq of EU863-870 */
export const MASKS_OF_16_CHANNELS: Readonly<Partial<Record<number, MaskMeaning>>> = {
  ...maskBanks(1),
  6: { kind: "all", on: true },
};

/** What RP001-1.0.2 and its predecessors knew of {@link MASKS_OF_72_CHANNELS}. */
export const MASKS_OF_72_CHANNELS_BEFORE_BANKS_OF_8: Readonly<
  Partial<Record<number, MaskMeaning>>
> = {
  ...maskBanks(4),
  4: { kind: "bank", first: 64, count: 8 },
  6: { kind: "all-125", on: true },
  7: { kind: "all-125", on: false },
};

/** ChMaskCntl of the plans with 64 channels of 125 kHz and 8 of 500 kHz. @see RP002-1.0.4, LinkADRReq of US902-928 */
export const MASKS_OF_72_CHANNELS: Readonly<Partial<Record<number, MaskMeaning>>> = {
  ...MASKS_OF_72_CHANNELS_BEFORE_BANKS_OF_8,
  5: { kind: "banks-of-8" },
};

/** RX1 row of a plan where each step of RX1DROffset (0 … 5) costs one data rate, down to `lowest`. */
export function rx1Steps(dataRate: number, lowest = 0): number[] {
  return [0, 1, 2, 3, 4, 5].map((offset) => Math.max(dataRate - offset, lowest));
}

/** RX1 row where RX1DROffset 6 and 7 make the downlink one and two data rates faster, up to `highest`. */
export function rx1StepsBothWays(dataRate: number, lowest: number, highest: number): number[] {
  return [0, 1, 2, 3, 4, 5, -1, -2].map((offset) =>
    Math.min(Math.max(dataRate - offset, lowest), highest),
  );
}

/** TXPower offsets of nearly every table: index *i* lies 2 i dB below the maximum. */
export function twoDbSteps(maxIndex: number): number[] {
  return Array.from({ length: maxIndex + 1 }, (_, index) => (index === 0 ? 0 : -2 * index));
}

export function revisionsBefore(first: RegionalRevision): RegionalRevision[] {
  return REGIONAL_REVISIONS.slice(0, REGIONAL_REVISIONS.indexOf(first));
}
