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

/** A frame survives another one of its own SF when it is stronger by this. @see SX1272/73 datasheet, co-channel rejection */
const CAPTURE_DB = 6;
/** Frames of different SF hardly see each other. @see Croce et al., IEEE Communications Letters 22(4), 2018 */
const INTER_SF_DB = -16;

/** Signal-to-interference ratio that a frame needs against one interferer, dB. */
export function requiredSirDb(sf: number, interfererSf: number): number {
  return sf === interfererSf ? CAPTURE_DB : INTER_SF_DB;
}
