import { logBessel0 } from "./log-bessel.ts";

/** Preambles of this length are likelier than others where noise leaves a doubt. */
const CUSTOMARY = 8;
/** Chirps next to the sync word from which the phase step is taken. */
const TRUSTED = 5;
/** How much one chirp may say: a strong one that is missing must not be outvoted by another that came by chance. */
const MOST_EVIDENCE = 12;
/** Another frame's symbol is rarely just as strong. */
const MOST_POWER = 3;

/**
 * Number of up-chirps, counted backwards from the sync word: the most likely change point between chirps and noise. Where the
 * phases of the last chirps advance evenly, so must those of the earlier ones.
 *
 * @param powers matched power of each chirp, and `phases` in radians, from the sync word backwards
 * @param signal mean power of the trusted chirps
 * @param noise mean power of a chirp's place where there is none
 */
export function preambleRun(
  powers: readonly number[],
  phases: readonly number[],
  signal: number,
  noise: number,
): number {
  const rho = Math.max(signal / noise - 1, 1);
  let { step, coherent } = phaseStep(phases);
  let bend = 0;
  let best = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const [i, power] of powers.entries()) {
    const z = power / noise;
    let evidence = logBessel0(2 * Math.sqrt(rho * z)) - rho;
    if (coherent && i > 0) {
      const error = wrapped(phases[i] - phases[i - 1] - step);
      evidence = 2 * Math.sqrt(rho * z) * Math.cos(error) - rho;
      // A drifting carrier changes the step from chirp to chirp, evenly.
      if (Math.abs(error) < 1) bend += 0.15 * error;
      if (evidence > 0) step += 0.5 * error;
      step += bend;
    }
    if (power > MOST_POWER * signal) evidence = -MOST_EVIDENCE;
    sum += Math.max(-MOST_EVIDENCE, Math.min(MOST_EVIDENCE, evidence));
    const length = i + 1;
    const prior = length === CUSTOMARY ? 4 : length < 6 ? -3 : 0;
    if (sum + prior > bestScore) {
      bestScore = sum + prior;
      best = length;
    }
  }
  return best;
}

function phaseStep(phases: readonly number[]): { step: number; coherent: boolean } {
  let re = 0;
  let im = 0;
  const last = Math.min(TRUSTED, phases.length);
  for (let i = 1; i < last; i++) {
    re += Math.cos(phases[i] - phases[i - 1]);
    im += Math.sin(phases[i] - phases[i - 1]);
  }
  const coherent = last >= 3 && Math.hypot(re, im) > 0.85 * (last - 1);
  return { step: Math.atan2(im, re), coherent };
}

function wrapped(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
