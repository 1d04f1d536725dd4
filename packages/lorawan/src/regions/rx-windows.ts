import { findChannel } from "./look-up.ts";
import type { FrequencyGrid, Region } from "./region.ts";

/**
 * The downlink data rate of RX1, or `undefined` if the region knows no such uplink data rate or offset.
 * @see RP002-1.0.4, "Receive windows" of each region
 */
export function rx1DataRate(
  region: Region,
  uplinkDataRate: number,
  rx1DrOffset: number,
  downlinkDwell = false,
): number | undefined {
  const { dataRates, dataRatesUnderDwell } = region.rx1;
  const table = downlinkDwell && dataRatesUnderDwell ? dataRatesUnderDwell : dataRates;
  return table[uplinkDataRate]?.[rx1DrOffset];
}

/** What an uplink and its device tell about where RX1 listens. */
export interface Rx1Uplink {
  readonly frequencyHz: number;
  readonly dataRate?: number;
  /** Whether the frame is a join- or rejoin-request. */
  readonly join?: boolean;
}

/**
 * The frequency of RX1, or `undefined` if the uplink came on no channel of a fixed plan. In a dynamic plan, DlChannelReq
 * may have moved it: that is the session's knowledge, not the region's.
 */
export function rx1FrequencyHz(region: Region, uplink: Rx1Uplink): number | undefined {
  if (uplink.join && region.join.rx1HzOverride) return region.join.rx1HzOverride;
  const { frequency } = region.rx1;
  if (frequency === "uplink") return uplink.frequencyHz;
  const channel = findChannel(region, uplink.frequencyHz, uplink.dataRate);
  return channel && entryHz(frequency, channel.index % frequency.count);
}

/**
 * The frequency of RX2 before any command changes it.
 * @param joinChannel the channel of the join-request; without one, what a device activated by personalisation assumes
 */
export function rx2FrequencyHz(region: Region, joinChannel?: number): number {
  return entryHz(region.rx2.frequency, 0, joinPlace(region, joinChannel));
}

/** Frequency `n` of a grid, moved to the group of the join channel at that place of `join.channels`. */
export function entryHz(grid: FrequencyGrid, n: number, place = 0): number {
  return grid.firstHz + n * grid.stepHz + place * (grid.perJoinChannelHz ?? 0);
}

/** The place of a join channel in `join.channels`; it selects the group in plans that have groups. */
export function joinPlace(region: Region, joinChannel: number | undefined): number {
  const { channels, personalisedPlace = 0 } = region.join;
  if (joinChannel === undefined || !channels) return personalisedPlace;
  return Math.max(channels.indexOf(joinChannel), 0);
}
