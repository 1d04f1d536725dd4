import { PeerDataError } from "@lorats/base";
import type { SampleFormat } from "./sample-format.ts";

/** Decodes a byte stream in chunks of any size into complex samples; keeps what makes no whole sample for the next chunk. */
export class SampleDecoder {
  readonly format: SampleFormat;
  /** Samples that were not numbers; they are read as zero. */
  notNumbers = 0;
  samples = 0;
  #left: Uint8Array = new Uint8Array(0);
  #out: Float32Array = new Float32Array(0);
  #huge = 0;
  readonly #codes = new Float64Array(256);

  constructor(format: SampleFormat) {
    this.format = format;
  }

  /** Bytes at the end that make no whole sample. */
  get leftover(): number {
    return this.#left.length;
  }

  /**
   * Decodes a chunk. The samples are valid until the next call.
   *
   * @throws PeerDataError `PHY_BAD_FORMAT` when the bytes cannot be samples of this format
   */
  push(chunk: Uint8Array): Float32Array {
    const bytes = this.#left.length === 0 ? chunk : joined(this.#left, chunk);
    const samples = Math.floor(bytes.length / this.format.bytes);
    if (this.#out.length < 2 * samples) this.#out = new Float32Array(2 * samples);
    const out = this.#out.subarray(0, 2 * samples);
    this.format.decode(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), samples, out);
    this.#left = bytes.slice(samples * this.format.bytes);
    this.samples += samples;
    if (this.format.integer) this.#countCodes(bytes);
    else this.#clean(out);
    return out;
  }

  #clean(out: Float32Array): void {
    for (let i = 0; i < out.length; i++) {
      const value = out[i];
      if (Math.abs(value) < HUGE) continue;
      // Other formats read as floats have exponents of every size: these are no voltages.
      if (Number.isFinite(value)) this.#huge++;
      else this.notNumbers++;
      out[i] = 0;
    }
    const bad = this.#huge + this.notNumbers;
    if (this.samples > ENOUGH && bad > 0.01 * this.samples) {
      throw new PeerDataError(
        "PHY_BAD_FORMAT",
        `the bytes are not ${this.format.name}: ${bad} of the first ${2 * this.samples} values are absurd`,
      );
    }
  }

  /** Signed bytes read as unsigned crowd both ends of the range and leave its middle empty, and vice versa. */
  #countCodes(bytes: Uint8Array): void {
    if (this.format.bytes !== 2 || this.samples > CODES_COUNTED) return;
    const codes = this.#codes;
    const signed = this.format.name === "cs8" ? 128 : 0;
    for (let i = 0; i < bytes.length; i++) codes[(bytes[i] + signed) & 0xff]++;
    let ends = 0;
    let middle = 0;
    let total = 0;
    for (let code = 0; code < 256; code++) {
      total += codes[code];
      if (code < 32 || code >= 224) ends += codes[code];
      else if (code >= 96 && code < 160) middle += codes[code];
    }
    if (total > 2 * ENOUGH && ends > 0.9 * total && middle < 0.02 * total) {
      const other = this.format.name === "cs8" ? "cu8" : "cs8";
      throw new PeerDataError(
        "PHY_BAD_FORMAT",
        `the bytes are not ${this.format.name}: they look like ${other}`,
      );
    }
  }
}

const HUGE = 1e6;
const ENOUGH = 1000;
const CODES_COUNTED = 1_000_000;

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
