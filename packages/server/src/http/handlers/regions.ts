import type { Region as RegionView } from "@lorats/api";
import {
  type FrequencyGrid,
  maxApplicationPayload,
  type Modulation,
  type Region,
  REGIONS,
} from "@lorats/lorawan";
import type { Handlers } from "../call.ts";

export const regionHandlers: Handlers<"getRegions"> = {
  getRegions: async () => ({ items: REGIONS.map(showRegion) }),
};

function showRegion(region: Region): RegionView {
  const { id, name, source, plan, bandHz, dataRates, channels, maxChannels } = region;
  const { rx2, classB, txPower, dwell, regulation } = region;
  return {
    id,
    name,
    source,
    plan,
    bandHz: [...bandHz],
    dataRates: dataRates.map(({ index, direction, modulation }) => ({
      index,
      direction,
      modulation: showModulation(modulation),
      maxPayload: maxApplicationPayload(region, index),
    })),
    channels: channels.map(({ index, frequencyHz, minDataRate, maxDataRate }) => ({
      index,
      freqHz: frequencyHz,
      minDataRate,
      maxDataRate,
    })),
    maxChannels,
    rx2: showPlace(rx2),
    beacon: showPlace(classB.beacon),
    pingSlot: showPlace(classB.pingSlot),
    maxEirpDbm: txPower.maxEirpDbm,
    ...(dwell && {
      dwell: { limitMs: dwell.limitMs, uplink: dwell.uplink, downlink: dwell.downlink },
    }),
    regulation: regulation.map(({ id: of, source: from, subBands }) => ({
      id: of,
      source: from,
      subBands: subBands.map((band) => ({ ...band })),
    })),
  };
}

function showPlace({ frequency, dataRate }: { frequency: FrequencyGrid; dataRate: number }) {
  const { firstHz, stepHz, count } = frequency;
  return { frequency: { firstHz, stepHz, count }, dataRate };
}

function showModulation(modulation: Modulation): string {
  switch (modulation.modulation) {
    case "lora":
      return `SF${modulation.sf} / ${modulation.bwHz / 1000} kHz`;
    case "fsk":
      return `FSK ${modulation.bitrateBps / 1000} kbit/s`;
    case "lr-fhss":
      return `LR-FHSS ${modulation.codingRate} / ${modulation.ocwHz / 1000} kHz`;
  }
}
