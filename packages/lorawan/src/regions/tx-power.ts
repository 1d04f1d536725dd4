import type { Region } from "./region.ts";

/**
 * EIRP in dBm of a TXPower index, or `undefined` for a reserved one.
 * @param maxEirpDbm the device's own maximum, where TxParamSetupReq or its profile says other than the region
 * @see RP002-1.0.4, "TX power" of each region
 */
export function eirpDbm(
  region: Region,
  txPowerIndex: number,
  maxEirpDbm: number = region.txPower.maxEirpDbm,
): number | undefined {
  const offsetDb = region.txPower.offsetsDb[txPowerIndex];
  return offsetDb === undefined ? undefined : maxEirpDbm + offsetDb;
}
