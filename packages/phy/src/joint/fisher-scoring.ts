import { choleskyWork, invertSymmetric } from "./cholesky.ts";
import type { DechirpSums } from "./dechirp-sums.ts";
import {
  CURVATURE,
  BIAS,
  CLOCK,
  DRIFT,
  ONSET,
  PARAMETER_COUNT,
  type PhaseParameters,
  phaseGradient,
} from "./phase-model.ts";
import { type Float64s, newFloat64s } from "./scratch.ts";

/** Whether one phase runs through the whole layout or each chirp has its own. */
export type PhaseSharing = "coherent" | "free";

/**
 * Maximum likelihood by Fisher scoring on chunk sums, the phase linearised about the point of dechirping.
 *
 * Amplitude and phases are eliminated in closed form: coherent, the likelihood rises with |Σ y|; with a free phase per
 * chirp, with Σ |Σ_chirp y|. Gaussian priors on parameters are allowed (a precision each). Nothing is allocated by `fit`.
 */
export class FisherScoring {
  /** Covariance of the active parameters at the last fit, row stride `PARAMETER_COUNT`, without priors' share in noise. */
  readonly covariance: Float64Array = new Float64Array(PARAMETER_COUNT * PARAMETER_COUNT);
  /** Corrections found, indexed by parameter. */
  readonly delta: Float64Array = new Float64Array(PARAMETER_COUNT);
  /** Prior precision of each parameter (0: none) and how far the dechirping point lies from the prior's mean. */
  readonly priorPrecision: Float64Array = new Float64Array(PARAMETER_COUNT);
  readonly priorOffset: Float64Array = new Float64Array(PARAMETER_COUNT);
  /** Complex sum of each chirp at the correction, interleaved. */
  readonly chirpSums: Float64Array;
  readonly chirpSamples: Float64Array;
  /** Gradient of each chunk, radians per unit. */
  readonly gradient: Float64Array;
  /** Amplitude, and noise power per complex sample, of the last fit. */
  amplitude = 0;
  noise = 0;
  /** Modulus of the (coherent or summed) correlation. */
  correlation = 0;
  readonly #sums: DechirpSums;
  readonly #active: Int32Array = new Int32Array(PARAMETER_COUNT);
  #activeCount = 0;
  readonly #information = new Float64Array(PARAMETER_COUNT * PARAMETER_COUNT);
  readonly #inverse = new Float64Array(PARAMETER_COUNT * PARAMETER_COUNT);
  readonly #work = new Float64Array(choleskyWork(PARAMETER_COUNT));
  readonly #score = new Float64Array(PARAMETER_COUNT);
  readonly #trial = new Float64Array(PARAMETER_COUNT);
  readonly #groupMean = new Float64Array(PARAMETER_COUNT);
  readonly #turned: Float64Array;

  constructor(sums: DechirpSums, float64s: Float64s = newFloat64s) {
    this.#sums = sums;
    this.chirpSums = float64s(2 * sums.layout.chirpCount);
    this.chirpSamples = float64s(sums.layout.chirpCount);
    this.gradient = float64s(PARAMETER_COUNT * sums.chunkCount);
    this.#turned = float64s(2 * sums.chunkCount);
  }

  /** Sets the parameters to be fitted. */
  activate(parameters: readonly number[]): void {
    this.#activeCount = parameters.length;
    for (let i = 0; i < parameters.length; i++) this.#active[i] = parameters[i];
  }

  get activeCount(): number {
    return this.#activeCount;
  }

  /** Parameter behind the i-th active row. */
  active(i: number): number {
    return this.#active[i];
  }

  /** Takes over the gradient at the point of dechirping; call after each `DechirpSums.run`. */
  linearise(at: PhaseParameters): void {
    const { layout, carrierHz, scaleS, middleS, segment, chunkCount } = this.#sums;
    for (let m = 0; m < chunkCount; m++) {
      phaseGradient(
        at,
        layout,
        carrierHz,
        scaleS,
        segment[m],
        middleS[m],
        this.gradient,
        m * PARAMETER_COUNT,
      );
    }
  }

  /** Objective at a correction; fills `chirpSums` and the turned chunks. */
  evaluate(delta: Float64Array, sharing: PhaseSharing): number {
    const { sums, samples, chirp, chunkCount } = this.#sums;
    this.chirpSums.fill(0);
    this.chirpSamples.fill(0);
    for (let m = 0; m < chunkCount; m++) {
      let angle = 0;
      for (let i = 0; i < this.#activeCount; i++) {
        const p = this.#active[i];
        angle += this.gradient[m * PARAMETER_COUNT + p] * delta[p];
      }
      const c = Math.cos(angle);
      const s = Math.sin(angle);
      const re = sums[3 * m] * c + sums[3 * m + 1] * s;
      const im = sums[3 * m + 1] * c - sums[3 * m] * s;
      this.#turned[2 * m] = re;
      this.#turned[2 * m + 1] = im;
      const k = chirp[m];
      this.chirpSums[2 * k] += re;
      this.chirpSums[2 * k + 1] += im;
      this.chirpSamples[k] += samples[m];
    }
    let re = 0;
    let im = 0;
    let moduli = 0;
    for (let k = 0; k < this.chirpSamples.length; k++) {
      re += this.chirpSums[2 * k];
      im += this.chirpSums[2 * k + 1];
      moduli += Math.hypot(this.chirpSums[2 * k], this.chirpSums[2 * k + 1]);
    }
    return sharing === "coherent" ? Math.hypot(re, im) : moduli;
  }

  /**
   * Fits from the correction in `delta` on. Returns false when the information matrix is singular.
   * @param iterations scoring steps at most; each is one evaluation unless it has to be shortened
   */
  fit(sharing: PhaseSharing, iterations: number): boolean {
    const n = this.#activeCount;
    let best = this.evaluate(this.delta, sharing);
    for (let iteration = 0; iteration < iterations; iteration++) {
      this.#measure(best, sharing);
      if (!this.#prepare(sharing)) return false;
      let size = 0;
      for (let i = 0; i < n; i++) {
        const p = this.#active[i];
        let step = 0;
        for (let j = 0; j < n; j++) step += this.#inverse[i * PARAMETER_COUNT + j] * this.#score[j];
        size = Math.max(size, Math.abs(step) / Math.sqrt(this.#inverse[i * PARAMETER_COUNT + i]));
        this.#trial[p] = step;
      }
      let share = 1;
      let value = 0;
      for (let attempt = 0; attempt < 6; attempt++) {
        for (let i = 0; i < n; i++)
          this.delta[this.#active[i]] += share * this.#trial[this.#active[i]];
        value = this.evaluate(this.delta, sharing);
        // A prior may cost likelihood; a step that only follows the data must not.
        if (value >= best * (1 - 1e-6) || attempt === 5) break;
        for (let i = 0; i < n; i++)
          this.delta[this.#active[i]] -= share * this.#trial[this.#active[i]];
        share /= 2;
      }
      best = value;
      if (size * share < 1e-3) break;
    }
    this.#measure(best, sharing);
    if (!this.#prepare(sharing)) return false;
    this.covariance.fill(0);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        this.covariance[this.#active[i] * PARAMETER_COUNT + this.#active[j]] =
          this.#inverse[i * PARAMETER_COUNT + j];
      }
    }
    return true;
  }

  /** Adds the corrections to the parameters and clears them. */
  apply(to: PhaseParameters): void {
    to.biasHz += this.delta[BIAS];
    to.onsetS += this.delta[ONSET];
    to.driftHzPerS += this.delta[DRIFT];
    to.clock += this.delta[CLOCK];
    for (let k = CURVATURE; k < PARAMETER_COUNT; k++)
      to.curvatureHz[k - CURVATURE] += this.delta[k];
    this.delta.fill(0);
  }

  /**
   * Variance that a random walk of the carrier's phase adds to a parameter's estimate, per unit of the walk's diffusion
   * (rad²/s): the estimator is linear in small phase errors, so the walk passes through its weights.
   */
  randomWalkVariance(sharing: PhaseSharing, parameter: number): number {
    const { samples, chirp, middleS, chunkCount } = this.#sums;
    const n = this.#activeCount;
    const row = this.#rowOf(parameter);
    const scale = (2 * this.amplitude * this.amplitude) / this.noise;
    let tail = 0;
    let variance = 0;
    let group = -1;
    for (let m = chunkCount - 1; m >= 0; m--) {
      if (samples[m] === 0) continue;
      if (sharing === "free" ? chirp[m] !== group : group < 0) {
        group = chirp[m];
        this.#meanOfGroup(sharing, group);
      }
      let weight = 0;
      for (let j = 0; j < n; j++) {
        const p = this.#active[j];
        const g = this.gradient[m * PARAMETER_COUNT + p] - this.#groupMean[p];
        weight += this.#inverse[row * PARAMETER_COUNT + j] * g;
      }
      tail += weight * scale * samples[m];
      const before = m > 0 ? middleS[m] - middleS[m - 1] : 0;
      variance += tail * tail * Math.max(before, 0);
    }
    return variance;
  }

  #rowOf(parameter: number): number {
    for (let i = 0; i < this.#activeCount; i++) if (this.#active[i] === parameter) return i;
    return 0;
  }

  #meanOfGroup(sharing: PhaseSharing, group: number): void {
    const { samples, firstChunk, chunkCount } = this.#sums;
    this.#groupMean.fill(0);
    let weight = 0;
    const from = sharing === "free" ? firstChunk[group] : 0;
    const to = sharing === "free" ? firstChunk[group + 1] : chunkCount;
    for (let m = from; m < to; m++) {
      weight += samples[m];
      for (let j = 0; j < this.#activeCount; j++) {
        const p = this.#active[j];
        this.#groupMean[p] += samples[m] * this.gradient[m * PARAMETER_COUNT + p];
      }
    }
    if (weight > 0) for (let p = 0; p < PARAMETER_COUNT; p++) this.#groupMean[p] /= weight;
  }

  /** Amplitude and noise at the present correction. */
  #measure(correlation: number, sharing: PhaseSharing): void {
    const { samples, chunkCount, sums } = this.#sums;
    let energy = 0;
    let count = 0;
    let occupied = 0;
    for (let m = 0; m < chunkCount; m++) {
      if (samples[m] === 0) continue;
      energy += (sums[3 * m] ** 2 + sums[3 * m + 1] ** 2) / samples[m];
      count += samples[m];
      occupied++;
    }
    const phases = sharing === "coherent" ? 1 : this.chirpSamples.length;
    // Real unknowns: phases, amplitude and the active parameters; each takes half a complex degree of freedom.
    const freedom = occupied - 0.5 * (phases + 1 + this.#activeCount);
    const residual = Math.max(energy - correlation ** 2 / count, 1e-12 * energy);
    this.correlation = correlation;
    this.noise = Math.max(residual / Math.max(freedom, 1), Number.MIN_VALUE);
    // The modulus of a noisy sum is biased upwards by half a noise power for each phase that was fitted.
    const power = (correlation / count) ** 2 - (phases * this.noise) / count;
    this.amplitude = Math.sqrt(Math.max(power, 1e-3 * (correlation / count) ** 2));
  }

  /** Score and information at the present correction, inverted. */
  #prepare(sharing: PhaseSharing): boolean {
    const { samples, chirp, chunkCount } = this.#sums;
    const n = this.#activeCount;
    const information = this.#information;
    information.fill(0);
    this.#score.fill(0);
    let cosine = 1;
    let sine = 0;
    let group = -1;
    for (let m = 0; m < chunkCount; m++) {
      if (samples[m] === 0) continue;
      if (sharing === "free" ? chirp[m] !== group : group < 0) {
        group = chirp[m];
        this.#meanOfGroup(sharing, group);
        let re = 0;
        let im = 0;
        for (let k = 0; k < this.chirpSamples.length; k++) {
          if (sharing === "free" && k !== group) continue;
          re += this.chirpSums[2 * k];
          im += this.chirpSums[2 * k + 1];
        }
        const modulus = Math.hypot(re, im) || 1;
        cosine = re / modulus;
        sine = im / modulus;
      }
      const quadrature = this.#turned[2 * m + 1] * cosine - this.#turned[2 * m] * sine;
      const gain = (2 * this.amplitude) / this.noise;
      const weight = gain * this.amplitude * samples[m];
      for (let i = 0; i < n; i++) {
        const p = this.#active[i];
        const gi = this.gradient[m * PARAMETER_COUNT + p] - this.#groupMean[p];
        this.#score[i] += gain * quadrature * gi;
        for (let j = 0; j <= i; j++) {
          const q = this.#active[j];
          const gj = this.gradient[m * PARAMETER_COUNT + q] - this.#groupMean[q];
          information[i * PARAMETER_COUNT + j] += weight * gi * gj;
        }
      }
    }
    for (let i = 0; i < n; i++) {
      const p = this.#active[i];
      information[i * PARAMETER_COUNT + i] += this.priorPrecision[p];
      this.#score[i] -= this.priorPrecision[p] * (this.priorOffset[p] + this.delta[p]);
      for (let j = 0; j < i; j++) {
        information[j * PARAMETER_COUNT + i] = information[i * PARAMETER_COUNT + j];
      }
    }
    return invertSymmetric(information, n, PARAMETER_COUNT, this.#inverse, this.#work);
  }
}
