import { rx1FrequencyHz, type CfList, type Region, type UplinkChannel } from "@lorats/lorawan";
import { usualChannels, type RadioPlan } from "./region.ts";

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

/** A channel that the network defines; its first window is where the uplink was. */
export function newDeviceChannel(
  freqHz: number,
  minDataRate: number,
  maxDataRate: number,
): DeviceChannel {
  return { freqHz, rx1FreqHz: freqHz, minDataRate, maxDataRate, isOn: true };
}

/** The channels that a device is born with: in a plan with sub-bands, those of its own are on. */
export function defaultChannels(plan: RadioPlan): DeviceChannel[] {
  const usual = usualChannels(plan);
  return plan.region.channels.map((channel) => ({
    ...ofPlan(plan.region, channel),
    isOn: usual.has(channel.index),
  }));
}

function ofPlan(
  region: Region,
  { frequencyHz, minDataRate, maxDataRate }: UplinkChannel,
): DeviceChannel {
  const rx1FreqHz = rx1FrequencyHz(region, { frequencyHz, dataRate: minDataRate }) ?? frequencyHz;
  return { freqHz: frequencyHz, rx1FreqHz, minDataRate, maxDataRate, isOn: true };
}

/** The channels after a join: a CFList adds some, or says which of the plan's are on. */
export function channelsOfJoin(plan: RadioPlan, cfList: CfList | null): ChannelTable {
  const { region } = plan;
  const born = defaultChannels(plan);
  if (cfList?.type === 0 && region.cfList?.type === 0) {
    const [slowest, fastest] = region.cfList.dataRates;
    const added = cfList.freqsHz.map((hz) =>
      hz > 0 ? newDeviceChannel(hz, slowest, fastest) : null,
    );
    return [...born, ...added];
  }
  if (cfList?.type === 1 && region.cfList?.type === 1) {
    const isOn = (n: number): boolean => (((cfList.chMasks[n >> 4] ?? 0) >> (n & 15)) & 1) === 1;
    return born.map((channel, n) => ({ ...channel, isOn: isOn(n) }));
  }
  return born;
}

/** Indices of the channels that a data rate may use now. */
export function usableChannels(channels: ChannelTable, dataRate: number): number[] {
  return channels.flatMap((channel, index) =>
    channel?.isOn && dataRate >= channel.minDataRate && dataRate <= channel.maxDataRate
      ? [index]
      : [],
  );
}

/** The plan's own channels switched on again, whatever the others do. */
export function withDefaultsOn(region: Region, channels: ChannelTable): ChannelTable {
  return channels.map((channel, index) =>
    channel && index < region.channels.length ? { ...channel, isOn: true } : channel,
  );
}
