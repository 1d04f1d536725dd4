/** Frequencies travel as 24 bits in steps of 100 Hz; on the 2.4 GHz band (ISM2400) in steps of 200 Hz. */
const STEP_HZ = 100;
const STEP_2G4_HZ = 200;
const FIRST_2G4_HZ = 2_400_000_000;

/**
 * No band lies between 1.2 and 1.7 GHz, so that the value tells which step was meant.
 * @see the ISM2400 regional parameters, NewChannelReq
 */
export function decodeFrequency(field: number): number {
  return field * STEP_2G4_HZ >= FIRST_2G4_HZ ? field * STEP_2G4_HZ : field * STEP_HZ;
}

/** @returns the 24-bit field, or `undefined` when it cannot say that frequency */
export function encodeFrequency(freqHz: number): number | undefined {
  const field = freqHz / (freqHz >= FIRST_2G4_HZ ? STEP_2G4_HZ : STEP_HZ);
  const sayable = Number.isInteger(field) && field >= 0 && field < 0x100_0000;
  return sayable && decodeFrequency(field) === freqHz ? field : undefined;
}
