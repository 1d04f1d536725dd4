import { BEACON_PERIOD_S } from "../class-b/timing.ts";
import { entryHz, joinPlace } from "./rx-windows.ts";
import type { FrequencyGrid, Region } from "./region.ts";

/**
 * Where the beacon of `beaconTimeS` is sent. Hopping plans step one channel a period.
 * @param beaconTimeS seconds since the GPS epoch of a beacon (any instant of its period will do)
 * @param joinChannel the device's join channel, in plans that have groups
 * @see LoRaWAN L2 1.0.4 §12.2; RP002-1.0.4, "Class B beacon" of each region
 */
export function beaconFrequencyHz(
  region: Region,
  beaconTimeS: number,
  joinChannel?: number,
): number {
  const { frequency } = region.classB.beacon;
  return hop(region, frequency, beaconPeriod(beaconTimeS), joinChannel);
}

/**
 * Where a device listens in the ping slots of a beacon period: hopping plans add its address, so that devices spread.
 * @param devAddr 32 bits, unsigned
 */
export function pingSlotFrequencyHz(
  region: Region,
  devAddr: number,
  beaconTimeS: number,
  joinChannel?: number,
): number {
  const { frequency } = region.classB.pingSlot;
  return hop(region, frequency, (devAddr >>> 0) + beaconPeriod(beaconTimeS), joinChannel);
}

function beaconPeriod(beaconTimeS: number): number {
  return Math.floor(beaconTimeS / BEACON_PERIOD_S);
}

function hop(region: Region, grid: FrequencyGrid, step: number, joinChannel?: number): number {
  return entryHz(grid, step % grid.count, joinPlace(region, joinChannel));
}
