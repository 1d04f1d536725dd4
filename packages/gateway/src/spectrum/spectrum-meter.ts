import { createFft } from "@lorats/phy";
import { SPECTRUM_FLOOR_DBFS, SPECTRUM_STEP_DB, type SpectrumRow } from "./spectrum-row.ts";

export interface SpectrumOptions {
  readonly sampleRateHz: number;
  /** A power of two. */
  readonly bins: number;
  readonly rowS: number;
}

/** Transforms a second: enough to see every symbol of SF7, and about 1 % of a processor at 256 bins. */
const LOOKS_PER_S = 1000;

/** Measures the spectrum of a stream: a windowed transform now and then, averaged to rows. Allocates a row at a time. */
export class SpectrumMeter {
  readonly #bins: number;
  readonly #hop: number;
  readonly #looksPerRow: number;
  readonly #window: Float32Array;
  readonly #fft: ReturnType<typeof createFft>;
  readonly #sum: Float64Array;
  #filled = 0;
  #looks = 0;
  /** Index of the next sample to come, of the one where the next look begins, and of the row's first. */
  #next = 0;
  #lookAt = 0;
  #rowFrom = 0;

  constructor({ sampleRateHz, bins, rowS }: SpectrumOptions) {
    this.#bins = bins;
    this.#hop = Math.max(bins, Math.round(sampleRateHz / LOOKS_PER_S));
    this.#looksPerRow = Math.max(1, Math.round((rowS * sampleRateHz) / this.#hop));
    this.#fft = createFft(bins);
    this.#sum = new Float64Array(bins);
    // Hann, scaled so that white noise of power p shows as p / bins in each bin.
    const gain = Math.sqrt(8 / 3) / bins;
    this.#window = Float32Array.from({ length: bins }, (_, n) => {
      return gain * Math.sin((Math.PI * (n + 0.5)) / bins) ** 2;
    });
  }

  /** Takes interleaved samples; returns the rows that they completed. */
  push(iq: Float32Array): SpectrumRow[] {
    const rows: SpectrumRow[] = [];
    const end = this.#next + (iq.length >>> 1);
    while (this.#lookAt < end) {
      const from = Math.max(this.#lookAt + this.#filled, this.#next);
      const count = Math.min(this.#bins - this.#filled, end - from);
      if (count <= 0) break;
      this.#take(iq, from - this.#next, count);
      if (this.#filled < this.#bins) break;
      const row = this.#look();
      if (row) rows.push(row);
    }
    this.#next = end;
    return rows;
  }

  #take(iq: Float32Array, at: number, count: number): void {
    const { data } = this.#fft;
    for (let n = 0; n < count; n++) {
      const weight = this.#window[this.#filled + n]!;
      data[2 * (this.#filled + n)] = weight * iq[2 * (at + n)]!;
      data[2 * (this.#filled + n) + 1] = weight * iq[2 * (at + n) + 1]!;
    }
    this.#filled += count;
  }

  #look(): SpectrumRow | null {
    this.#fft.forward();
    const { data } = this.#fft;
    const half = this.#bins / 2;
    for (let k = 0; k < this.#bins; k++) {
      const bin = (k + half) % this.#bins;
      this.#sum[bin]! += data[2 * k]! ** 2 + data[2 * k + 1]! ** 2;
    }
    this.#filled = 0;
    this.#lookAt += this.#hop;
    if (++this.#looks < this.#looksPerRow) return null;
    const levels = Uint8Array.from(this.#sum, (sum) => levelCode(sum / this.#looks));
    const row = { firstSample: this.#rowFrom, samples: this.#lookAt - this.#rowFrom, levels };
    this.#sum.fill(0);
    this.#looks = 0;
    this.#rowFrom = this.#lookAt;
    return row;
  }
}

function levelCode(power: number): number {
  if (power <= 0) return 0;
  const code = Math.round((10 * Math.log10(power) - SPECTRUM_FLOOR_DBFS) / SPECTRUM_STEP_DB);
  return Math.max(0, Math.min(255, code));
}
