import { createFft } from "../fft.ts";
import { layOut } from "../joint/chirp-layout.ts";
import type { OnsetMethod, OnsetSetting } from "./onset-detector.ts";

/** Hops per window: finer than the paper's 16-point overlap, which would leave 47 µs at 2.4 Msps. */
const HOPS_PER_WINDOW = 8;

/**
 * CORR: the spectrogram of the recording is correlated with that of a hill peak, the last up-chirp before the SFD and the
 * SFD's first down-chirp; the best place of the template in time (and, since the bias is unknown, in frequency) gives the hill's
 * foot, and the onset lies a preamble and a sync word earlier. The peak's place is refined by a parabola to a fraction of a hop.
 * Spectra are Hann-windowed magnitudes of 2^SF points at the raw rate (as in the paper's Fig. 10 at 2.4 Msps); correlation is normalised by the energy under the template.
 *
 * The second sync symbol is what precedes the SFD, so that is the template's up-chirp.
 * @see LoRaTS §5.3.3, Fig. 14
 */
export const spectrogramCorrelation: OnsetMethod = {
  name: "CORR",
  source: "LoRaTS §5.3.3, hill peak",
  chirpsNeeded: (setting) => setting.preambleLength + 4.25,
  prepare: (setting) => {
    const chirpS = 2 ** setting.sf / setting.bwHz;
    const window = 2 ** setting.sf;
    const hop = Math.max(1, window / HOPS_PER_WINDOW);
    const bins = Math.min(
      window / 2 - 1,
      Math.ceil((1.5 * setting.bwHz * window) / setting.sampleRateHz / 2),
    );
    const template = spectrogram(hillPeak(setting), window, hop, bins);
    // Bins that a chirp crosses within a window: a coarse step must not jump over its line.
    const smear = (setting.bwHz ** 2 * window) / setting.sampleRateHz ** 2;
    const coarse = Math.max(1, Math.min(bins >>> 3, Math.floor(smear / 2) + 1));
    return {
      detect: (iq) => {
        const picture = spectrogram(iq, window, hop, bins);
        const search = new PictureSearch(picture, template, 2 * bins + 1, bins >>> 1, coarse);
        const best = search.best();
        const peak = search.score(best);
        const left = search.score(best - 1);
        const right = search.score(best + 1);
        const bend = left - 2 * peak + right;
        const offset = bend < 0 ? (0.5 * (left - right)) / bend : 0;
        const hillS = ((best + offset) * hop) / setting.sampleRateHz;
        return hillS - (setting.preambleLength + 1) * chirpS;
      },
    };
  },
};

/** Samples of the last sync symbol followed by one down-chirp. */
function hillPeak(setting: OnsetSetting): Float32Array {
  const layout = layOut(setting.sf, setting.bwHz, [
    { symbol: setting.sync[1], down: false, share: 1 },
    { symbol: 0, down: true, share: 1 },
  ]);
  const count = Math.floor(layout.durationS * setting.sampleRateHz);
  const iq = new Float32Array(2 * count);
  let segment = 0;
  for (let n = 0; n < count; n++) {
    const t = n / setting.sampleRateHz;
    while (t >= layout.endS[segment] && segment + 1 < layout.segmentCount) segment++;
    const u = t - layout.startS[segment];
    const hz = layout.startHz[segment] + 0.5 * layout.slopeHzPerS[segment] * u;
    const angle = 2 * Math.PI * (layout.startCycles[segment] + hz * u);
    iq[2 * n] = Math.cos(angle);
    iq[2 * n + 1] = Math.sin(angle);
  }
  return iq;
}

/** Rows of 2·bins + 1 magnitudes about zero frequency, one row a hop. */
function spectrogram(iq: Float32Array, window: number, hop: number, bins: number): Float32Array {
  const fft = createFft(window);
  const count = Math.max(0, Math.floor((iq.length / 2 - window) / hop) + 1);
  const width = 2 * bins + 1;
  const rows = new Float32Array(count * width);
  for (let r = 0; r < count; r++) {
    for (let n = 0; n < window; n++) {
      const w = 0.5 - 0.5 * Math.cos((2 * Math.PI * (n + 0.5)) / window);
      fft.data[2 * n] = w * iq[2 * (r * hop + n)];
      fft.data[2 * n + 1] = w * iq[2 * (r * hop + n) + 1];
    }
    fft.forward();
    for (let j = -bins; j <= bins; j++) {
      const k = 2 * (j < 0 ? j + window : j);
      rows[r * width + j + bins] = Math.hypot(fft.data[k], fft.data[k + 1]);
    }
  }
  return rows;
}

/** Normalised correlation of two pictures over time and frequency shifts: on a coarse grid first, then about its best. */
class PictureSearch {
  readonly #picture: Float32Array;
  readonly #template: Float32Array;
  readonly #width: number;
  readonly #reach: number;
  readonly #coarse: number;
  readonly #places: number;
  readonly #height: number;
  #shift = 0;

  /** @param coarse bins between the frequency shifts that are tried first */
  constructor(
    picture: Float32Array,
    template: Float32Array,
    width: number,
    reach: number,
    coarse: number,
  ) {
    this.#picture = picture;
    this.#template = template;
    this.#width = width;
    this.#reach = reach;
    this.#coarse = coarse;
    this.#height = template.length / width;
    this.#places = Math.max(1, picture.length / width - this.#height + 1);
  }

  /** The row at which the template fits best. */
  best(): number {
    const stride = HOPS_PER_WINDOW;
    const coarse = this.#coarse;
    let best = 0;
    let score = -1;
    for (let at = 0; at < this.#places; at += stride / 2) {
      for (let shift = -this.#reach; shift <= this.#reach; shift += coarse) {
        const value = this.#correlate(at, shift, stride);
        if (value <= score) continue;
        score = value;
        best = at;
        this.#shift = shift;
      }
    }
    const [centre, middle] = [best, this.#shift];
    score = -1;
    for (let at = Math.max(0, centre - stride); at <= centre + stride; at++) {
      for (let shift = middle - coarse; shift <= middle + coarse; shift++) {
        const value = this.#correlate(at, shift, stride / 2);
        if (value <= score) continue;
        score = value;
        best = at;
        this.#shift = shift;
      }
    }
    return best;
  }

  /** Correlation at a row, at the frequency shift of the best. */
  score(at: number): number {
    return this.#correlate(at, this.#shift, 1);
  }

  #correlate(at: number, shift: number, rowStep: number): number {
    if (at < 0 || at >= this.#places) return 0;
    const width = this.#width;
    const from = Math.max(0, -shift);
    const to = Math.min(width, width - shift);
    let cross = 0;
    let energy = 0;
    for (let r = 0; r < this.#height; r += rowStep) {
      for (let j = from; j < to; j++) {
        const value = this.#picture[(at + r) * width + j + shift];
        cross += value * this.#template[r * width + j];
        energy += value * value;
      }
    }
    return energy > 0 ? cross / Math.sqrt(energy) : 0;
  }
}
