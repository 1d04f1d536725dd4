import type { DataRate, Modulation } from "./data-rate.ts";
import type { Region, UplinkChannel } from "./region.ts";

/** The data rate with that index, or `undefined` where the region has none. */
export function dataRateOf(region: Region, index: number): DataRate | undefined {
  return region.dataRates.find((rate) => rate.index === index);
}

/** The index of a modulation that a gateway reports or is asked for, or `undefined`. */
export function findDataRate(
  region: Region,
  modulation: Modulation,
  direction: "up" | "down",
): number | undefined {
  return region.dataRates.find(
    (rate) =>
      (rate.direction === "both" || rate.direction === direction) &&
      sameModulation(rate.modulation, modulation),
  )?.index;
}

/** The plan's own channel on that frequency for that data rate: in US915 two channels may share a frequency range. */
export function findChannel(
  region: Region,
  frequencyHz: number,
  dataRate?: number,
): UplinkChannel | undefined {
  return region.channels.find(
    (channel) =>
      channel.frequencyHz === frequencyHz &&
      (dataRate === undefined ||
        (dataRate >= channel.minDataRate && dataRate <= channel.maxDataRate)),
  );
}

function sameModulation(a: Modulation, b: Modulation): boolean {
  switch (a.modulation) {
    case "lora":
      return b.modulation === "lora" && a.sf === b.sf && a.bwHz === b.bwHz;
    case "fsk":
      return b.modulation === "fsk" && a.bitrateBps === b.bitrateBps;
    case "lr-fhss":
      return b.modulation === "lr-fhss" && a.codingRate === b.codingRate && a.ocwHz === b.ocwHz;
  }
}
