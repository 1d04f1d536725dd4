import { INTER_SF } from "../measured/inter-sf.gen.ts";

/** Chirps of one spreading factor and different bandwidths have different slopes, too. */
const OTHER_SLOPE_DB = -16;

/**
 * Signal-to-interference ratio below which a frame of another spreading factor spoils one, dB, as measured on our own
 * demodulator. (Croce et al., IEEE Communications Letters 22(4), 2018, found −16 dB on average for an SX1272.)
 */
export function interSfDb(wantedSf: number, otherSf: number): number {
  if (wantedSf === otherSf) return OTHER_SLOPE_DB;
  return INTER_SF.thresholdDb[index(wantedSf)]![index(otherSf)]!;
}

function index(sf: number): number {
  return Math.min(5, Math.max(0, sf - 7));
}
