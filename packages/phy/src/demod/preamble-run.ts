import { logBessel0 } from "./log-bessel.ts";

/** Preambles of this length are likelier than others where noise leaves a doubt. */
const CUSTOMARY = 8;
/** Chirps next to the sync word from which the phase step is taken. */
const TRUSTED = 5;
/** How much one chirp may say: a strong one that is missing must not be outvoted by another that came by chance. */
const MOST_EVIDENCE = 12;
/** And one that is missing where another frame was taken out: its symbol, at nearly the same tone, may have taken the chirp along. */
const MOST_AGAINST_CLEANED = 6;
/** What a chirp has to say at least: where nothing speaks for one more, there is none. More so where others are on the air. */
const DOUBT = 1.5;
const DOUBT_BESIDE_OTHERS = 5;
/** Another frame's symbol is rarely just as strong. */
const MOST_POWER = 3;

/**
 * Number of up-chirps, counted backwards from the sync word: the most likely change point between chirps and noise. Where the
 * phases of the last chirps advance evenly, so must those of the earlier ones.
 *
 * @param powers matched power of each chirp, `phases` in radians, and `noises`, the mean power of its place if no chirp were there,
 * from the sync word backwards: what another frame leaves there explains power too
 * @param signal mean power of the trusted chirps
 * @param cleaned another frame was taken out of these places
 */
export function preambleRun(
  powers: readonly number[],
  phases: readonly number[],
  noises: readonly number[],
  signal: number,
  cleaned = false,
): number {
  const against = cleaned ? MOST_AGAINST_CLEANED : MOST_EVIDENCE;
  const usual = Math.min(...noises.slice(0, TRUSTED));
  let { step, coherent } = phaseStep(phases);
  let bend = 0;
  let best = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (const [i, power] of powers.entries()) {
    const rho = Math.max(signal / noises[i] - 1, 1);
    const z = power / noises[i];
    let evidence = chirpEvidence(power, signal, noises[i]);
    if (coherent && i > 0) {
      const error = wrapped(phases[i] - phases[i - 1] - step);
      evidence = 2 * Math.sqrt(rho * z) * Math.cos(error) - rho;
      // A drifting carrier changes the step from chirp to chirp, evenly.
      if (Math.abs(error) < 1) bend += 0.15 * error;
      if (evidence > 0) step += 0.5 * error;
      step += bend;
    }
    if (power > MOST_POWER * signal) evidence = -MOST_EVIDENCE;
    sum += Math.max(-against, Math.min(MOST_EVIDENCE, evidence));
    sum -= noises[i] > 2 * usual ? DOUBT_BESIDE_OTHERS : DOUBT;
    const length = i + 1;
    const prior = length === CUSTOMARY ? 4 : length < 6 ? -3 : 0;
    if (sum + prior > bestScore) {
      bestScore = sum + prior;
      best = length;
    }
  }
  return best;
}

/** Log likelihood ratio of a chirp of power `signal` and unknown phase in a place with matched power `power` and `noise`. */
export function chirpEvidence(power: number, signal: number, noise: number): number {
  const rho = Math.max(signal / noise - 1, 1);
  return logBessel0(2 * Math.sqrt((rho * power) / noise)) - rho;
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
