import type { CfList } from "@lorats/lorawan";
import { EU868 } from "./region.ts";

/** A channel as the device's table holds it. */
export interface DeviceChannel {
  readonly freqHz: number;
  /** Where its first window listens: DlChannelReq may move it. */
  readonly rx1FreqHz: number;
  readonly minDataRate: number;
  readonly maxDataRate: number;
  readonly isOn: boolean;
}

type ChannelTable = readonly (DeviceChannel | null)[];

export function newDeviceChannel(
  freqHz: number,
  minDataRate = 0,
  maxDataRate: number = EU868.maxAdrDataRate,
): DeviceChannel {
  return { freqHz, rx1FreqHz: freqHz, minDataRate, maxDataRate, isOn: true };
}

/** The channels that a device is born with. */
export const DEFAULT_CHANNELS: readonly DeviceChannel[] = EU868.channels.map(
  ({ frequencyHz, minDataRate, maxDataRate }) =>
    newDeviceChannel(frequencyHz, minDataRate, maxDataRate),
);

/** The default channels and those of a join-accept's CFList, which follow them. */
export function channelsOfJoin(cfList: CfList | null): ChannelTable {
  const extra = cfList?.type === 0 ? cfList.freqsHz : [];
  return [...DEFAULT_CHANNELS, ...extra.map((hz) => (hz > 0 ? newDeviceChannel(hz) : null))];
}

/** Indices of the channels that a data rate may use now. */
export function usableChannels(channels: ChannelTable, dataRate: number): number[] {
  return channels.flatMap((channel, index) =>
    channel?.isOn && dataRate >= channel.minDataRate && dataRate <= channel.maxDataRate
      ? [index]
      : [],
  );
}

/** The default channels switched on again, whatever the others do. */
export function withDefaultsOn(channels: ChannelTable): ChannelTable {
  return channels.map((channel, index) =>
    channel && index < DEFAULT_CHANNELS.length ? { ...channel, isOn: true } : channel,
  );
}

export function isInBand(freqHz: number): boolean {
  const [low, high] = EU868.bandHz;
  return freqHz >= low && freqHz <= high;
}

/** EU868's data rates 0 … 6 as a LoRa radio is set for them; undefined for what is no LoRa. */
export function loraRate(dataRate: number): { sf: number; bwHz: number } | undefined {
  const modulation = EU868.dataRates[dataRate]?.modulation;
  return modulation?.modulation === "lora"
    ? { sf: modulation.sf, bwHz: modulation.bwHz }
    : undefined;
}
