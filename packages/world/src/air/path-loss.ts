/** Speed of light in vacuum, m/s. */
export const SPEED_OF_LIGHT = 299_792_458;

/**
 * Friis: loss between isotropic antennas in free space, dB.
 * @param metres at least a wavelength; nearer counts as one wavelength
 */
export function freeSpaceLossDb(metres: number, freqHz: number): number {
  const wavelength = SPEED_OF_LIGHT / freqHz;
  return 20 * Math.log10((4 * Math.PI * Math.max(metres, wavelength)) / wavelength);
}

/**
 * Log-distance model: free space up to the reference distance, then `10·exponent` dB a decade.
 * Exponent 2 is free space, 2.7 … 3.5 urban, 4 … 6 through buildings.
 * @see Rappaport, Wireless Communications, §4.9
 */
export function logDistanceLossDb(
  metres: number,
  freqHz: number,
  exponent: number,
  referenceM = 10,
): number {
  const reference = freeSpaceLossDb(referenceM, freqHz);
  if (metres <= referenceM) return freeSpaceLossDb(metres, freqHz);
  return reference + 10 * exponent * Math.log10(metres / referenceM);
}
