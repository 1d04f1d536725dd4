import { loraTimeOnAirMs, type SpreadingFactor } from "@lorats/lorawan";

/** Time on air in nanoseconds, first preamble chirp to end of frame. */
export function loraAirtimeNs(
  modulation: { readonly sf: number; readonly bwHz: number },
  phyBytes: number,
  crc: boolean,
): bigint {
  const sf = modulation.sf as SpreadingFactor;
  const ms = loraTimeOnAirMs({ sf, bwHz: modulation.bwHz, phyBytes, crc });
  return BigInt(Math.round(ms * 1e6));
}
