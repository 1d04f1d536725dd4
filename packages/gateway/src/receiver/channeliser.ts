import { CallerError } from "@lorats/base";
import { FilterBank, mix } from "@lorats/phy";

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
  readonly #bank: FilterBank;
  /** The raster's own offset, in cycles a sample. */
  readonly #startCycles: number;
  #mixerCycles = 0;
  #outputs: Float32Array[];

  constructor(options: ChanneliserOptions) {
    const { sampleRateHz, offsetsHz, passHz, leastRateHz } = options;
    const raster = rasterOf(offsetsHz, sampleRateHz);
    if (raster === null) {
      throw new CallerError("GW_BAD_CHANNELS", "the channels lie on no raster of the sample rate");
    }
    // The kernel sums two branches at a time.
    const branches = even(Math.round(sampleRateHz / raster.stepHz));
    const { stride, parts } = decimationOf(sampleRateHz, passHz, leastRateHz);
    this.decimation = stride / parts;
    this.outputRateHz = sampleRateHz / this.decimation;
    const filter = prototype(sampleRateHz, passHz, this.outputRateHz - passHz);
    this.delaySamples = filter.half;
    this.#startCycles = -raster.originHz / sampleRateHz;
    this.#bank = new FilterBank({
      branches,
      taps: Array.from({ length: parts }, (_, part) => padded(filter.taps(part / parts), branches)),
      stride,
      steps: offsetsHz.map((hz) => {
        const k = Math.round(((hz - raster.originHz) * branches) / sampleRateHz);
        return ((k % branches) + branches) % branches;
      }),
      lead: this.delaySamples,
    });
    this.#outputs = offsetsHz.map(() => new Float32Array(0));
  }

  /** Takes the next block, which it may overwrite; the channels' samples stay valid until the next call. */
  push(iq: Float32Array): readonly Float32Array[] {
    if (this.#startCycles !== 0) {
      this.#mixerCycles = mix(iq, this.#startCycles, this.#mixerCycles);
    }
    const most = 2 * this.#bank.outputBound(iq.length >>> 1);
    if (this.#outputs[0]!.length < most) {
      this.#outputs = this.#outputs.map(() => new Float32Array(most));
    }
    const count = this.#bank.push(iq, this.#outputs);
    return this.#outputs.map((out) => out.subarray(0, 2 * count));
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

/** Filled up with zeros to whole rows. */
function padded(taps: Float32Array, branches: number): Float32Array {
  const out = new Float32Array(Math.ceil(taps.length / branches) * branches);
  out.set(taps);
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
