import { type ToneStats, kernels } from "../kernels/kernels.ts";
import { chipsPerSymbol } from "../params.ts";
import { ChirpTables, FRACTIONS } from "./chirp-tables.ts";
import type { IqHistory } from "./iq-history.ts";

/**
 * Windows of one symbol cut out of a stream of 1 or 2 samples a chip, dechirped in one of three ways. Positions are in
 * chips from the stream's first sample and may be fractional; frequencies in bins of W/2^sf. Reads, never keeps, samples.
 */
export class ChirpWindow {
  readonly sf: number;
  readonly samplesPerChip: 1 | 2;
  readonly chips: number;
  readonly samples: number;
  readonly #window: Float32Array;
  readonly #dechirped: Float32Array;
  readonly #stats: ToneStats = { energy: 0, most: 0 };
  readonly #tables: ChirpTables;

  constructor(sf: number, samplesPerChip: 1 | 2) {
    this.sf = sf;
    this.samplesPerChip = samplesPerChip;
    this.chips = chipsPerSymbol(sf);
    this.samples = this.chips * samplesPerChip;
    [this.#window, this.#dechirped] = scratchFor(this.samples);
    this.#tables = ChirpTables.for(sf, samplesPerChip);
  }

  /**
   * Power of each bin of the dechirped window at `chip`, both halves of a wrapped chirp folded together, as a share
   * of the window's energy: a pure tone gives `samples`, noise about `samplesPerChip`.
   *
   * @param down dechirp for down-chirps
   * @param out receives 2^sf values
   */
  tones(history: IqHistory, chip: number, down: boolean, out: Float32Array): void {
    const fraction = this.#cut(history, chip, 0);
    kernels.tones(this.#window, this.#tables.chirp(fraction), down, out, this.#stats);
  }

  /**
   * Sums of the window at `chip` over `parts` equal stretches after removing a carrier of `bins` and a chirp: a whole chirp
   * with an error of x bins is Σ part·e^(−j2πx(m + ½)/parts). Returns the window's energy.
   */
  parts(
    history: IqHistory,
    chip: number,
    bins: number,
    down: boolean,
    parts: number,
    out: Float64Array,
  ): number {
    const fraction = this.#cut(history, chip, bins);
    const data = this.#dechirped;
    const energy = kernels.dechirp(this.#window, this.#tables.chirp(fraction), down, data);
    const length = data.length / parts;
    for (let m = 0; m < parts; m++) {
      let re = 0;
      let im = 0;
      for (let i = m * length; i < (m + 1) * length; i += 2) {
        re += data[i];
        im += data[i + 1];
      }
      out[2 * m] = re;
      out[2 * m + 1] = im;
    }
    return energy;
  }

  /**
   * Matched filters of all 2^sf symbols at once on the window at `chip`, carrier `bins` removed: circular correlation with
   * the base chirp, exact at any fraction of a sample and at 2 samples a chip too, where dechirping would lose 3 dB.
   * Fills `out` with complex correlations, symbol by symbol; a clean symbol of amplitude A gives samples·A.
   */
  correlate(history: IqHistory, chip: number, bins: number, out: Float32Array): void {
    const fraction = this.#cut(history, chip, bins);
    kernels.correlate(this.#window, this.#tables.spectrum(fraction), out);
    const { turns } = this.#tables;
    for (let i = 0; i < turns.length; i += 2) {
      const re = out[i];
      out[i] = re * turns[i] - out[i + 1] * turns[i + 1];
      out[i + 1] = re * turns[i + 1] + out[i + 1] * turns[i];
    }
  }

  /**
   * Takes a chirp out of the stream, in place: `share` of the up-chirp with `symbol` (or of a down-chirp) that starts at
   * `chip` on a carrier of `bins`, at the complex amplitude that fits best. What stays is about 30 dB below.
   */
  subtract(
    history: IqHistory,
    chip: number,
    bins: number,
    symbol: number,
    down: boolean,
    share: number,
  ): void {
    const start = chip * this.samplesPerChip;
    const first = Math.ceil(start);
    const count = Math.round(share * this.samples);
    if (first < history.start || first + count > history.end) return;
    const fraction = Math.min(FRACTIONS - 1, Math.round((first - start) * FRACTIONS));
    const chirp = this.#tables.chirp(fraction);
    const template = this.#dechirped;
    const mask = this.samples - 1;
    const shift = symbol * this.samplesPerChip;
    for (let n = 0; n < count; n++) {
      const k = 2 * ((n + shift) & mask);
      template[2 * n] = chirp[k];
      template[2 * n + 1] = down ? -chirp[k + 1] : chirp[k + 1];
    }
    rotate(template.subarray(0, 2 * count), bins / this.samples);
    history.edit(first, first + count, (iq) => takeOut(iq, template));
  }

  /** Cuts the window whose chirp starts at `chip`, removes the carrier; returns the fraction index of its first sample. */
  #cut(history: IqHistory, chip: number, bins: number): number {
    const start = chip * this.samplesPerChip;
    let first = Math.ceil(start);
    let fraction = Math.round((first - start) * FRACTIONS);
    if (fraction === FRACTIONS) {
      fraction = 0;
      first--;
    }
    history.read(first, this.samples, this.#window);
    if (bins !== 0) rotate(this.#window, -bins / this.samples);
    return fraction;
  }
}

/** Takes as much of the template out as fits best. */
function takeOut(iq: Float32Array, template: Float32Array): void {
  let re = 0;
  let im = 0;
  for (let i = 0; i < iq.length; i += 2) {
    re += iq[i] * template[i] + iq[i + 1] * template[i + 1];
    im += iq[i + 1] * template[i] - iq[i] * template[i + 1];
  }
  re /= iq.length >>> 1;
  im /= iq.length >>> 1;
  for (let i = 0; i < iq.length; i += 2) {
    iq[i] -= re * template[i] - im * template[i + 1];
    iq[i + 1] -= re * template[i + 1] + im * template[i];
  }
}

function rotate(iq: Float32Array, cyclesPerSample: number): void {
  const stepRe = Math.cos(2 * Math.PI * cyclesPerSample);
  const stepIm = Math.sin(2 * Math.PI * cyclesPerSample);
  let re = 1;
  let im = 0;
  for (let i = 0; i < iq.length; i += 2) {
    const x = iq[i];
    const y = iq[i + 1];
    iq[i] = x * re - y * im;
    iq[i + 1] = x * im + y * re;
    const next = re * stepRe - im * stepIm;
    im = re * stepIm + im * stepRe;
    re = next;
  }
}

const scratches = new Map<number, readonly [Float32Array, Float32Array]>();

/** Nothing in these outlives a call: one pair serves all windows of a length. */
function scratchFor(samples: number): readonly [Float32Array, Float32Array] {
  let pair = scratches.get(samples);
  if (!pair) {
    pair = [new Float32Array(2 * samples), new Float32Array(2 * samples)];
    scratches.set(samples, pair);
  }
  return pair;
}
