/**
 * Beacons start at GPS times that are multiples of 128 s; what lies between them.
 * @see LoRaWAN L2 1.1 §13.1
 */
export const BEACON_PERIOD_S = 128;
/** From a beacon's start to the first ping slot. */
export const BEACON_RESERVED_MS = 2120;
/** Before the next beacon, when no slot may begin a transmission that would run into it. */
export const BEACON_GUARD_MS = 3000;
export const SLOT_MS = 30;
/** 122.88 s of 30 ms. */
export const SLOTS_PER_PERIOD = 4096;

const NS_PER_S = 1_000_000_000n;

/** The start of the beacon period that a GPS time (in ns) lies in, in whole seconds since the GPS epoch. */
export function beaconPeriodStartS(gpsNs: bigint): number {
  const seconds = gpsNs / NS_PER_S;
  return Number(seconds - (seconds % BigInt(BEACON_PERIOD_S)));
}
