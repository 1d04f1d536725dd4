import type { ChirpLayout } from "./chirp-layout.ts";
import { accumulate } from "./dechirp-sums.ts";
import {
  type PhaseParameters,
  carrierHzAt,
  phaseCycles,
  receiverTime,
  transmitterRate,
  transmitterTime,
} from "./phase-model.ts";

/** Plain (unshifted, whole) chirps of a layout, dechirped and decimated by summing blocks of samples. */
export class DechirpedSeries {
  readonly layout: ChirpLayout;
  readonly rateHz: number;
  /** Segments of the chosen chirps, up-chirps first. */
  readonly segments: readonly number[];
  readonly upCount: number;
  /** Samples a block, and blocks a chirp. */
  readonly block: number;
  readonly blockCount: number;
  readonly #carrierHz: number;
  readonly #sum = new Float64Array(3);

  constructor(
    layout: ChirpLayout,
    carrierHz: number,
    sampleRateHz: number,
    block: number,
    which: "up" | "both",
  ) {
    this.layout = layout;
    this.rateHz = sampleRateHz;
    this.#carrierHz = carrierHz;
    this.block = block;
    const ups: number[] = [];
    const downs: number[] = [];
    for (let s = 0; s < layout.segmentCount; s++) {
      const whole = layout.endS[s] - layout.startS[s] > 0.999 * layout.chirpS;
      if (!whole) continue;
      const sameWay = layout.slopeHzPerS[s] * layout.slopeHzPerS[0] > 0;
      (sameWay ? ups : downs).push(s);
    }
    this.segments = which === "up" ? ups : [...ups, ...downs];
    this.upCount = ups.length;
    this.blockCount = Math.floor((layout.chirpS * sampleRateHz) / block);
  }

  /** Fills `values` (zero-padded to its length) with the k-th chosen chirp; returns how many blocks lay in the buffer. */
  run(iq: Float32Array, at: PhaseParameters, k: number, values: Float32Array): number {
    const { layout, rateHz, block } = this;
    const s = this.segments[k];
    const scaleS = layout.durationS / 2;
    const begin = receiverTime(at, layout, this.#carrierHz, layout.startS[s]);
    const first = Math.ceil((at.onsetS + begin) * rateHz);
    const total = iq.length >>> 1;
    const slope = layout.slopeHzPerS[s];
    let used = 0;
    values.fill(0);
    for (let b = 0; b < this.blockCount; b++) {
      const from = first + b * block;
      if (from < 0 || from + block > total) continue;
      const v = from / rateHz - at.onsetS;
      const cycles = phaseCycles(at, layout, this.#carrierHz, scaleS, s, v);
      const rate = transmitterRate(at, layout, this.#carrierHz, v);
      const u = transmitterTime(at, layout, this.#carrierHz, v) - layout.startS[s];
      const hz = carrierHzAt(at, layout, v, scaleS) + rate * (layout.startHz[s] + slope * u);
      const bend = 0.5 * (at.driftHzPerS + rate * rate * slope);
      this.#sum.fill(0);
      accumulate(iq, from, from + block, cycles, hz / rateHz, bend / rateHz ** 2, this.#sum, 0);
      values[2 * b] = this.#sum[0];
      values[2 * b + 1] = this.#sum[1];
      used++;
    }
    return used;
  }
}
