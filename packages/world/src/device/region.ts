import {
  dataRateOf,
  getRegion,
  maxMacPayload,
  subBandChannels,
  type Region,
} from "@lorats/lorawan";

/** Channel plans that the world's devices know: those whose second window does not depend on where a device joined. */
export const WORLD_REGIONS = [
  "EU868",
  "US915",
  "AU915",
  "AS923-1",
  "AS923-2",
  "AS923-3",
  "AS923-4",
  "IN865",
  "KR920",
  "EU433",
  "RU864",
] as const;

/** What a device's maker has set: the channel plan and, where that has many channels, the eight that networks around it use. */
export interface RadioPlan {
  readonly region: Region;
  /** Which eight of the 125 kHz channels, from 0; absent in plans of few channels. */
  readonly subBand?: number | undefined;
}

/** @param subBand ignored by plans of few channels */
export function radioPlan(id: (typeof WORLD_REGIONS)[number], subBand: number): RadioPlan {
  const region = getRegion(id);
  return region.plan === "fixed" ? { region, subBand } : { region };
}

/** Indices of the channels that networks around use: all of them in plans of few. */
export function usualChannels({ region, subBand }: RadioPlan): ReadonlySet<number> {
  const channels = subBand === undefined ? region.channels : subBandChannels(region, subBand);
  return new Set(channels.map(({ index }) => index));
}

/** Where an SDR is tuned to for the channels of 125 kHz. */
export function centreHz(plan: RadioPlan): number {
  const usual = usualChannels(plan);
  const hz = plan.region.channels
    .filter(({ index, minDataRate }) => usual.has(index) && isNarrow(plan.region, minDataRate))
    .map(({ frequencyHz }) => frequencyHz);
  return (Math.min(...hz) + Math.max(...hz)) / 2;
}

function isNarrow(region: Region, dataRate: number): boolean {
  return loraRate(region, dataRate)?.bwHz === 125_000;
}

export function isInBand(region: Region, freqHz: number): boolean {
  const [low, high] = region.bandHz;
  return freqHz >= low && freqHz <= high;
}

/** A data rate as a LoRa radio is set for it; undefined for what is no LoRa. */
export function loraRate(
  region: Region,
  dataRate: number,
): { readonly sf: number; readonly bwHz: number } | undefined {
  const modulation = dataRateOf(region, dataRate)?.modulation;
  return modulation?.modulation === "lora"
    ? { sf: modulation.sf, bwHz: modulation.bwHz }
    : undefined;
}

/** The slowest data rate of a device that wants to be heard. @param dwell whether uplinks are limited in length */
export function slowestRate(region: Region, dwell: boolean): number {
  const [first, last] = region.join.dataRates;
  for (let rate = first; rate < last; rate++) if (maySendAt(region, rate, dwell)) return rate;
  return last;
}

/** Whether a device may send at a data rate. @param dwell whether uplinks are limited in length */
export function maySendAt(region: Region, dataRate: number, dwell: boolean): boolean {
  return (
    loraRate(region, dataRate) !== undefined &&
    dataRateOf(region, dataRate)?.direction !== "down" &&
    maxMacPayload(region, dataRate, { dwell }) > 0
  );
}
