/** What a transmitter's digital part puts out, at its own clock: complex baseband around the nominal carrier. */
export interface WaveformSource {
  /** Samples a second of the transmitter's own clock. */
  readonly rateHz: number;
  /** Where the first chirp starts, in samples; before it come ramp and lead-in. */
  readonly onset: number;
  /** Complex samples in all; outside there is silence. */
  readonly length: number;
  /**
   * Interleaved samples `from` … `to` − 1. Calls go forward: what lies before the last `from` may be gone. The array
   * is the source's own and holds until the next call.
   */
  read(from: number, to: number): Float32Array;
}
