/** Thermal noise at 290 K, dBm in one hertz. */
const THERMAL_DBM_PER_HZ = -174;

/** Noise power in a LoRa channel, dBm. A concentrator's noise figure is about 6 dB. */
export function noiseFloorDbm(bwHz: number, noiseFigureDb = 6): number {
  return THERMAL_DBM_PER_HZ + 10 * Math.log10(bwHz) + noiseFigureDb;
}

/** SNR below which a LoRa demodulator gives up, SF5 … SF12, dB. @see SX1261/2 datasheet table 6-1 */
const SNR_FLOOR_DB: readonly number[] = [-2.5, -5, -7.5, -10, -12.5, -15, -17.5, -20];

export function snrFloorDb(sf: number): number {
  return SNR_FLOOR_DB[sf - 5] ?? 0;
}
