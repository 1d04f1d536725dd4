import type { ChirpLayout } from "./chirp-layout.ts";
import {
  type PhaseParameters,
  carrierHzAt,
  phaseCycles,
  receiverTime,
  transmitterRate,
  transmitterTime,
} from "./phase-model.ts";
import { type Float64s, newFloat64s } from "./scratch.ts";

/**
 * Adds samples `from` … `to` − 1 of interleaved I/Q, turned back by a quadratic phase, into `out[at]`, `out[at + 1]`;
 * their energy goes to `out[at + 2]`. The phase of sample n is cycles + (n − from)·step + (n − from)²·bend.
 * Two interleaved recurrences hide the latency of the complex products; about 2 ns a sample in double precision.
 */
export function accumulate(
  iq: Float32Array,
  from: number,
  to: number,
  cycles: number,
  step: number,
  bend: number,
  out: Float64Array,
  at: number,
): void {
  const turn = -2 * Math.PI;
  let re = 0;
  let im = 0;
  let energy = 0;
  const angle0 = turn * (cycles - Math.floor(cycles));
  let p0r = Math.cos(angle0);
  let p0i = Math.sin(angle0);
  const angle1 = angle0 + turn * (step + bend);
  let p1r = Math.cos(angle1);
  let p1i = Math.sin(angle1);
  // Both streams advance two samples at a time: ratio of phase n+2 to phase n, and the ratio of successive ratios.
  const ratio0 = turn * (2 * step + 4 * bend);
  let s0r = Math.cos(ratio0);
  let s0i = Math.sin(ratio0);
  const ratio1 = ratio0 + turn * 4 * bend;
  let s1r = Math.cos(ratio1);
  let s1i = Math.sin(ratio1);
  const ar = Math.cos(turn * 8 * bend);
  const ai = Math.sin(turn * 8 * bend);
  let k = 2 * from;
  const last = 2 * to;
  for (; k + 3 < last; k += 4) {
    const x0 = iq[k];
    const y0 = iq[k + 1];
    const x1 = iq[k + 2];
    const y1 = iq[k + 3];
    re += x0 * p0r - y0 * p0i + (x1 * p1r - y1 * p1i);
    im += x0 * p0i + y0 * p0r + (x1 * p1i + y1 * p1r);
    energy += x0 * x0 + y0 * y0 + (x1 * x1 + y1 * y1);
    let next = p0r * s0r - p0i * s0i;
    p0i = p0r * s0i + p0i * s0r;
    p0r = next;
    next = p1r * s1r - p1i * s1i;
    p1i = p1r * s1i + p1i * s1r;
    p1r = next;
    next = s0r * ar - s0i * ai;
    s0i = s0r * ai + s0i * ar;
    s0r = next;
    next = s1r * ar - s1i * ai;
    s1i = s1r * ai + s1i * ar;
    s1r = next;
  }
  if (k < last) {
    const x = iq[k];
    const y = iq[k + 1];
    re += x * p0r - y * p0i;
    im += x * p0i + y * p0r;
    energy += x * x + y * y;
  }
  out[at] += re;
  out[at + 1] += im;
  out[at + 2] += energy;
}

/**
 * Sums of the dechirped signal over short stretches ("chunks") of every chirp: a sufficient statistic for small
 * corrections of the phase parameters, some hundred points instead of some hundred thousand.
 *
 * With 64 chunks a chirp, a correction of one bin (W/2^SF) turns the phase by 2π/64 over a chunk and costs 0.01 % of the
 * amplitude. Cost: one pass over the samples of the layout.
 */
export class DechirpSums {
  readonly layout: ChirpLayout;
  readonly carrierHz: number;
  readonly scaleS: number;
  readonly chunkCount: number;
  /** Chirp and segment of each chunk. */
  readonly chirp: Int32Array;
  readonly segment: Int32Array;
  /** First chunk of each chirp, the total appended. */
  readonly firstChunk: Int32Array;
  /** Three numbers a chunk: real and imaginary sum, energy. */
  readonly sums: Float64Array;
  /** Samples that fell into each chunk (0 outside the buffer). */
  readonly samples: Int32Array;
  /** Receiver time of each chunk's middle, seconds after the onset. */
  readonly middleS: Float64Array;
  readonly #edgeS: Float64Array;

  constructor(
    layout: ChirpLayout,
    chunksPerChirp: number,
    carrierHz: number,
    float64s: Float64s = newFloat64s,
  ) {
    this.layout = layout;
    this.carrierHz = carrierHz;
    this.scaleS = layout.durationS / 2;
    const chirp: number[] = [];
    const segment: number[] = [];
    const edges: number[] = [];
    for (let s = 0; s < layout.segmentCount; s++) {
      const length = layout.endS[s] - layout.startS[s];
      const count = Math.max(1, Math.round((chunksPerChirp * length) / layout.chirpS));
      for (let i = 0; i < count; i++) {
        chirp.push(layout.chirp[s]);
        segment.push(s);
        edges.push(layout.startS[s] + (length * i) / count);
      }
    }
    edges.push(layout.durationS);
    this.chunkCount = chirp.length;
    this.chirp = Int32Array.from(chirp);
    this.segment = Int32Array.from(segment);
    this.firstChunk = new Int32Array(layout.chirpCount + 1);
    for (const k of chirp) this.firstChunk[k + 1]++;
    for (let k = 0; k < layout.chirpCount; k++) this.firstChunk[k + 1] += this.firstChunk[k];
    this.#edgeS = Float64Array.from(edges);
    this.sums = float64s(3 * this.chunkCount);
    this.samples = new Int32Array(this.chunkCount);
    this.middleS = float64s(this.chunkCount);
  }

  /** Dechirps `iq` (interleaved I/Q) at the given parameters; chirps from `chirpLimit` on are left out. */
  run(
    iq: Float32Array,
    sampleRateHz: number,
    at: PhaseParameters,
    chirpLimit: number = this.layout.chirpCount,
  ): void {
    const { layout, carrierHz, scaleS, sums, samples } = this;
    const total = iq.length >>> 1;
    sums.fill(0);
    let start = this.#firstSample(sampleRateHz, at, 0);
    for (let m = 0; m < this.chunkCount; m++) {
      if (this.chirp[m] >= chirpLimit) {
        samples[m] = 0;
        continue;
      }
      const end = this.#firstSample(sampleRateHz, at, m + 1);
      const from = Math.min(Math.max(start, 0), total);
      const to = Math.min(Math.max(end, from), total);
      samples[m] = to - from;
      this.middleS[m] = (0.5 * (from + to - 1)) / sampleRateHz - at.onsetS;
      if (to > from) {
        const s = this.segment[m];
        const v = from / sampleRateHz - at.onsetS;
        const cycles = phaseCycles(at, layout, carrierHz, scaleS, s, v);
        const rate = transmitterRate(at, layout, carrierHz, v);
        const u = transmitterTime(at, layout, carrierHz, v) - layout.startS[s];
        const slope = layout.slopeHzPerS[s];
        const hz = carrierHzAt(at, layout, v, scaleS) + rate * (layout.startHz[s] + slope * u);
        const bend = 0.5 * (at.driftHzPerS + rate * rate * slope);
        const step = hz / sampleRateHz;
        accumulate(iq, from, to, cycles, step, bend / sampleRateHz ** 2, sums, 3 * m);
      }
      start = end;
    }
  }

  /** Modulus of a chirp's sum per sample: its amplitude where the dechirping point is right. */
  chirpAmplitude(chirp: number): number {
    let re = 0;
    let im = 0;
    let count = 0;
    for (let m = this.firstChunk[chirp]; m < this.firstChunk[chirp + 1]; m++) {
      re += this.sums[3 * m];
      im += this.sums[3 * m + 1];
      count += this.samples[m];
    }
    return count > 0 ? Math.hypot(re, im) / count : 0;
  }

  /** Takes a chirp out of what is fitted. */
  drop(chirp: number): void {
    this.samples.fill(0, this.firstChunk[chirp], this.firstChunk[chirp + 1]);
  }

  #firstSample(sampleRateHz: number, at: PhaseParameters, edge: number): number {
    const v = receiverTime(at, this.layout, this.carrierHz, this.#edgeS[edge]);
    return Math.ceil((at.onsetS + v) * sampleRateHz);
  }
}
