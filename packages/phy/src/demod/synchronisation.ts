/** Where a frame lies in time and frequency, well enough to demodulate it. Chips and bins as in `ChirpWindow`. */
export interface Synchronisation {
  /** Start of the SFD in chips from the stream's first sample. */
  readonly sfdChip: number;
  /** Carrier bias in bins of W/2^sf. */
  readonly bins: number;
  /** Up-chirps found before the sync word. */
  readonly preambleLength: number;
  /** The two sync symbols as received. Null: neither they nor the SFD were found, and `sfdChip` follows from the last chirp seen. */
  readonly syncSymbols: readonly [number, number] | null;
  /** Evidence for SFD and sync word: matched power over mean power, summed over four chirps. */
  readonly score: number;
  /**
   * Log likelihood ratio of the SFD being there, at the up-chirps' power, against the noise at its own place.
   * A true one has about twice the energy of a chirp over noise; searching noise of any level turns up some 8.
   */
  readonly evidence: number;
  /**
   * Of the last five up-chirps, the sync chirps and the two down-chirps, the share whose powers lie within a factor of 2.5 of
   * their median. Symbols of a frame that look like a preamble by chance do not agree in power.
   */
  readonly evenness: number;
  /** Amplitude of the preamble, and noise power per sample of the stream. */
  readonly amplitude: number;
  readonly noise: number;
}

/** Share of powers within a factor of 2.5 of their median. */
export function evennessOf(powers: readonly number[]): number {
  const median = powers.toSorted((a, b) => a - b)[powers.length >> 1];
  return powers.filter((p) => p > median / 2.5 && p < median * 2.5).length / powers.length;
}
