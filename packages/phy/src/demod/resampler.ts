import { CallerError } from "@lorats/base";
import { type Polyphase, kernels } from "../kernels/kernels.ts";

/** Passband and stopband of a rate change, in hertz. */
export interface ResamplerOptions {
  readonly inputRateHz: number;
  readonly outputRateHz: number;
  /** Signals up to here pass unchanged (within 0.02 dB). */
  readonly passHz: number;
}

const STOPBAND_DB = 55;
// Above this many distinct fractional delays the nearest of PHASES is taken: an error of −55 dB at worst.
const PHASES = 512;

/**
 * Changes the sample rate by any ratio: windowed-sinc filter and polyphase interpolation in one pass, odd block sizes welcome.
 *
 * Output sample m is the input at time m/outputRate exactly: the filter's delay is taken out, so `push` withholds the last
 * `delaySamples` input samples until more follow or `flush` is called. Cost: `taps` multiply-adds of complex by real an
 * output sample. Allocates only when a block is longer than any before it.
 */
export class Resampler {
  readonly inputRateHz: number;
  readonly outputRateHz: number;
  /** Length of the filter in input samples. */
  readonly taps: number;
  /** Input samples that must follow an instant before its output appears. */
  readonly delaySamples: number;
  readonly #filter: Polyphase;
  /** Phases advance periodically; otherwise the nearest is looked up for each output. */
  readonly #periodic: boolean;
  readonly #ratio: number;
  #pending: Float32Array = new Float32Array(0);
  /** Input index of the first pending sample; filled complex samples in it; next output's index. */
  #pendingFrom: number;
  #pendingCount: number;
  #next = 0;
  #received = 0;

  constructor(options: ResamplerOptions) {
    const { inputRateHz, outputRateHz, passHz } = options;
    const edge = Math.min(inputRateHz, outputRateHz);
    if (!(passHz > 0) || passHz >= edge / 2) {
      throw new CallerError("PHY_BAD_RATE", `cannot pass ${passHz} Hz at ${edge} samples/s`);
    }
    this.inputRateHz = inputRateHz;
    this.outputRateHz = outputRateHz;
    this.#ratio = inputRateHz / outputRateHz;
    const width = (edge - 2 * passHz) / inputRateHz;
    const half = Math.ceil((STOPBAND_DB - 7.95) / (14.36 * width) / 2);
    this.delaySamples = half;
    this.taps = 2 * half;
    const exact = denominator(this.#ratio);
    const phases = exact ?? PHASES;
    this.#periodic = exact !== null;
    const wholeStep = Math.floor(this.#ratio + 1e-9);
    this.#filter = {
      taps: this.taps,
      phases,
      wholeStep,
      phaseStep: Math.round((this.#ratio - wholeStep) * phases),
      tables: phaseTables(half, phases, edge / 2 / inputRateHz),
    };
    this.#pendingFrom = -half;
    this.#pendingCount = half;
    this.#pending = new Float32Array(4 * this.taps);
  }

  /** Most complex samples that `push` of `count` can return. */
  outputBound(count: number): number {
    return Math.ceil((count + this.taps) / this.#ratio) + 2;
  }

  /** Resamples a block into `out`; returns how many complex samples it wrote. */
  push(iq: Float32Array, out: Float32Array): number {
    this.#append(iq);
    this.#received += iq.length >>> 1;
    return this.#drain(out, Number.POSITIVE_INFINITY);
  }

  /** Ends the stream: what the filter still held, up to the last input sample. */
  flush(out: Float32Array): number {
    this.#append(new Float32Array(2 * this.taps));
    return this.#drain(out, Math.ceil(this.#received / this.#ratio));
  }

  #append(iq: Float32Array): void {
    const needed = 2 * this.#pendingCount + iq.length;
    if (needed > this.#pending.length) {
      const grown = new Float32Array(2 * needed);
      grown.set(this.#pending.subarray(0, 2 * this.#pendingCount));
      this.#pending = grown;
    }
    this.#pending.set(iq, 2 * this.#pendingCount);
    this.#pendingCount += iq.length >>> 1;
  }

  #drain(out: Float32Array, limit: number): number {
    const half = this.delaySamples;
    const { phases } = this.#filter;
    let written = 0;
    while (this.#next < limit) {
      const time = this.#next * this.#ratio;
      // A whole number that floating point put a hair below itself must not count as the one before.
      let whole = Math.floor(time + 1e-9);
      let phase = Math.round((time - whole) * phases);
      if (phase === phases) {
        phase = 0;
        whole++;
      }
      const first = whole - half + 1 - this.#pendingFrom;
      const room = this.#pendingCount - this.taps - first;
      if (room < 0) break;
      // So many outputs surely find their inputs; a new start every while keeps the exact time.
      const surely = this.#periodic ? Math.max(1, Math.floor(room / this.#ratio) - 1) : 1;
      const count = Math.min(surely, limit - this.#next);
      const from = this.#pending.subarray(2 * first, 2 * this.#pendingCount);
      kernels.polyphase(this.#filter, from, phase, count, out.subarray(2 * written));
      written += count;
      this.#next += count;
    }
    const keepFrom = Math.floor(this.#next * this.#ratio) - half - this.#pendingFrom;
    if (keepFrom > 0) {
      const from = Math.min(keepFrom, this.#pendingCount);
      this.#pending.copyWithin(0, 2 * from, 2 * this.#pendingCount);
      this.#pendingCount -= from;
      this.#pendingFrom += from;
    }
    return written;
  }
}

/** Smallest q ≤ PHASES for which q·ratio is whole, or null. */
function denominator(ratio: number): number | null {
  for (let q = 1; q <= PHASES; q++) {
    const product = q * ratio;
    if (Math.abs(product - Math.round(product)) < 1e-9 * product) return q;
  }
  return null;
}

/** One table a phase, every tap twice. */
function phaseTables(half: number, phases: number, cutoff: number): Float32Array {
  const tables = new Float32Array(4 * half * phases);
  for (let p = 0; p < phases; p++) {
    const taps = phaseTable(half, p / phases, cutoff);
    for (let i = 0; i < taps.length; i++) {
      tables[4 * half * p + 2 * i] = taps[i];
      tables[4 * half * p + 2 * i + 1] = taps[i];
    }
  }
  return tables;
}

/** Taps for an output that lies `fraction` of a sample after the input sample at index half − 1. */
function phaseTable(half: number, fraction: number, cutoff: number): Float64Array {
  const taps = new Float64Array(2 * half);
  let sum = 0;
  for (let i = 0; i < 2 * half; i++) {
    const t = i - (half - 1) - fraction;
    const x = 2 * Math.PI * cutoff * t;
    taps[i] = (x === 0 ? 1 : Math.sin(x) / x) * kaiser(t / half);
    sum += taps[i];
  }
  for (let i = 0; i < 2 * half; i++) taps[i] /= sum;
  return taps;
}

/** Kaiser window on −1 … 1 for the stopband above. */
function kaiser(x: number): number {
  const beta = 0.1102 * (STOPBAND_DB - 8.7);
  return Math.abs(x) >= 1 ? 0 : bessel0(beta * Math.sqrt(1 - x * x)) / bessel0(beta);
}

function bessel0(x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > 1e-12 * sum; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
