import { channels, fixed, grid, gridFrequencies } from "./common.ts";
import { cn470Plan } from "./cn470-plan.ts";
import type { Region } from "./region.ts";

/** 26 MHz antennas, plan A: the lower uplinks; two uplink channels share a downlink. */
export const CN470_26A: Region = cn470Plan({
  id: "CN470-26A",
  name: "CN470-510 26 MHz plan A",
  channels: channels(gridFrequencies(grid(470_300_000, 200_000, 48)), [1, 5]),
  join: { channels: [0, 10, 20, 30, 40], rx1HzOverride: 492_500_000 },
  rx1Frequency: grid(490_100_000, 200_000, 24),
  rx2Frequency: fixed(492_500_000),
  beacon: fixed(494_900_000),
  pingSlot: fixed(494_900_000),
});
