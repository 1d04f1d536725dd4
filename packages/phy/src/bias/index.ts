import type { BiasMethod } from "./bias-estimator.ts";
import { dechirpFft } from "./dechirp-fft.ts";
import { differentialEvolution, differentialEvolutionLong } from "./differential-evolution.ts";
import { directLeastSquares } from "./direct-least-squares.ts";
import { linearRegression } from "./linear-regression.ts";

export * from "./bias-estimator.ts";
export { dechirpFft } from "./dechirp-fft.ts";
export * from "./differential-evolution.ts";
export { directLeastSquares } from "./direct-least-squares.ts";
export { linearRegression } from "./linear-regression.ts";

/** Every method for one up-chirp with a known onset, the paper's first. */
export const biasEstimators: readonly BiasMethod[] = [
  linearRegression,
  differentialEvolution,
  differentialEvolutionLong,
  directLeastSquares,
  dechirpFft,
];
