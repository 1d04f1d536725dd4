import { channels, grid, gridFrequencies } from "./common.ts";
import { cn470Plan } from "./cn470-plan.ts";
import type { Region } from "./region.ts";

/** The two groups of 32 channels lie 20 MHz apart. */
const GROUP_HZ = 20_000_000;

/** 20 MHz antennas, plan B: up and down on the same frequencies. */
export const CN470_20B: Region = cn470Plan({
  id: "CN470-20B",
  name: "CN470-510 20 MHz plan B",
  channels: [
    ...channels(gridFrequencies(grid(476_900_000, 200_000, 32)), [1, 5]),
    ...channels(gridFrequencies(grid(496_900_000, 200_000, 32)), [1, 5], 32),
  ],
  join: { channels: [15, 47], personalisedPlace: 1 },
  rx1Frequency: "uplink",
  rx2Frequency: { ...grid(478_300_000, 0, 1), perJoinChannelHz: GROUP_HZ },
  beacon: { ...grid(481_500_000, 0, 1), perJoinChannelHz: GROUP_HZ },
  pingSlot: { ...grid(476_900_000, 200_000, 32), perJoinChannelHz: GROUP_HZ },
});
