/** A replayer whose radio adds about this to the carrier, ppm: one standard deviation of the class. */
export interface BiasAttacker {
  readonly name: string;
  readonly extraPpm: number;
}

/**
 * From a GPS-disciplined radio (paper §7.1: below 0.035 ppm) by one that was calibrated with care and the paper's own
 * (0.62 … 0.85 ppm, figure 18) to two plain radios (1.76 ppm and more, figure 25). Taken as equally likely: nobody knows.
 */
export const BIAS_ATTACKERS: readonly BiasAttacker[] = [
  { name: "bias-0.03ppm", extraPpm: 0.03 },
  { name: "bias-0.3ppm", extraPpm: 0.3 },
  { name: "bias-1ppm", extraPpm: 1 },
  { name: "bias-3ppm", extraPpm: 3 },
];

/** A bias that crept so far from the device's place that no frame alone shows it, ppm. */
export const RAMP_PPM = 1;
/** One radio that replays every device of a gateway, so far off, ppm. */
export const MASS_REPLAY_PPM = 1;
/** Delays that a schedule is asked about, s. */
export const DELAY_WITHOUT_BIAS_S = 10;

/**
 * ln of the Bayes factor, any of the attackers against genuine.
 *
 * @param logGenuine ln of the density of this reading from a genuine device, 1/ppm
 */
export function logBayesOfBias(errorPpm: number, sdPpm: number, logGenuine: number): number {
  let density = 0;
  for (const { extraPpm } of BIAS_ATTACKERS) {
    const variance = sdPpm ** 2 + extraPpm ** 2;
    density += Math.exp((-errorPpm * errorPpm) / 2 / variance) / Math.sqrt(2 * Math.PI * variance);
  }
  return Math.log(Math.max(density / BIAS_ATTACKERS.length, 1e-300)) - logGenuine;
}
