/** Crystal of an RTL-SDR, which clocks the tuner and the converter alike. */
const CRYSTAL_HZ = 28_800_000;
/** Intermediate frequency that librtlsdr asks an R820T for. */
const IF_HZ = 3_570_000;
/** Lowest frequency of the tuner's oscillator. */
const VCO_MIN_HZ = 1_770_000_000;
/** Fraction bits of the tuner's sigma-delta divider. */
const FRACTION = 65_536;

/** Gains of an R820T in tenths of a decibel. @see librtlsdr, `r82xx_gains` */
export const R820T_GAINS: readonly number[] = [
  0, 9, 14, 27, 37, 77, 87, 125, 144, 157, 166, 197, 207, 229, 254, 280, 297, 328, 338, 364, 372,
  386, 402, 421, 434, 439, 445, 480, 496,
];

/** The tuner's gain nearest to what a client asks for. */
export function nearestGain(tenthsDb: number): number {
  return R820T_GAINS.reduce((best, gain) =>
    Math.abs(gain - tenthsDb) < Math.abs(best - tenthsDb) ? gain : best,
  );
}

/**
 * The centre frequency that an R820T with a perfect crystal really has when asked for `freqHz`: its oscillator moves in
 * steps of 2·28.8 MHz/65536 over the mixer's divider, 220 Hz at 868 MHz. The sampling clock knows nothing of it.
 * @see librtlsdr, `r82xx_set_pll`
 */
export function tunedHz(freqHz: number): number {
  let divider = 2;
  while (divider < 64 && (freqHz + IF_HZ) * divider < VCO_MIN_HZ) divider *= 2;
  const grid = (2 * CRYSTAL_HZ) / FRACTION / divider;
  return Math.round((freqHz + IF_HZ) / grid) * grid - IF_HZ;
}

/** The sample rate that the converter really makes with a perfect crystal. @see librtlsdr, `rtlsdr_set_sample_rate` */
export function madeRateHz(rateHz: number): number {
  const ratio = Math.floor((CRYSTAL_HZ * 2 ** 22) / rateHz);
  return (CRYSTAL_HZ * 2 ** 22) / (ratio - (ratio % 4));
}

/** Whether the converter can make a rate without losing samples by design. */
export function isPossibleRate(rateHz: number): boolean {
  return rateHz > 225_000 && rateHz <= 3_200_000 && !(rateHz > 300_000 && rateHz <= 900_000);
}
