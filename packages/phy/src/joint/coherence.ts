import type { FisherScoring } from "./fisher-scoring.ts";

/** How well one phase runs through all chirps, after the coherent fit. */
export interface Coherence {
  /** Root mean square of the chirps' residual phases, radians. */
  residualRad: number;
  /** The part of it that noise and the assumed phase wander explain, radians. */
  expectedRad: number;
  /** Sum of squared residuals over their expected variances, and its degrees of freedom. */
  chiSquare: number;
  freedom: number;
  /** Probability of a larger value if the chirps are coherent. */
  pValue: number;
  /** Diffusion of the phase that the residuals suggest, rad²/s: the assumed one unless they contradict it. */
  diffusion: number;
}

export function newCoherence(): Coherence {
  return { residualRad: 0, expectedRad: 0, chiSquare: 0, freedom: 0, pValue: 1, diffusion: 0 };
}

// Mean square of a Brownian path of unit length and diffusion about its best polynomial of degree 0, 1, 2, … (simulated).
const WANDER_LEFT = [0.1667, 0.0667, 0.0421, 0.0316, 0.025, 0.0207, 0.0178];

/** Below this probability the residual phases contradict the model; chance must not do it once in a long bench. */
const REJECT = 1e-6;

/**
 * Tests phase coherence between chirps: residual phases against what noise and a random walk of diffusion
 * `assumedDiffusion` (rad²/s) would leave beside a phase polynomial of the fitted `degree`. `fit` must have just been fitted coherently.
 */
export function testCoherence(
  fit: FisherScoring,
  durationS: number,
  assumedDiffusion: number,
  into: Coherence,
  degree = 2,
): void {
  const { chirpSums, chirpSamples } = fit;
  let re = 0;
  let im = 0;
  let used = 0;
  for (let k = 0; k < chirpSamples.length; k++) {
    re += chirpSums[2 * k];
    im += chirpSums[2 * k + 1];
    if (chirpSamples[k] > 0) used++;
  }
  const walk = durationS * WANDER_LEFT[degree];
  const wander = assumedDiffusion * walk;
  const freedom = Math.max(used - 1 - degree, 1);
  // The polynomial took its share of freedom, so each residual is a little smaller than its noise.
  const left = freedom / used;
  let square = 0;
  let expected = 0;
  let chiSquare = 0;
  let noiseOnly = 0;
  for (let k = 0; k < chirpSamples.length; k++) {
    if (chirpSamples[k] === 0) continue;
    const x = chirpSums[2 * k] * re + chirpSums[2 * k + 1] * im;
    const y = chirpSums[2 * k + 1] * re - chirpSums[2 * k] * im;
    const phase = Math.atan2(y, x);
    const noise = fit.noise / (2 * fit.amplitude ** 2 * chirpSamples[k]);
    square += phase * phase;
    noiseOnly += noise * left;
    expected += noise * left + wander;
    chiSquare += (phase * phase) / (noise + wander / left);
  }
  into.residualRad = Math.sqrt(square / used);
  into.expectedRad = Math.sqrt(expected / used);
  into.chiSquare = chiSquare;
  into.freedom = freedom;
  into.pValue = chiSquareTail(chiSquare, freedom);
  into.diffusion = assumedDiffusion;
  if (into.pValue < REJECT) {
    const seen = (square - noiseOnly) / (used * walk);
    into.diffusion = Math.max(assumedDiffusion, seen);
  }
}

/** Upper tail of a chi-square variable (Wilson–Hilferty; within 1e-3 for five degrees of freedom and more). */
export function chiSquareTail(value: number, freedom: number): number {
  const spread = 2 / (9 * freedom);
  const z = ((value / freedom) ** (1 / 3) - (1 - spread)) / Math.sqrt(spread);
  return gaussianTail(z);
}

/** Upper tail of the standard normal distribution (Abramowitz and Stegun 26.2.17, absolute error below 1e-7). */
export function gaussianTail(z: number): number {
  if (z < 0) return 1 - gaussianTail(-z);
  const t = 1 / (1 + 0.231_641_9 * z);
  const series =
    t *
    (0.319_381_530 +
      t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
  return (Math.exp(-0.5 * z * z) / Math.sqrt(2 * Math.PI)) * series;
}
