import { CallerError } from "@lorats/base";
import type { CfList } from "../join/cf-list.ts";
import type { Region, UplinkChannel } from "./region.ts";

/** Frequencies that a type 0 list can carry. */
const FREQUENCIES = 5;

/**
 * The CFList that gives a joining device these channels, as far as a list can say it: five more channels in a dynamic
 * plan, any subset in a fixed one. `undefined` where the plan has no list or there is nothing to add.
 *
 * @param enabled channels that shall be on after the join, the plan's own among them
 * @throws {CallerError} `LW_BAD_CHANNELS` for a frequency outside the band or an index outside the plan
 * @see RP002-1.0.4, "Join-accept CFList" of each region
 */
export function buildCfList(region: Region, enabled: readonly UplinkChannel[]): CfList | undefined {
  switch (region.cfList?.type) {
    case undefined:
      return undefined;
    case 0:
      return frequencies(region, enabled);
    case 1:
      return masks(region, enabled);
  }
}

/** The channels that a device has after a join-accept with this list: the mirror of {@link buildCfList}. */
export function channelsAfterJoin(region: Region, cfList: CfList | undefined): UplinkChannel[] {
  if (cfList?.type === 0 && region.cfList?.type === 0) {
    const [minDataRate, maxDataRate] = region.cfList.dataRates;
    const first = region.channels.length;
    const added = cfList.freqsHz.map((frequencyHz, i) => ({
      index: first + i,
      frequencyHz,
      minDataRate,
      maxDataRate,
    }));
    return [...region.channels, ...added.filter((channel) => channel.frequencyHz !== 0)];
  }
  if (cfList?.type === 1 && region.cfList?.type === 1) {
    return region.channels.filter(
      ({ index }) => ((cfList.chMasks[index >> 4] ?? 0) >> (index & 15)) & 1,
    );
  }
  return [...region.channels];
}

function frequencies(region: Region, enabled: readonly UplinkChannel[]): CfList | undefined {
  const first = region.channels.length;
  const freqsHz = Array.from({ length: FREQUENCIES }, () => 0);
  for (const { index, frequencyHz } of enabled) {
    if (index < first || index >= first + FREQUENCIES) continue;
    if (frequencyHz < region.bandHz[0] || frequencyHz > region.bandHz[1]) {
      throw new CallerError("LW_BAD_CHANNELS", `${frequencyHz} Hz is outside ${region.name}`);
    }
    freqsHz[index - first] = frequencyHz;
  }
  return freqsHz.every((freqHz) => freqHz === 0) ? undefined : { type: 0, freqsHz };
}

function masks(region: Region, enabled: readonly UplinkChannel[]): CfList {
  const chMasks = Array.from({ length: Math.ceil(region.maxChannels / 16) }, () => 0);
  for (const { index } of enabled) {
    if (!(index >= 0 && index < region.maxChannels)) {
      throw new CallerError("LW_BAD_CHANNELS", `${region.name} has no channel ${index}`);
    }
    chMasks[index >> 4]! |= 1 << (index & 15);
  }
  return { type: 1, chMasks };
}
