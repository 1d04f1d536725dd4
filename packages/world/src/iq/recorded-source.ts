import type { Recording } from "../air/transmission.ts";
import type { WaveformSource } from "./waveform-source.ts";

/** A recording that is played back, noise and all. */
export class RecordedSource implements WaveformSource {
  readonly rateHz: number;
  readonly onset: number;
  readonly length: number;
  readonly #iq: Float32Array;

  constructor({ iq, rateHz, onset }: Recording) {
    this.#iq = iq;
    this.rateHz = rateHz;
    this.onset = onset;
    this.length = iq.length / 2;
  }

  read(from: number, to: number): Float32Array {
    return this.#iq.subarray(2 * from, 2 * to);
  }
}
