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

/** Chirps before the sync word of a beacon. */
export const BEACON_PREAMBLE = 10;

/** Time on air of a class B beacon, which has no header and no CRC. */
export function beaconAirtimeNs(
  modulation: { readonly sf: number; readonly bwHz: number },
  bytes: number,
): bigint {
  const sf = modulation.sf as SpreadingFactor;
  const { bwHz } = modulation;
  const ms = loraTimeOnAirMs({
    sf,
    bwHz,
    phyBytes: bytes,
    crc: false,
    explicitHeader: false,
    preambleSymbols: BEACON_PREAMBLE,
  });
  return BigInt(Math.round(ms * 1e6));
}
