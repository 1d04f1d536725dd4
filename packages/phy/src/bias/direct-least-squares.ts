import { type Fft, createFft } from "../fft.ts";
import { accumulate } from "../joint/dechirp-sums.ts";
import {
  type BiasEstimator,
  type BiasMethod,
  type ChirpSetting,
  chirpSamples,
} from "./bias-estimator.ts";

/**
 * The least-squares optimum found directly. The cost is const − 2A Re(e^(−jθ) C(δ)) with C(δ) the correlation of the
 * samples with the chirp shifted by δ: θ is closed-form, and δ maximises |C|. A padded transform of the dechirped and
 * decimated samples finds the peak, Newton steps on |C|² at the raw rate its exact place.
 */
class DirectLeastSquares implements BiasEstimator {
  readonly #setting: ChirpSetting;
  readonly #fft: Fft;
  readonly #block: number;
  readonly #count: number;
  readonly #sum = new Float64Array(3);
  readonly #moments = new Float64Array(6);

  constructor(setting: ChirpSetting) {
    this.#setting = setting;
    this.#count = chirpSamples(setting);
    const rateHz = 3 * setting.biasReachHz + (8 * setting.bwHz) / 2 ** setting.sf;
    this.#block = Math.max(1, Math.floor(setting.sampleRateHz / rateHz));
    this.#fft = createFft(2 ** Math.ceil(Math.log2((2 * this.#count) / this.#block)));
  }

  estimate(chirp: Float32Array, delayS: number): number {
    let biasHz = this.#coarse(chirp, delayS);
    const binHz = this.#setting.bwHz / 2 ** this.#setting.sf;
    for (let i = 0; i < 6; i++) {
      const step = this.#newtonStep(chirp, delayS, biasHz);
      biasHz += Math.max(-0.5 * binHz, Math.min(0.5 * binHz, step));
      if (Math.abs(step) < 1e-7 * binHz) break;
    }
    return biasHz;
  }

  #coarse(chirp: Float32Array, delayS: number): number {
    const { sampleRateHz, biasReachHz } = this.#setting;
    const { data, size } = this.#fft;
    data.fill(0);
    const blocks = Math.floor(this.#count / this.#block);
    for (let b = 0; b < blocks; b++) {
      this.#sum.fill(0);
      this.#dechirp(chirp, delayS, b * this.#block, (b + 1) * this.#block, 0);
      data[2 * b] = this.#sum[0];
      data[2 * b + 1] = this.#sum[1];
    }
    this.#fft.forward();
    const binHz = sampleRateHz / this.#block / size;
    const reach = Math.min(size / 2 - 1, Math.ceil(biasReachHz / binHz));
    let best = 0;
    let bestPower = -1;
    for (let j = -reach; j <= reach; j++) {
      const bin = 2 * (j < 0 ? j + size : j);
      const power = data[bin] ** 2 + data[bin + 1] ** 2;
      if (power <= bestPower) continue;
      bestPower = power;
      best = j;
    }
    return best * binHz;
  }

  #dechirp(chirp: Float32Array, delayS: number, from: number, to: number, biasHz: number): void {
    const { sf, bwHz, sampleRateHz } = this.#setting;
    const slope = bwHz ** 2 / 2 ** sf;
    const t = delayS + from / sampleRateHz;
    const cycles = (0.5 * slope * t - 0.5 * bwHz + biasHz) * t;
    const hz = slope * t - 0.5 * bwHz + biasHz;
    const bend = (0.5 * slope) / sampleRateHz ** 2;
    accumulate(chirp, from, to, cycles, hz / sampleRateHz, bend, this.#sum, 0);
  }

  /** Newton step on |C(δ)|² from Σ z, Σ n z and Σ n² z of the dechirped samples. */
  #newtonStep(chirp: Float32Array, delayS: number, biasHz: number): number {
    const { sf, bwHz, sampleRateHz } = this.#setting;
    const slope = bwHz ** 2 / 2 ** sf;
    dechirpMoments(
      chirp,
      this.#count,
      (0.5 * slope * delayS - 0.5 * bwHz + biasHz) * delayS,
      (slope * delayS - 0.5 * bwHz + biasHz) / sampleRateHz,
      (0.5 * slope) / sampleRateHz ** 2,
      this.#moments,
    );
    const [c0r, c0i, c1r, c1i, c2r, c2i] = this.#moments;
    // C' = −j Σ n z, C'' = −Σ n² z per radian per sample, n counted from the middle.
    const first = 2 * (c0r * c1i - c0i * c1r);
    const second = 2 * (c1r * c1r + c1i * c1i - (c0r * c2r + c0i * c2i));
    if (!(second < 0)) return 0;
    return ((-first / second) * sampleRateHz) / (2 * Math.PI);
  }
}

/** Σ z, Σ m z and Σ m² z over the dechirped samples, m counted from the middle; exact phase every 128 samples. */
function dechirpMoments(
  iq: Float32Array,
  count: number,
  cycles: number,
  step: number,
  bend: number,
  out: Float64Array,
): void {
  const turn = -2 * Math.PI;
  const middle = (count - 1) / 2;
  const ar = Math.cos(turn * 2 * bend);
  const ai = Math.sin(turn * 2 * bend);
  out.fill(0);
  for (let from = 0; from < count; from += 128) {
    const start = cycles + (step + bend * from) * from;
    const angle = turn * (start - Math.floor(start));
    let pr = Math.cos(angle);
    let pi = Math.sin(angle);
    const ratio = turn * (step + bend * (2 * from + 1));
    let sr = Math.cos(ratio);
    let si = Math.sin(ratio);
    const to = Math.min(count, from + 128);
    for (let n = from; n < to; n++) {
      const x = iq[2 * n];
      const y = iq[2 * n + 1];
      const re = x * pr - y * pi;
      const im = x * pi + y * pr;
      const m = n - middle;
      out[0] += re;
      out[1] += im;
      out[2] += m * re;
      out[3] += m * im;
      out[4] += m * m * re;
      out[5] += m * m * im;
      let next = pr * sr - pi * si;
      pi = pr * si + pi * sr;
      pr = next;
      next = sr * ar - si * ai;
      si = sr * ai + si * ar;
      sr = next;
    }
  }
}

export const directLeastSquares: BiasMethod = {
  name: "direct least squares",
  source: "the optimum of LoRaTS §6.1.2 without a random search",
  prepare: (setting) => new DirectLeastSquares(setting),
};
