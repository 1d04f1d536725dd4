/** Where a path runs. `urban` is a small or medium city. */
export const HATA_AREAS = ["urban", "large-city", "suburban", "open"] as const;
export type HataArea = (typeof HATA_AREAS)[number];

/** Correction for the height of the mobile antenna, dB. */
function mobileCorrectionDb(area: HataArea, mhz: number, mobileM: number): number {
  const logF = Math.log10(mhz);
  if (area !== "large-city") return (1.1 * logF - 0.7) * mobileM - (1.56 * logF - 0.8);
  return mhz >= 400
    ? 3.2 * Math.log10(11.75 * Math.max(mobileM, 0.1)) ** 2 - 4.97
    : 8.29 * Math.log10(1.54 * Math.max(mobileM, 0.1)) ** 2 - 1.1;
}

/**
 * Median path loss after Hata, dB. Fitted for 150 … 1500 MHz, 1 … 20 km, base 30 … 200 m, mobile 1 … 10 m high; LoRa
 * planners use it far below these, so does the paper.
 *
 * @param baseM height of the base antenna, above zero
 * @see Hata, IEEE Transactions on Vehicular Technology 29(3), 1980
 */
export function okumuraHataLossDb(
  area: HataArea,
  freqHz: number,
  km: number,
  baseM: number,
  mobileM: number,
): number {
  const mhz = freqHz / 1e6;
  const logF = Math.log10(mhz);
  const logBase = Math.log10(baseM);
  const urban =
    69.55 +
    26.16 * logF -
    13.82 * logBase -
    mobileCorrectionDb(area, mhz, mobileM) +
    (44.9 - 6.55 * logBase) * Math.log10(km);
  if (area === "suburban") return urban - 2 * Math.log10(mhz / 28) ** 2 - 5.4;
  if (area === "open") return urban - 4.78 * logF ** 2 + 18.33 * logF - 40.94;
  return urban;
}
