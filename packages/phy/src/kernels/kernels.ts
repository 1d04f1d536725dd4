import { fromBase64 } from "@lorats/base";
import { KERNELS_WASM } from "./kernels.wasm.gen.ts";
import { PlainKernels } from "./plain-kernels.ts";
import { stageTwiddles } from "./twiddles.ts";

/** Result of `tones`. */
export interface ToneStats {
  /** Σ|x|² of the window. */
  energy: number;
  /** Largest power written. */
  most: number;
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

/** The part of the standard object that is used; the room's libraries are neither the browser's nor Node's. */
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number; maximum: number }) => { buffer: ArrayBuffer };
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { exports: unknown };
};

// Four regions of a megabyte, then the twiddles of every size used (2 MiB for all up to the largest).
const REGION = 1 << 20;
const BASE = 1 << 16;
const X = BASE;
const WORK = BASE + REGION;
const REFERENCE = BASE + 2 * REGION;
const OUT = BASE + 3 * REGION;
const TWIDDLES = BASE + 4 * REGION;
const PAGES = (TWIDDLES + 3 * REGION) >>> 16;
/** Complex samples that a region holds: the largest transform. */
const LARGEST = REGION >>> 3;
/** The SIMD transform handles two butterflies at a time. */
const SMALLEST = 8;

/** WebAssembly SIMD, on one scratch memory: arguments are copied in and out, nothing is kept and nothing allocated. */
export class WasmKernels implements Kernels {
  readonly #plain = new PlainKernels();
  readonly #wasm: Exports;
  readonly #floats: Float32Array;
  readonly #twiddles = new Map<number, number>();
  readonly #views = new Map<number, Float32Array>();
  #twiddleEnd = TWIDDLES;
  #filter: Polyphase | null = null;

  constructor() {
    const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
    const module = new WebAssembly.Module(fromBase64(KERNELS_WASM));
    const instance = new WebAssembly.Instance(module, { env: { memory } });
    this.#wasm = instance.exports as Exports;
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
    const n = window.length >>> 1;
    this.#in(X, window);
    this.#in(REFERENCE, chirp);
    const energy = this.#wasm.dechirp(n, X, REFERENCE, X, down ? 1 : 0);
    const at = this.#wasm.fft(n, X, WORK, this.#table(n), 1);
    const fold = n > out.length ? 1 : 0;
    stats.energy = energy;
    stats.most = this.#wasm.powers(out.length, at, fold, energy > 0 ? 1 / energy : 0, OUT);
    this.#out(OUT, out);
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
