import { WasmModule } from "./wasm-module.ts";

/** A polyphase filter before a Fourier sum for each channel. */
export interface FilterBankOptions {
  /** Channels that the raster has room for; even. The sample rate over it is the raster's step. */
  readonly branches: number;
  /** The filter for outputs that lie 0, 1/n, 2/n … of a sample after an input; each as long as any, a multiple of `branches`. */
  readonly taps: readonly Float32Array[];
  /** From one output to the next, in parts of a sample: of as many as there are filters. */
  readonly stride: number;
  /** Places of the channels on the raster, 0 … branches − 1. */
  readonly steps: readonly number[];
  /** Zeros before the first sample: with as many as half the filter, outputs have no delay. */
  readonly lead: number;
}

interface Exports {
  filterBank(
    count: number,
    x: number,
    branches: number,
    depth: number,
    taps: number,
    parts: number,
    part: number,
    stride: number,
    phase: number,
    twiddles: number,
    groups: number,
    sums: number,
    out: number,
    span: number,
  ): void;
}

/** Input samples that are taken at once. */
const PIECE = 8192;
const LANES = 4;
const COMPLEX_BYTES = 8;

/**
 * HOT PATH. Splits a stream into the channels of a raster: output m of the channel at step k is the input, shifted down by k steps of the
 * raster, through the filter at sample m·stride/parts. Runs on WebAssembly SIMD in a memory of its own; allocates nothing in steady state.
 *
 * Cost of an output: 4·taps + 16·branches·⌈channels/4⌉ operations.
 */
export class FilterBank {
  readonly #options: FilterBankOptions;
  readonly #wasm: Exports;
  readonly #floats: Float32Array;
  readonly #length: number;
  readonly #groups: number;
  readonly #span: number;
  readonly #tapsAt: number;
  readonly #twiddlesAt: number;
  readonly #sumsAt: number;
  readonly #outAt: number;
  readonly #x: number;
  #pending: number;
  #part = 0;
  #phase: number;

  constructor(options: FilterBankOptions) {
    const { branches, taps, stride, steps, lead } = options;
    this.#options = options;
    this.#length = taps[0].length;
    this.#groups = Math.ceil(steps.length / LANES);
    this.#span = Math.ceil(((PIECE + this.#length) * taps.length) / stride) + 1;
    this.#pending = lead;
    this.#phase = (branches - (lead % branches)) % branches;
    let end = 0;
    const region = (samples: number): number => {
      const at = end;
      end += 16 * Math.ceil((samples * COMPLEX_BYTES) / 16);
      return at;
    };
    this.#tapsAt = region(taps.length * this.#length);
    this.#twiddlesAt = region(branches * branches * this.#groups * LANES);
    this.#sumsAt = region(branches);
    this.#outAt = region(LANES * this.#groups * this.#span);
    this.#x = region(Math.max(lead, this.#length + stride) + PIECE);
    const { exports, memory } = WasmModule.instance<Exports>(end);
    this.#wasm = exports;
    this.#floats = new Float32Array(memory.buffer);
    this.#writeTaps();
    this.#writeTwiddles();
  }

  /** The most outputs that a block of so many samples can bring. */
  outputBound(samples: number): number {
    const { taps, stride } = this.#options;
    return Math.ceil(((this.#pending + samples) * taps.length) / stride) + 1;
  }

  /** Takes the next block; writes every channel's outputs and returns how many they are. */
  push(iq: Float32Array, outputs: readonly Float32Array[]): number {
    let count = 0;
    for (let at = 0; at < iq.length; at += 2 * PIECE) {
      const piece = iq.subarray(at, at + 2 * PIECE);
      this.#floats.set(piece, (this.#x >>> 2) + 2 * this.#pending);
      this.#pending += piece.length >>> 1;
      const now = this.#run();
      for (const [c, out] of outputs.entries()) {
        const from = (this.#outAt >>> 2) + 2 * c * this.#span;
        out.set(this.#floats.subarray(from, from + 2 * now), 2 * count);
      }
      count += now;
    }
    return count;
  }

  /** Filters what is there and keeps the rest. */
  #run(): number {
    const { branches, taps, stride } = this.#options;
    const parts = taps.length;
    const room = this.#pending - this.#length;
    const count = room < 0 ? 0 : Math.floor(((room + 1) * parts - 1 - this.#part) / stride) + 1;
    this.#wasm.filterBank(
      count,
      this.#x,
      branches,
      this.#length / branches,
      this.#tapsAt,
      parts,
      this.#part,
      stride,
      this.#phase,
      this.#twiddlesAt,
      this.#groups,
      this.#sumsAt,
      this.#outAt,
      this.#span,
    );
    const ahead = this.#part + count * stride;
    const used = Math.min(this.#pending, Math.floor(ahead / parts));
    this.#part = ahead - Math.floor(ahead / parts) * parts;
    this.#phase = (this.#phase + Math.floor(ahead / parts)) % branches;
    const x = this.#x >>> 2;
    this.#floats.copyWithin(x, x + 2 * used, x + 2 * this.#pending);
    this.#pending -= used;
    return count;
  }

  #writeTaps(): void {
    let at = this.#tapsAt >>> 2;
    for (const set of this.#options.taps) {
      for (const tap of set) {
        this.#floats[at++] = tap;
        this.#floats[at++] = tap;
      }
    }
  }

  /** A channel's Fourier sum, turned by where in the raster's period the first tap lies. */
  #writeTwiddles(): void {
    const { branches, steps } = this.#options;
    let at = this.#twiddlesAt >>> 2;
    for (let phase = 0; phase < branches; phase++) {
      for (let group = 0; group < this.#groups; group++) {
        for (let p = 0; p < branches; p++, at += 2 * LANES) {
          for (let lane = 0; lane < LANES; lane++) {
            const k = steps[LANES * group + lane] ?? 0;
            const angle = (-2 * Math.PI * ((k * (p + phase)) % branches)) / branches;
            this.#floats[at + lane] = Math.cos(angle);
            this.#floats[at + LANES + lane] = Math.sin(angle);
          }
        }
      }
    }
  }
}
