/** A recording in which a frame begins once, after some noise. Interleaved I/Q. */
export interface OnsetSetting {
  readonly sf: number;
  readonly bwHz: number;
  readonly sampleRateHz: number;
  /** Up-chirps before the sync word. */
  readonly preambleLength: number;
  readonly sync: readonly [number, number];
  /** Nominal carrier, for detectors that know that one crystal makes carrier and chips. Default: unknown. */
  readonly carrierHz?: number;
}

/** A detector made ready for one setting. */
export interface OnsetDetector {
  /** Seconds from the first sample to the onset. The buffer must hold the onset and what the detector's note says after it. */
  detect(iq: Float32Array): number;
}

/** One detector, one file, one line in `onsetDetectors`. */
export interface OnsetMethod {
  readonly name: string;
  readonly source: string;
  /** Chirps after the onset that the detector wants in the buffer. */
  readonly chirpsNeeded: (setting: OnsetSetting) => number;
  prepare(setting: OnsetSetting): OnsetDetector;
}
