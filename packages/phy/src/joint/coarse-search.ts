import { type Fft, createFft } from "../fft.ts";
import type { ChirpLayout } from "./chirp-layout.ts";
import { DechirpedSeries } from "./dechirped-series.ts";
import type { PhaseParameters } from "./phase-model.ts";

/** How far from the rough values the coarse search looks. */
export interface SearchReach {
  readonly biasHz: number;
  readonly onsetS: number;
  readonly driftHzPerS: number;
}

/**
 * Non-coherent search for onset, bias and drift: every plain up- and down-chirp is dechirped at the rough parameters,
 * decimated and transformed; powers are added over chirps along lines of constant drift and crystal offset.
 *
 * A tone at ν in up-chirps (slope s) means ν = δf − s δτ, in down-chirps ν = δf + s δτ: two peaks give both. Without
 * down-chirps the pair nearest to the rough values (in units of the reach) on the line ν = δf − s δτ is taken.
 *
 * Delay none, allocation none in `run`. Cost: one pass over the samples of these chirps and a transform each.
 */
export class CoarseSearch {
  readonly #layout: ChirpLayout;
  readonly #carrierHz: number;
  readonly #reach: SearchReach;
  readonly #segments: readonly number[];
  readonly #upCount: number;
  readonly #series: DechirpedSeries;
  readonly #fft: Fft;
  readonly #binHz: number;
  /** Bins to either side of zero that are kept: the reach plus a margin for drift and crystal. */
  readonly #half: number;
  readonly #scan: number;
  readonly #power: Float32Array;
  readonly #total: Float64Array;
  readonly #driftStep: number;
  readonly #driftSteps: number;

  constructor(layout: ChirpLayout, carrierHz: number, sampleRateHz: number, reach: SearchReach) {
    this.#layout = layout;
    this.#carrierHz = carrierHz;
    this.#reach = reach;
    const upSlope = layout.slopeHzPerS[0];
    const chirpS = layout.chirpS;
    const reachHz = reach.biasHz + Math.abs(upSlope) * reach.onsetS;
    // Drift and crystal offset shift chirps against each other; half a bin of either goes unnoticed.
    const limit = Math.min(reach.driftHzPerS, 1.5 / chirpS ** 2);
    this.#driftStep = 0.7 / (layout.durationS * chirpS);
    this.#driftSteps = Math.floor(limit / this.#driftStep + 0.5);
    const tie = (layout.bwHz * layout.durationS * reach.biasHz) / carrierHz / chirpS;
    const margin = this.#driftStep * this.#driftSteps * layout.durationS + tie;
    const rateHz = 3 * (reachHz + margin) + 8 / chirpS;
    const block = Math.max(1, Math.floor(sampleRateHz / rateHz));
    this.#series = new DechirpedSeries(layout, carrierHz, sampleRateHz, block, "both");
    this.#segments = this.#series.segments;
    this.#upCount = this.#series.upCount;
    const size = 2 ** Math.ceil(Math.log2(1.6 * this.#series.blockCount));
    this.#fft = createFft(size);
    this.#binHz = sampleRateHz / block / size;
    this.#scan = Math.ceil(reachHz / this.#binHz) + 1;
    this.#half = Math.min(this.#scan + Math.ceil(margin / this.#binHz) + 2, size / 2 - 1);
    this.#power = new Float32Array(this.#segments.length * (2 * this.#half + 1));
    this.#total = new Float64Array(2 * this.#scan + 1);
  }

  /** Moves `at` (in: rough values, out: coarse ones). Returns false when not one chirp lies in the buffer. */
  run(iq: Float32Array, at: PhaseParameters): boolean {
    for (let k = 0; k < this.#segments.length; k++) if (!this.#transform(iq, at, k)) return false;
    const slope = this.#layout.slopeHzPerS[0];
    let best = -1;
    let bestUp = 0;
    let bestDown = 0;
    let bestDrift = 0;
    const total = this.#segments.length;
    for (let d = -this.#driftSteps; d <= this.#driftSteps; d++) {
      const drift = d * this.#driftStep;
      this.#stack(0, this.#upCount, drift);
      const up = this.#peak(-this.#scan, this.#scan);
      let value = this.#total[up + this.#scan];
      const upHz = this.#interpolate(up);
      let downHz = upHz;
      if (total > this.#upCount) {
        const span = Math.ceil((2 * Math.abs(slope) * this.#reach.onsetS) / this.#binHz);
        this.#stack(this.#upCount, total, drift);
        const down = this.#peak(up - span, up + span);
        value += this.#total[down + this.#scan];
        downHz = this.#interpolate(down);
      }
      if (value <= best) continue;
      best = value;
      bestUp = upHz;
      bestDown = downHz;
      bestDrift = drift;
    }
    at.driftHzPerS += bestDrift;
    if (total > this.#upCount) {
      at.biasHz += (bestUp + bestDown) / 2;
      at.onsetS += (bestDown - bestUp) / (2 * slope);
    } else {
      const f = this.#reach.biasHz ** 2;
      const t = (slope * this.#reach.onsetS) ** 2;
      at.biasHz += (bestUp * f) / (f + t);
      at.onsetS -= (bestUp * t) / (f + t) / slope;
    }
    return true;
  }

  /** Dechirps, decimates and transforms one chirp; keeps the power of the bins around zero. */
  #transform(iq: Float32Array, at: PhaseParameters, k: number): boolean {
    const { data, size } = this.#fft;
    const used = this.#series.run(iq, at, k, data);
    this.#fft.forward();
    const row = k * (2 * this.#half + 1) + this.#half;
    for (let j = -this.#half; j <= this.#half; j++) {
      const bin = 2 * (j < 0 ? j + size : j);
      this.#power[row + j] = data[bin] ** 2 + data[bin + 1] ** 2;
    }
    return used > 0;
  }

  /** Adds the spectra of chirps `from` … `to` − 1 along a drift, each bin with the crystal offset that it stands for. */
  #stack(from: number, to: number, drift: number): void {
    const layout = this.#layout;
    const total = this.#total;
    // A tone stands for a crystal offset only where the onset's share of it is small.
    const onsetHz = Math.abs(layout.slopeHzPerS[0]) * this.#reach.onsetS;
    const tie = onsetHz < 0.25 * this.#reach.biasHz ? 1 / this.#carrierHz : 0;
    total.fill(0);
    for (let k = from; k < to; k++) {
      const s = this.#segments[k];
      const start = k * (2 * this.#half + 1);
      const middleS = layout.startS[s] + layout.chirpS / 2;
      const shift = (drift * (middleS - layout.epochS)) / this.#binHz;
      const pull = layout.slopeHzPerS[s] * layout.startS[s] * tie;
      // Rounding by truncation: the centre is positive and the margin keeps every index inside the row.
      const centre = shift + this.#half + 0.5;
      const last = 2 * this.#half;
      for (let j = -this.#scan; j <= this.#scan; j++) {
        const bin = (j * (1 + pull) + centre) | 0;
        if (bin <= last) total[j + this.#scan] += this.#power[start + bin];
      }
    }
  }

  #peak(from: number, to: number): number {
    let best = Math.max(from, -this.#scan);
    for (let j = best; j <= Math.min(to, this.#scan); j++) {
      if (this.#total[j + this.#scan] > this.#total[best + this.#scan]) best = j;
    }
    return best;
  }

  /** Vertex of the parabola through a peak and its neighbours, hertz. */
  #interpolate(peak: number): number {
    const i = peak + this.#scan;
    const left = this.#total[i - 1] ?? 0;
    const right = this.#total[i + 1] ?? 0;
    const bend = left - 2 * this.#total[i] + right;
    const offset = bend < 0 ? (0.5 * (left - right)) / bend : 0;
    return (peak + Math.max(-0.5, Math.min(0.5, offset))) * this.#binHz;
  }
}
