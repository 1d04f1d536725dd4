import { channels, grid, gridFrequencies } from "./common.ts";
import { cn470Plan } from "./cn470-plan.ts";
import type { Region } from "./region.ts";

/** Eight groups of eight channels; the join channel says which group's downlinks, RX2 and beacon apply. */
const GROUP_HZ = 1_600_000;
const HOPPING = { ...grid(483_900_000, 200_000, 8), perJoinChannelHz: GROUP_HZ };

/** 20 MHz antennas, plan A: uplinks at both ends of the band, downlinks between them. */
export const CN470_20A: Region = cn470Plan({
  id: "CN470-20A",
  name: "CN470-510 20 MHz plan A",
  channels: [
    ...channels(gridFrequencies(grid(470_300_000, 200_000, 32)), [1, 5]),
    ...channels(gridFrequencies(grid(503_500_000, 200_000, 32)), [1, 5], 32),
  ],
  join: { channels: [3, 11, 19, 27, 35, 43, 51, 59], personalisedPlace: 1 },
  rx1Frequency: grid(483_900_000, 200_000, 64),
  rx2Frequency: { ...grid(485_300_000, 0, 1), perJoinChannelHz: GROUP_HZ },
  beacon: HOPPING,
  pingSlot: HOPPING,
});
