import { CallerError } from "@lorats/base";
import { mix } from "@lorats/phy";

/** Where channels lie and how far their signals reach, all in hertz. */
export interface ChanneliserOptions {
  readonly sampleRateHz: number;
  /** Centres of the channels relative to the tuned frequency, on a common raster. */
  readonly offsetsHz: readonly number[];
  /** Half the bandwidth plus the largest bias: passed unchanged (within 0.02 dB). */
  readonly passHz: number;
  /** The output rate that is wanted; met where it is a simple share of the sample rate, else exceeded. */
  readonly leastRateHz: number;
}

const STOPBAND_DB = 55;
const WIDEST_BANK = 64;
/** Filters between which outputs alternate when the output rate is no whole share of the sample rate. */
const MOST_PARTS = 16;

/**
 * HOT PATH. Splits a stream into the channels of a raster with one polyphase filter: each output costs the filter once and a short
 * Fourier sum a channel, whatever the number of channels.
 *
 * Output sample m of every channel is the input at sample m·`decimation` exactly, also between two samples (2.4 Msps become 250 ksps by
 * 48 to 5): the filter's delay is taken out, so the last `delaySamples` of the input wait for what follows. Allocates only when a block
 * is longer than any before it.
 */
export class Channeliser {
  readonly decimation: number;
  readonly outputRateHz: number;
  readonly delaySamples: number;
  readonly #branches: number;
  /** One filter for each fraction of a sample; branch after branch, filled up with zeros. */
  readonly #taps: readonly Float32Array[];
  readonly #length: number;
  /** Input samples to the next output, in parts of a sample. */
  readonly #stride: number;
  readonly #parts: number;
  #part = 0;
  /** The raster's own offset, in cycles a sample. */
  readonly #startCycles: number;
  /** Of each channel: e^(−j2πkp/M) for p = 0 … M − 1, and its k. */
  readonly #twiddles: Float32Array[];
  readonly #steps: number[];
  readonly #sums: Float32Array;
  /** Terms of a channel's Fourier sum: a quarter of the branches after one radix-4 step where that is possible. */
  readonly #quarter: number;
  #mixerCycles = 0;
  #pending: Float32Array;
  #pendingCount: number;
  /** Input index of the next output's first tap modulo the number of branches. */
  #phase: number;
  #outputs: Float32Array[];

  constructor(options: ChanneliserOptions) {
    const { sampleRateHz, offsetsHz, passHz, leastRateHz } = options;
    const raster = rasterOf(offsetsHz, sampleRateHz);
    if (raster === null) {
      throw new CallerError("GW_BAD_CHANNELS", "the channels lie on no raster of the sample rate");
    }
    // Two branches are summed at a time.
    this.#branches = even(Math.round(sampleRateHz / raster.stepHz));
    const { stride, parts } = decimationOf(sampleRateHz, passHz, leastRateHz);
    this.#stride = stride;
    this.#parts = parts;
    this.decimation = stride / parts;
    this.outputRateHz = sampleRateHz / this.decimation;
    const filter = prototype(sampleRateHz, passHz, this.outputRateHz - passHz);
    this.delaySamples = filter.half;
    this.#taps = Array.from({ length: parts }, (_, part) =>
      byBranch(filter.taps(part / parts), this.#branches),
    );
    this.#length = this.#taps[0]!.length;
    this.#startCycles = -raster.originHz / sampleRateHz;
    const m = this.#branches;
    this.#steps = offsetsHz.map((hz) => {
      const k = Math.round(((hz - raster.originHz) * m) / sampleRateHz);
      return ((k % m) + m) % m;
    });
    this.#twiddles = this.#steps.map((k) => twiddles(k, m));
    this.#sums = new Float32Array(2 * m);
    this.#phase = (m - (this.delaySamples % m)) % m;
    this.#quarter = m % 4 === 0 ? m / 4 : m;
    this.#pending = new Float32Array(4 * this.#length);
    this.#pendingCount = this.delaySamples;
    this.#outputs = offsetsHz.map(() => new Float32Array(0));
  }

  /** Multiply-adds of an input sample, for comparing designs. */
  get costPerSample(): number {
    const sums = 2 * this.#length + 4 * this.#quarter * this.#steps.length;
    return 4 + sums / this.decimation;
  }

  /** Takes the next block, which it may overwrite; the channels' samples stay valid until the next call. */
  push(iq: Float32Array): readonly Float32Array[] {
    if (this.#startCycles !== 0) {
      this.#mixerCycles = mix(iq, this.#startCycles, this.#mixerCycles);
    }
    this.#append(iq);
    const most = Math.ceil(this.#pendingCount / this.decimation) + 1;
    if (this.#outputs[0]!.length < 2 * most) {
      this.#outputs = this.#outputs.map(() => new Float32Array(2 * most));
    }
    let used = 0;
    let count = 0;
    for (; used + this.#length <= this.#pendingCount; count++) used += this.#filter(count, used);
    this.#pending.copyWithin(0, 2 * used, 2 * this.#pendingCount);
    this.#pendingCount -= used;
    return this.#outputs.map((out) => out.subarray(0, 2 * count));
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

  /** The filter's sum of each branch: every `branches`-th tap, two branches at a time. */
  #sumBranches(at: number): void {
    const pending = this.#pending;
    const taps = this.#taps[this.#part]!;
    const sums = this.#sums;
    const step = 2 * this.#branches;
    const depth = taps.length / this.#branches;
    let l = 0;
    for (let p = 0; p < step; p += 4) {
      let re = 0;
      let im = 0;
      let nextRe = 0;
      let nextIm = 0;
      for (let q = 0, i = at + p; q < depth; q++, l++, i += step) {
        const h = taps[l]!;
        const g = taps[l + depth]!;
        re += h * pending[i]!;
        im += h * pending[i + 1]!;
        nextRe += g * pending[i + 2]!;
        nextIm += g * pending[i + 3]!;
      }
      l += depth;
      sums[p] = re;
      sums[p + 1] = im;
      sums[p + 2] = nextRe;
      sums[p + 3] = nextIm;
    }
  }

  /** Makes output `index` from what is pending at `at`; returns how far the next one lies. */
  #filter(index: number, at: number): number {
    const m = this.#branches;
    const sums = this.#sums;
    this.#sumBranches(2 * at);
    const quarter = this.#quarter;
    if (quarter < m) foldQuarters(sums, quarter);
    for (let c = 0; c < this.#twiddles.length; c++) {
      const twiddle = this.#twiddles[c]!;
      const from = quarter < m ? 2 * quarter * (this.#steps[c]! & 3) : 0;
      let re = 0;
      let im = 0;
      for (let p = 0; p < 2 * quarter; p += 2) {
        const x = sums[from + p]!;
        const y = sums[from + p + 1]!;
        re += x * twiddle[p]! - y * twiddle[p + 1]!;
        im += x * twiddle[p + 1]! + y * twiddle[p]!;
      }
      // The first tap's place in the stream turns the whole sum.
      const turn = 2 * this.#phase;
      const out = this.#outputs[c]!;
      out[2 * index] = re * twiddle[turn]! - im * twiddle[turn + 1]!;
      out[2 * index + 1] = re * twiddle[turn + 1]! + im * twiddle[turn]!;
    }
    const ahead = this.#part + this.#stride;
    const step = Math.floor(ahead / this.#parts);
    this.#part = ahead - step * this.#parts;
    this.#phase = (this.#phase + step) % m;
    return step;
  }
}

/** Whether the channels can be split by one bank. */
export function isOnRaster(offsetsHz: readonly number[], sampleRateHz: number): boolean {
  return rasterOf(offsetsHz, sampleRateHz) !== null;
}

/** The coarsest raster that holds all channels and divides the sample rate into whole branches. */
function rasterOf(
  offsetsHz: readonly number[],
  sampleRateHz: number,
): { readonly originHz: number; readonly stepHz: number } | null {
  const originHz = offsetsHz[0];
  if (originHz === undefined) return null;
  for (let branches = 1; branches <= WIDEST_BANK; branches++) {
    const stepHz = sampleRateHz / branches;
    if (offsetsHz.every((hz) => isWhole((hz - originHz) / stepHz))) return { originHz, stepHz };
  }
  return null;
}

function isWhole(value: number): boolean {
  return Math.abs(value - Math.round(value)) < 1e-9;
}

/** In place: row r (of four, `quarter` long) becomes what the channels with k ≡ r modulo 4 have to sum. */
function foldQuarters(sums: Float32Array, quarter: number): void {
  const row = 2 * quarter;
  for (let p = 0; p < row; p += 2) {
    const evenRe = sums[p]! + sums[p + 2 * row]!;
    const evenIm = sums[p + 1]! + sums[p + 2 * row + 1]!;
    const oddRe = sums[p]! - sums[p + 2 * row]!;
    const oddIm = sums[p + 1]! - sums[p + 2 * row + 1]!;
    const sumRe = sums[p + row]! + sums[p + 3 * row]!;
    const sumIm = sums[p + row + 1]! + sums[p + 3 * row + 1]!;
    const difRe = sums[p + row]! - sums[p + 3 * row]!;
    const difIm = sums[p + row + 1]! - sums[p + 3 * row + 1]!;
    sums[p] = evenRe + sumRe;
    sums[p + 1] = evenIm + sumIm;
    sums[p + row] = oddRe + difIm;
    sums[p + row + 1] = oddIm - difRe;
    sums[p + 2 * row] = evenRe - sumRe;
    sums[p + 2 * row + 1] = evenIm - sumIm;
    sums[p + 3 * row] = oddRe - difIm;
    sums[p + 3 * row + 1] = oddIm + difRe;
  }
}

function twiddles(k: number, branches: number): Float32Array {
  const out = new Float32Array(2 * branches);
  for (let p = 0; p < branches; p++) {
    const angle = (-2 * Math.PI * k * p) / branches;
    out[2 * p] = Math.cos(angle);
    out[2 * p + 1] = Math.sin(angle);
  }
  return out;
}

/** Whole decimation, or one in parts where that hits the wanted rate. */
function decimationOf(
  sampleRateHz: number,
  passHz: number,
  leastRateHz: number,
): { readonly stride: number; readonly parts: number } {
  const ratio = sampleRateHz / leastRateHz;
  const isWide = leastRateHz >= 2.5 * passHz;
  const candidates = isWide && ratio >= 2 ? MOST_PARTS : 0;
  for (let parts = 1; parts <= candidates; parts++) {
    if (isWhole(ratio * parts)) return { stride: Math.round(ratio * parts), parts };
  }
  const whole = Math.floor(sampleRateHz / Math.max(leastRateHz, 2.5 * passHz));
  return { stride: Math.max(1, whole), parts: 1 };
}

/** Windowed sinc with unit gain at zero, for outputs that lie any fraction of a sample after the middle tap. */
function prototype(
  sampleRateHz: number,
  passHz: number,
  stopHz: number,
): { readonly half: number; taps(fraction: number): Float32Array } {
  const width = (stopHz - passHz) / sampleRateHz;
  const half = Math.ceil((STOPBAND_DB - 7.95) / (14.36 * width) / 2);
  const cutoff = (passHz + stopHz) / 2 / sampleRateHz;
  const beta = 0.1102 * (STOPBAND_DB - 8.7);
  const taps = (fraction: number): Float32Array => {
    const out = new Float32Array(2 * half + 2);
    let sum = 0;
    for (let i = 0; i < out.length; i++) {
      const at = i - half - fraction;
      const x = 2 * Math.PI * cutoff * at;
      const inside = Math.max(0, 1 - (at / (half + 1)) ** 2);
      const window = bessel0(beta * Math.sqrt(inside)) / bessel0(beta);
      out[i] = (x === 0 ? 1 : Math.sin(x) / x) * window;
      sum += out[i]!;
    }
    return out.map((tap) => tap / sum);
  };
  return { half, taps };
}

function byBranch(taps: Float32Array, branches: number): Float32Array {
  const depth = Math.ceil(taps.length / branches);
  const out = new Float32Array(depth * branches);
  for (let l = 0; l < taps.length; l++) {
    out[(l % branches) * depth + Math.floor(l / branches)] = taps[l]!;
  }
  return out;
}

function even(branches: number): number {
  return branches % 2 === 0 ? branches : 2 * branches;
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
