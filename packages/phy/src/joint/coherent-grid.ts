import type { DechirpSums } from "./dechirp-sums.ts";
import type { FisherScoring } from "./fisher-scoring.ts";
import { BIAS, DRIFT, ONSET, PARAMETER_COUNT } from "./phase-model.ts";

/**
 * Finds the lobe of the coherent likelihood that the free-phase fit points at.
 *
 * Phases between chirps resolve bias some twenty times finer than the tone inside a chirp does, so scoring from the
 * free-phase estimate could climb a side lobe. A grid over bias and drift on the chirp sums alone (a dozen points) picks
 * the right one. With up-chirps only, bias and onset slide together along W²/2^SF, and the grid covers one period 1/T.
 */
export class CoherentGrid {
  readonly #sums: DechirpSums;
  readonly #fit: FisherScoring;
  readonly #mean: Float64Array;
  readonly #upChirpsOnly: boolean;

  constructor(sums: DechirpSums, fit: FisherScoring, upChirpsOnly: boolean) {
    this.#sums = sums;
    this.#fit = fit;
    this.#mean = new Float64Array(sums.layout.chirpCount * PARAMETER_COUNT);
    this.#upChirpsOnly = upChirpsOnly;
  }

  /**
   * Sets bias, drift (and onset) of `fit.delta` to the best grid point. `fit.chirpSums` must hold the sums at delta 0.
   * @param biasSd what the free-phase fit claims for bias (Hz), and `driftSd` for drift (Hz/s)
   */
  search(biasSd: number, driftSd: number): void {
    const { layout } = this.#sums;
    this.#averageGradients();
    const lengthS = layout.durationS;
    const ridge = this.#upChirpsOnly ? 1 / layout.slopeHzPerS[0] : 0;
    const reach = this.#upChirpsOnly
      ? 0.5 / layout.chirpS
      : Math.min(Math.max(4.5 * biasSd, 0.5 / lengthS), 0.6 / layout.chirpS);
    const biasSteps = Math.ceil(reach * 5 * lengthS);
    const driftSteps = Math.min(24, Math.ceil((3.5 * driftSd * lengthS ** 2) / 0.7));
    let best = -1;
    let bestBias = 0;
    let bestDrift = 0;
    for (let i = -biasSteps; i <= biasSteps; i++) {
      const bias = i / (5 * lengthS);
      for (let j = -driftSteps; j <= driftSteps; j++) {
        const drift = (0.7 * j) / lengthS ** 2;
        const value = this.#coherentPower(bias, ridge * bias, drift);
        if (value <= best) continue;
        best = value;
        bestBias = bias;
        bestDrift = drift;
      }
    }
    this.#fit.delta.fill(0);
    this.#fit.delta[BIAS] = bestBias;
    this.#fit.delta[ONSET] = ridge * bestBias;
    this.#fit.delta[DRIFT] = bestDrift;
  }

  #coherentPower(bias: number, onset: number, drift: number): number {
    const { chirpSums } = this.#fit;
    let re = 0;
    let im = 0;
    for (let k = 0; 2 * k < chirpSums.length; k++) {
      const row = k * PARAMETER_COUNT;
      const angle =
        this.#mean[row + BIAS] * bias +
        this.#mean[row + ONSET] * onset +
        this.#mean[row + DRIFT] * drift;
      const c = Math.cos(angle);
      const s = Math.sin(angle);
      re += chirpSums[2 * k] * c + chirpSums[2 * k + 1] * s;
      im += chirpSums[2 * k + 1] * c - chirpSums[2 * k] * s;
    }
    return re * re + im * im;
  }

  #averageGradients(): void {
    const { chirp, samples, chunkCount } = this.#sums;
    const { gradient, chirpSamples } = this.#fit;
    this.#mean.fill(0);
    for (let m = 0; m < chunkCount; m++) {
      const k = chirp[m];
      if (chirpSamples[k] === 0) continue;
      const weight = samples[m] / chirpSamples[k];
      for (let p = 0; p < PARAMETER_COUNT; p++) {
        this.#mean[k * PARAMETER_COUNT + p] += weight * gradient[m * PARAMETER_COUNT + p];
      }
    }
  }
}
