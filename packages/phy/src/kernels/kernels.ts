import { PlainKernels } from "./plain-kernels.ts";
import { stageTwiddles } from "./twiddles.ts";
import { WasmModule } from "./wasm-module.ts";

/** Result of `tones`. */
export interface ToneStats {
  /** Σ|x|² of the window. */
  energy: number;
  /** Largest power written. */
  most: number;
}

/** What counts of a window's tones when they are summed over windows. */
export interface ToneLimits {
  /** Tones below this share of the window's largest are its side lobes: they count as nothing. */
  readonly floor: number;
  /** No tone counts as more. */
  readonly cap: number;
}

/** The inner loops of the radio. All arrays are interleaved complex unless said otherwise. */
export interface Kernels {
  /** Fourier transform in place, unscaled; `inverse` conjugates the exponent. */
  fft(data: Float32Array, inverse: boolean): void;
  /**
   * Dechirps a window and transforms it; `out[k]` (real) is |X[k]|² over the window's energy, with the bin `out.length`
   * further added when the window has twice as many samples.
   */
  tones(
    window: Float32Array,
    chirp: Float32Array,
    down: boolean,
    out: Float32Array,
    stats: ToneStats,
  ): void;
  /**
   * Tones of an up-chirp's window as `tones` gives them, put in place of those of an older window in a sum over windows: `row` holds what
   * the older one counted and receives what this one counts. Returns the largest sum of two neighbours, of which the last and the first are
   * such. `chirp` must never change: it is remembered.
   */
  sumTones(
    window: Float32Array,
    chirp: Float32Array,
    limits: ToneLimits,
    row: Float32Array,
    sum: Float32Array,
  ): number;
  /** out = x · conj(chirp), or x · chirp when `down`; returns Σ|x|². */
  dechirp(x: Float32Array, chirp: Float32Array, down: boolean, out: Float32Array): number;
  /**
   * Transform of the window, times the conjugate of `spectrum`, folded to the length of `out`, transformed again: circular
   * correlation at whole chips.
   */
  correlate(window: Float32Array, spectrum: Float32Array, out: Float32Array): void;
  /** Runs a polyphase filter; see `Polyphase`. */
  polyphase(
    filter: Polyphase,
    x: Float32Array,
    phase: number,
    count: number,
    out: Float32Array,
  ): void;
}

/**
 * Output m is Σ x[i + w]·h_p[i], p = (phase + m·phaseStep) mod phases, w the whole samples passed since output 0. Tables hold
 * each tap twice (h0, h0, h1, h1, …), one phase after another.
 */
export interface Polyphase {
  readonly taps: number;
  readonly phases: number;
  readonly wholeStep: number;
  readonly phaseStep: number;
  readonly tables: Float32Array;
}

interface Exports {
  fft(n: number, data: number, work: number, twiddles: number, sign: number): number;
  dechirp(n: number, x: number, chirp: number, out: number, down: number): number;
  powers(n: number, x: number, fold: number, gain: number, out: number): number;
  replaceIn(
    n: number,
    powers: number,
    row: number,
    sum: number,
    floor: number,
    cap: number,
  ): number;
  correlateFold(n: number, a: number, b: number, fold: number, out: number): void;
  polyphase(
    count: number,
    taps: number,
    x: number,
    tables: number,
    phases: number,
    phase: number,
    wholeStep: number,
    phaseStep: number,
    out: number,
  ): number;
}

// Four regions of a megabyte, then the twiddles of every size used (2 MiB for all up to the largest), then chirps that stay.
const REGION = 1 << 20;
const BASE = 1 << 16;
const X = BASE;
const WORK = BASE + REGION;
const REFERENCE = BASE + 2 * REGION;
const OUT = BASE + 3 * REGION;
const TWIDDLES = BASE + 4 * REGION;
const CHIRPS = TWIDDLES + 2 * REGION;
/** Those of all spreading factors at two samples a chip. */
const CHIRP_BYTES = 1 << 18;
const MEMORY_BYTES = CHIRPS + CHIRP_BYTES;
/** Complex samples that a region holds: the largest transform. */
const LARGEST = REGION >>> 3;
/** The SIMD transform handles two butterflies at a time. */
const SMALLEST = 8;

/** WebAssembly SIMD, on one scratch memory: arguments are copied in and out, nothing is kept and nothing allocated. */
export class WasmKernels implements Kernels {
  readonly #plain = new PlainKernels();
  readonly #stats: ToneStats = { energy: 0, most: 0 };
  readonly #wasm: Exports;
  readonly #floats: Float32Array;
  readonly #twiddles = new Map<number, number>();
  readonly #views = new Map<number, Float32Array>();
  #twiddleEnd = TWIDDLES;
  readonly #chirps = new Map<Float32Array, number>();
  #chirpEnd = CHIRPS;
  #filter: Polyphase | null = null;

  constructor() {
    const { exports, memory } = WasmModule.instance<Exports>(MEMORY_BYTES);
    this.#wasm = exports;
    this.#floats = new Float32Array(memory.buffer);
  }

  fft(data: Float32Array, inverse: boolean): void {
    const n = data.length >>> 1;
    if (n < SMALLEST || n > LARGEST) return this.#plain.fft(data, inverse);
    this.#in(X, data);
    const at = this.#wasm.fft(n, X, WORK, this.#table(n), inverse ? -1 : 1);
    this.#out(at, data);
  }

  dechirp(x: Float32Array, chirp: Float32Array, down: boolean, out: Float32Array): number {
    this.#in(X, x);
    this.#in(REFERENCE, chirp);
    const energy = this.#wasm.dechirp(x.length >>> 1, X, REFERENCE, OUT, down ? 1 : 0);
    this.#out(OUT, out);
    return energy;
  }

  tones(
    window: Float32Array,
    chirp: Float32Array,
    down: boolean,
    out: Float32Array,
    stats: ToneStats,
  ): void {
    this.#in(REFERENCE, chirp);
    this.#powers(window, REFERENCE, down, out.length, stats);
    this.#out(OUT, out);
  }

  sumTones(
    window: Float32Array,
    chirp: Float32Array,
    { floor, cap }: ToneLimits,
    row: Float32Array,
    sum: Float32Array,
  ): number {
    const stats = this.#stats;
    this.#powers(window, this.#remembered(chirp), false, sum.length, stats);
    this.#in(X, row);
    this.#in(WORK, sum);
    const most = this.#wasm.replaceIn(sum.length, OUT, X, WORK, floor * stats.most, cap);
    this.#out(X, row);
    this.#out(WORK, sum);
    return most;
  }

  /** Leaves the powers of `bins` tones at OUT. */
  #powers(
    window: Float32Array,
    reference: number,
    down: boolean,
    bins: number,
    stats: ToneStats,
  ): void {
    const n = window.length >>> 1;
    this.#in(X, window);
    const energy = this.#wasm.dechirp(n, X, reference, X, down ? 1 : 0);
    const at = this.#wasm.fft(n, X, WORK, this.#table(n), 1);
    const fold = n > bins ? 1 : 0;
    stats.energy = energy;
    stats.most = this.#wasm.powers(bins, at, fold, energy > 0 ? 1 / energy : 0, OUT);
  }

  correlate(window: Float32Array, spectrum: Float32Array, out: Float32Array): void {
    const n = window.length >>> 1;
    const chips = out.length >>> 1;
    this.#in(X, window);
    this.#in(REFERENCE, spectrum);
    const at = this.#wasm.fft(n, X, WORK, this.#table(n), 1);
    this.#wasm.correlateFold(chips, at, REFERENCE, n > chips ? 1 : 0, OUT);
    this.#out(this.#wasm.fft(chips, OUT, WORK, this.#table(chips), 1), out);
  }

  polyphase(
    filter: Polyphase,
    x: Float32Array,
    phase: number,
    count: number,
    out: Float32Array,
  ): void {
    const { taps, phases, wholeStep, phaseStep, tables } = filter;
    if (tables.length > REGION >>> 2) return this.#plain.polyphase(filter, x, phase, count, out);
    if (this.#filter !== filter) this.#in(REFERENCE, tables);
    this.#filter = filter;
    // In pieces that fit the regions.
    const perOutput = wholeStep + (phaseStep > 0 ? 1 : 0);
    const piece = Math.max(
      1,
      Math.min(LARGEST, Math.floor((LARGEST - taps) / Math.max(1, perOutput))),
    );
    let at = 0;
    let current = phase;
    for (let done = 0; done < count;) {
      const now = Math.min(piece, count - done);
      const carried = Math.floor((current + (now - 1) * phaseStep) / phases);
      const span = (now - 1) * wholeStep + carried + taps;
      this.#floats.set(x.subarray(2 * at, 2 * (at + span)), X >>> 2);
      this.#wasm.polyphase(now, taps, X, REFERENCE, phases, current, wholeStep, phaseStep, OUT);
      out.set(this.#floats.subarray(OUT >>> 2, (OUT >>> 2) + 2 * now), 2 * done);
      const advance = current + now * phaseStep;
      at += now * wholeStep + Math.floor(advance / phases);
      current = advance % phases;
      done += now;
    }
  }

  #in(address: number, values: Float32Array): void {
    if (address === REFERENCE) this.#filter = null;
    this.#floats.set(values, address >>> 2);
  }

  #out(address: number, values: Float32Array): void {
    values.set(this.#view(address, values.length));
  }

  /** One view for every place and length that results were read from: a transform allocates nothing. */
  #view(address: number, length: number): Float32Array {
    const key = ((address - BASE) / REGION) * REGION + length;
    let view = this.#views.get(key);
    if (!view) {
      const from = address >>> 2;
      view = this.#floats.subarray(from, from + length);
      this.#views.set(key, view);
    }
    return view;
  }

  /** Address of a chirp that stays as it is: of the first ones their own, of what finds no room there the common one. */
  #remembered(chirp: Float32Array): number {
    const known = this.#chirps.get(chirp);
    if (known !== undefined) return known;
    const isTooMuch = this.#chirpEnd + 4 * chirp.length > CHIRPS + CHIRP_BYTES;
    const address = isTooMuch ? REFERENCE : this.#chirpEnd;
    this.#in(address, chirp);
    if (isTooMuch) return address;
    this.#chirpEnd += 4 * chirp.length;
    this.#chirps.set(chirp, address);
    return address;
  }

  /** Address of the twiddles for `n` points. */
  #table(n: number): number {
    let address = this.#twiddles.get(n);
    if (address === undefined) {
      address = this.#twiddleEnd;
      for (const stage of stageTwiddles(n)) {
        this.#floats.set(stage, this.#twiddleEnd >>> 2);
        this.#twiddleEnd += 4 * stage.length;
      }
      this.#twiddles.set(n, address);
    }
    return address;
  }
}

/** The kernels that the room uses. */
export const kernels: Kernels = new WasmKernels();
