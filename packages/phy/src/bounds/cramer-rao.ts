import { choleskyWork, invertSymmetric } from "../joint/cholesky.ts";
import type { ChirpLayout } from "../joint/chirp-layout.ts";
import {
  BIAS,
  CLOCK,
  DRIFT,
  ONSET,
  PARAMETER_COUNT,
  newPhaseParameters,
  phaseGradient,
} from "../joint/phase-model.ts";

/** What is unknown beside amplitude and phase. */
export interface BoundModel {
  readonly onset: boolean;
  readonly drift: boolean;
  /** The symbol clock is a parameter of its own instead of the carrier's crystal. */
  readonly clockFree: boolean;
  /** Each chirp has a phase of its own. */
  readonly freePhase: boolean;
  /** Standard deviation of what is known of the drift beforehand (Bayesian bound). Default: nothing is. */
  readonly driftPriorSdHzPerS?: number;
}

/** Least standard deviations that an unbiased estimator of the model can reach. Absent parameters are null. */
export interface CramerRaoBound {
  readonly biasSdHz: number;
  /** The bias extrapolated to the onset instead of the epoch. */
  readonly biasAtOnsetSdHz: number;
  readonly onsetSdS: number | null;
  readonly driftSdHzPerS: number | null;
  /** Relative (1e-6 is a ppm). */
  readonly clockSd: number | null;
}

// Five-point Gauss–Legendre on [−1, 1]: exact for the polynomials of degree ≤ 6 that arise here.
const NODES = [0, 0.538_469_310_105_683_1, 0.906_179_845_938_664];
const WEIGHTS = [0.568_888_888_888_888_9, 0.478_628_670_499_366_5, 0.236_926_885_056_189_1];

/**
 * Cramér–Rao bound from the Fisher information of the layout's phase gradient, the same one that the joint estimator fits.
 *
 * For a constant-modulus signal in white noise the information on phase parameters is 2 (A²/N₀) ∫ g gᵀ dt, the gradient g
 * taken without its mean over the stretch that shares an unknown phase; the amplitude decouples. The edges of the
 * signal's support are taken as known, which matters only where the onset is otherwise unobservable.
 *
 * @param snrDb signal-to-noise ratio in the signal's bandwidth
 * @param carrierHz the carrier whose crystal also clocks the chips
 * @see Kay, Fundamentals of Statistical Signal Processing: Estimation Theory, §3.9
 */
export function cramerRaoBound(
  layout: ChirpLayout,
  model: BoundModel,
  snrDb: number,
  carrierHz: number,
): CramerRaoBound {
  const chosen = [
    BIAS,
    ...(model.onset ? [ONSET] : []),
    ...(model.drift ? [DRIFT] : []),
    ...(model.clockFree ? [CLOCK] : []),
  ];
  const n = chosen.length;
  const fisher = fisherInformation(layout, model, carrierHz, chosen);
  const density = 2 * 10 ** (snrDb / 10) * layout.bwHz;
  for (let i = 0; i < fisher.length; i++) fisher[i] *= density;
  const known = chosen.indexOf(DRIFT);
  if (known >= 0 && model.driftPriorSdHzPerS) {
    fisher[known * n + known] += 1 / model.driftPriorSdHzPerS ** 2;
  }
  const inverse = new Float64Array(n * n);
  const regular = invertSymmetric(fisher, n, n, inverse, new Float64Array(choleskyWork(n)));
  const sd = (parameter: number): number | null => {
    const i = chosen.indexOf(parameter);
    if (i < 0) return null;
    return regular ? Math.sqrt(inverse[i * n + i]) : Number.POSITIVE_INFINITY;
  };
  const drift = chosen.indexOf(DRIFT);
  let atOnset = inverse[0];
  if (drift > 0) {
    atOnset += layout.epochS ** 2 * inverse[drift * n + drift] - 2 * layout.epochS * inverse[drift];
  }
  return {
    biasSdHz: sd(BIAS) ?? Number.POSITIVE_INFINITY,
    biasAtOnsetSdHz: regular ? Math.sqrt(atOnset) : Number.POSITIVE_INFINITY,
    onsetSdS: sd(ONSET),
    driftSdHzPerS: sd(DRIFT),
    clockSd: sd(CLOCK),
  };
}

/** ∫ (g − ḡ)(g − ḡ)ᵀ dt over the layout, for the chosen parameters. */
function fisherInformation(
  layout: ChirpLayout,
  model: BoundModel,
  carrierHz: number,
  chosen: readonly number[],
): Float64Array {
  const n = chosen.length;
  const tieHz = model.clockFree ? Number.POSITIVE_INFINITY : carrierHz;
  const parameters = newPhaseParameters();
  const gradient = new Float64Array(PARAMETER_COUNT);
  const total = new Float64Array(n * n);
  const mean = new Float64Array(n);
  let weight = 0;
  const closeGroup = (): void => {
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) total[i * n + j] -= (mean[i] * mean[j]) / weight;
    }
    mean.fill(0);
    weight = 0;
  };
  for (let s = 0; s < layout.segmentCount; s++) {
    if (model.freePhase && s > 0 && layout.chirp[s] !== layout.chirp[s - 1]) closeGroup();
    const half = (layout.endS[s] - layout.startS[s]) / 2;
    const middle = layout.startS[s] + half;
    for (let node = -2; node <= 2; node++) {
      const x = Math.sign(node) * NODES[Math.abs(node)];
      const w = WEIGHTS[Math.abs(node)] * half;
      phaseGradient(parameters, layout, tieHz, 1, s, middle + x * half, gradient, 0);
      for (let i = 0; i < n; i++) {
        mean[i] += w * gradient[chosen[i]];
        for (let j = 0; j < n; j++) {
          total[i * n + j] += w * gradient[chosen[i]] * gradient[chosen[j]];
        }
      }
      weight += w;
    }
  }
  closeGroup();
  return total;
}
