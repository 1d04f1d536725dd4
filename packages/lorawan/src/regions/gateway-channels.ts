import type { Region, UplinkChannel } from "./region.ts";

const SUB_BAND = 8;
/** Plans of 72 channels number the 500 kHz ones from here, one for each sub-band. */
const WIDE_PLAN = 72;
const FIRST_WIDE = 64;

/**
 * The channels of a plan that a gateway of eight channels listens to: the eight of a sub-band and, in plans of 72, the
 * wide one among them. All channels in plans that let the network define them.
 *
 * @param subBand from 0; none of the plan's channels beyond its last
 */
export function subBandChannels(region: Region, subBand: number): UplinkChannel[] {
  if (region.plan === "dynamic") return [...region.channels];
  const isWide = (index: number): boolean =>
    region.maxChannels === WIDE_PLAN && index >= FIRST_WIDE;
  return region.channels.filter(({ index }) =>
    isWide(index) ? index === FIRST_WIDE + subBand : Math.floor(index / SUB_BAND) === subBand,
  );
}
