import { type Fft, createFft } from "../fft.ts";
import type { ChirpLayout } from "./chirp-layout.ts";
import type { DechirpSums } from "./dechirp-sums.ts";
import { DechirpedSeries } from "./dechirped-series.ts";
import type { FisherScoring } from "./fisher-scoring.ts";
import type { JointEstimate } from "./joint-estimate.ts";
import type { PhaseParameters } from "./phase-model.ts";

/** A line in the residual spectrum counts when chance would show one as high in one of ten thousand frames. */
const LINE_FALSE_ALARM = 1e-4;

/** Lines, steps and spreads below this share of the signal's power do no harm. */
const MATERIAL = 0.03;

/** Values at the extreme of a clean unclipped chirp: (2/π) acos(0.999) = 0.028; noise only lowers it. */
const CLIPPED_SHARE = 0.06;

/**
 * Looks for what the fitted model leaves unexplained.
 *
 * The fitted tone is taken out of each dechirped up-chirp at about two samples a chip and the spectra of the rest are added
 * over chirps: another LoRa signal of the same spreading factor, or an echo of more than a chip, stands out as a line.
 * Chirps are compared with each other in amplitude and in leftover power. Cost: one pass over the up-chirps and a transform of about 2^(SF+1) points each.
 */
export class ModelChecker {
  readonly #layout: ChirpLayout;
  readonly #series: DechirpedSeries;
  readonly #fft: Fft;
  readonly #power: Float64Array;
  readonly #sorted: Float64Array;
  readonly #threshold: number;
  readonly #leftover: Float64Array;

  constructor(layout: ChirpLayout, carrierHz: number, sampleRateHz: number) {
    this.#layout = layout;
    const block = Math.max(1, Math.floor(sampleRateHz / (1.9 * layout.bwHz)));
    this.#series = new DechirpedSeries(layout, carrierHz, sampleRateHz, block, "up");
    const size = 2 ** Math.ceil(Math.log2(this.#series.blockCount));
    this.#fft = createFft(size);
    this.#power = new Float64Array(size);
    this.#sorted = new Float64Array(size);
    this.#leftover = new Float64Array(layout.chirpCount);
    const looks = this.#series.segments.length;
    this.#threshold = gammaQuantile(looks, LINE_FALSE_ALARM / size) / gammaQuantile(looks, 0.5);
  }

  check(
    iq: Float32Array,
    at: PhaseParameters,
    sums: DechirpSums,
    fit: FisherScoring,
    into: JointEstimate,
  ): void {
    into.unexplained = this.#lines(iq, at);
    this.#compareChirps(sums, fit, into);
    into.clippedShare = extremeShare(iq, at.onsetS, this.#layout.durationS, this.#series.rateHz);
    into.clipped = into.clippedShare > CLIPPED_SHARE;
    into.collided = into.unexplained > MATERIAL || into.noiseStep > 2;
    const { residualRad, expectedRad } = into.coherence;
    const phase = Math.max(0, residualRad ** 2 - expectedRad ** 2);
    const bent = into.clipped ? into.clippedShare : 0;
    into.quality = 1 / (1 + into.unexplained + into.amplitudeSpread ** 2 + phase + bent);
  }

  /** Power of significant residual lines relative to the signal. */
  #lines(iq: Float32Array, at: PhaseParameters): number {
    const { segments, blockCount } = this.#series;
    const { size, data: values } = this.#fft;
    this.#power.fill(0);
    let signal = 0;
    for (let k = 0; k < segments.length; k++) {
      this.#series.run(iq, at, k, values);
      let re = 0;
      let im = 0;
      for (let b = 0; b < blockCount; b++) {
        re += values[2 * b];
        im += values[2 * b + 1];
      }
      re /= blockCount;
      im /= blockCount;
      signal += re * re + im * im;
      for (let b = 0; b < blockCount; b++) {
        values[2 * b] -= re;
        values[2 * b + 1] -= im;
      }
      this.#fft.forward();
      for (let j = 0; j < size; j++) {
        this.#power[j] += values[2 * j] ** 2 + values[2 * j + 1] ** 2;
      }
    }
    this.#sorted.set(this.#power);
    this.#sorted.sort();
    const median = this.#sorted[size >>> 1];
    let excess = 0;
    for (let j = 0; j < size; j++) {
      if (this.#power[j] > this.#threshold * median) excess += this.#power[j] - median;
    }
    return signal > 0 ? excess / (size * blockCount * signal) : 1;
  }

  #compareChirps(sums: DechirpSums, fit: FisherScoring, into: JointEstimate): void {
    const leftover = this.#leftover;
    leftover.fill(0);
    for (let m = 0; m < sums.chunkCount; m++) leftover[sums.chirp[m]] += sums.sums[3 * m + 2];
    let spread = 0;
    let used = 0;
    for (let k = 0; k < leftover.length; k++) {
      const n = fit.chirpSamples[k];
      if (n === 0) continue;
      const modulus = Math.hypot(fit.chirpSums[2 * k], fit.chirpSums[2 * k + 1]);
      leftover[k] = (leftover[k] - modulus ** 2 / n) / n;
      spread += (modulus / n / fit.amplitude - 1) ** 2 - fit.noise / (2 * fit.amplitude ** 2 * n);
      used++;
    }
    into.amplitudeSpread = Math.sqrt(Math.max(0, spread / used));
    leftover.sort();
    const median = leftover[leftover.length >>> 1];
    const loudest = leftover[leftover.length - 1];
    // At high SNR the leftover is distortion of the signal itself; steps far below the signal do not count.
    const floor = MATERIAL * fit.amplitude ** 2;
    into.noiseStep = (loudest + floor) / (median + floor);
  }
}

/** Share of I and Q values within 0.1 % of the largest modulus, on at most some eight thousand samples. */
function extremeShare(iq: Float32Array, onsetS: number, durationS: number, rateHz: number): number {
  const from = Math.max(0, Math.floor(onsetS * rateHz));
  const to = Math.min(iq.length >>> 1, Math.ceil((onsetS + durationS) * rateHz));
  // An odd stride, so that no periodicity of the signal meets it.
  const stride = 2 * Math.floor((to - from) / 16_384) + 1;
  let extreme = 0;
  for (let n = from; n < to; n += stride) {
    extreme = Math.max(extreme, Math.abs(iq[2 * n]), Math.abs(iq[2 * n + 1]));
  }
  let hits = 0;
  let count = 0;
  for (let n = from; n < to; n += stride) {
    if (Math.abs(iq[2 * n]) >= 0.999 * extreme) hits++;
    if (Math.abs(iq[2 * n + 1]) >= 0.999 * extreme) hits++;
    count += 2;
  }
  return count > 0 ? hits / count : 0;
}

/** The value that a sum of `looks` unit exponentials exceeds with probability `tail`. */
function gammaQuantile(looks: number, tail: number): number {
  let low = 0;
  let high = looks + 20 * Math.sqrt(looks) + 60;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    let term = Math.exp(-middle);
    let sum = term;
    for (let k = 1; k < looks; k++) {
      term *= middle / k;
      sum += term;
    }
    if (sum > tail) low = middle;
    else high = middle;
  }
  return high;
}
