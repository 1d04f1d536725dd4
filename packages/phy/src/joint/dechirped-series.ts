import type { ChirpLayout } from "./chirp-layout.ts";
import {
  type PhaseParameters,
  carrierHzAt,
  phaseCycles,
  receiverTime,
  transmitterRate,
  transmitterTime,
} from "./phase-model.ts";

/** Samples between exact evaluations of the phase; a recurrence runs between them. */
const RESTART = 512;

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
    const begun = Math.max(0, Math.ceil(-first / block));
    const ended = Math.min(this.blockCount, Math.floor((total - first) / block));
    const group = Math.max(1, Math.floor(RESTART / block));
    values.fill(0);
    for (let b = begun; b < ended; b += group) {
      const from = first + b * block;
      const v = from / rateHz - at.onsetS;
      const cycles = phaseCycles(at, layout, this.#carrierHz, scaleS, s, v);
      const rate = transmitterRate(at, layout, this.#carrierHz, v);
      const u = transmitterTime(at, layout, this.#carrierHz, v) - layout.startS[s];
      const hz = carrierHzAt(at, layout, v, scaleS) + rate * (layout.startHz[s] + slope * u);
      const bend = (0.5 * (at.driftHzPerS + rate * rate * slope)) / rateHz ** 2;
      const count = Math.min(group, ended - b);
      blockSums(iq, from, block, count, cycles, hz / rateHz, bend, values, b);
    }
    return Math.max(0, ended - begun);
  }
}

/** Sums of `count` blocks from sample `from` on, turned back by a quadratic phase, into complex places `at` … of `out`. */
function blockSums(
  iq: Float32Array,
  from: number,
  block: number,
  count: number,
  cycles: number,
  step: number,
  bend: number,
  out: Float32Array,
  at: number,
): void {
  const turn = -2 * Math.PI;
  const angle = turn * (cycles - Math.floor(cycles));
  let pr = Math.cos(angle);
  let pi = Math.sin(angle);
  let sr = Math.cos(turn * (step + bend));
  let si = Math.sin(turn * (step + bend));
  const ar = Math.cos(turn * 2 * bend);
  const ai = Math.sin(turn * 2 * bend);
  let k = 2 * from;
  for (let b = at; b < at + count; b++) {
    let re = 0;
    let im = 0;
    for (const end = k + 2 * block; k < end; k += 2) {
      const x = iq[k];
      const y = iq[k + 1];
      re += x * pr - y * pi;
      im += x * pi + y * pr;
      let next = pr * sr - pi * si;
      pi = pr * si + pi * sr;
      pr = next;
      next = sr * ar - si * ai;
      si = sr * ai + si * ar;
      sr = next;
    }
    out[2 * b] = re;
    out[2 * b + 1] = im;
  }
}
