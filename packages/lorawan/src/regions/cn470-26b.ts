import { channels, fixed, grid, gridFrequencies } from "./common.ts";
import { cn470Plan } from "./cn470-plan.ts";
import type { Region } from "./region.ts";

/** 26 MHz antennas, plan B: the upper uplinks; two uplink channels share a downlink. */
export const CN470_26B: Region = cn470Plan({
  id: "CN470-26B",
  name: "CN470-510 26 MHz plan B",
  channels: channels(gridFrequencies(grid(480_300_000, 200_000, 48)), [1, 5]),
  join: { channels: [0, 10, 20, 30, 40], rx1HzOverride: 502_500_000 },
  rx1Frequency: grid(500_100_000, 200_000, 24),
  rx2Frequency: fixed(502_500_000),
  beacon: fixed(504_900_000),
  pingSlot: fixed(504_900_000),
});
