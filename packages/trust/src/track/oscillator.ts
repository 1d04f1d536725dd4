/** Place and rate of an oscillator, with their covariance. */
export interface Oscillator {
  readonly ppm: number;
  readonly ratePpmPerH: number;
  readonly place2: number;
  readonly cross2: number;
  readonly rate2: number;
}

export const STILL: Oscillator = { ppm: 0, ratePpmPerH: 0, place2: 0, cross2: 0, rate2: 0 };

/** How one kind of oscillator moves. */
export interface OscillatorMotion {
  readonly walkPpm2PerH: number;
  /** Standard deviation of the rate, which is forgotten within about an hour. */
  readonly ratePpmPerH: number;
  /** However long nothing is heard, it goes no further, ppm². */
  readonly mostPpm2: number;
}

const RATE_MEMORY_H = 1;

/** Moved on in time. */
export function carried(one: Oscillator, hours: number, motion: OscillatorMotion): Oscillator {
  const kept = Math.exp(-hours / RATE_MEMORY_H);
  const share = RATE_MEMORY_H * (1 - kept);
  const fresh = motion.ratePpmPerH ** 2 * (1 - kept * kept);
  const reach = Math.min(hours, RATE_MEMORY_H);
  const place2 =
    one.place2 +
    2 * share * one.cross2 +
    share * share * one.rate2 +
    motion.walkPpm2PerH * hours +
    (fresh * reach * reach) / 3;
  const scale = place2 > motion.mostPpm2 ? Math.sqrt(motion.mostPpm2 / place2) : 1;
  return {
    ppm: one.ppm + share * one.ratePpmPerH,
    ratePpmPerH: kept * one.ratePpmPerH,
    place2: place2 * scale * scale,
    cross2: scale * (kept * (one.cross2 + share * one.rate2) + (fresh * reach) / 2),
    rate2: kept * kept * one.rate2 + fresh,
  };
}

/** After an observation that lies by so much beside the expected place. */
export function corrected(one: Oscillator, errorPpm: number, noise2: number): Oscillator {
  const total = one.place2 + noise2;
  const [gain, rateGain] = [one.place2 / total, one.cross2 / total];
  return {
    ppm: one.ppm + gain * errorPpm,
    ratePpmPerH: one.ratePpmPerH + rateGain * errorPpm,
    place2: one.place2 * (1 - gain),
    cross2: one.cross2 * (1 - gain),
    rate2: Math.max(0, one.rate2 - rateGain * one.cross2),
  };
}

/** One that is the other with some probability: the Gaussian with the mixture's moments. */
export function merged(one: Oscillator, other: Oscillator, share: number): Oscillator {
  if (!(share > 0)) return one;
  const [ppm, rate] = [other.ppm - one.ppm, other.ratePpmPerH - one.ratePpmPerH];
  const between = share * (1 - share);
  const mix = (a: number, b: number): number => a + share * (b - a);
  return {
    ppm: one.ppm + share * ppm,
    ratePpmPerH: one.ratePpmPerH + share * rate,
    place2: mix(one.place2, other.place2) + between * ppm * ppm,
    cross2: mix(one.cross2, other.cross2) + between * ppm * rate,
    rate2: mix(one.rate2, other.rate2) + between * rate * rate,
  };
}
