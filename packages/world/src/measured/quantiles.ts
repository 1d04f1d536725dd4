/** Where a distribution is sampled: close together in the tails. */
const LEVELS = [
  0, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99,
  0.995, 0.998, 1,
] as const;

/** Quantiles of a sample at fixed levels from its smallest value to its largest. */
export type Quantiles = readonly number[];

/** @param sample at least one value, in any order */
export function quantilesOf(sample: readonly number[]): number[] {
  const sorted = sample.toSorted((a, b) => a - b);
  return LEVELS.map((level) => {
    const at = level * (sorted.length - 1);
    const below = sorted[Math.floor(at)]!;
    return below + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - below);
  });
}

/** The value below which a share `u` (0 … 1) of the sample lies. */
export function quantile(quantiles: Quantiles, u: number): number {
  let k = 1;
  while (k < LEVELS.length - 1 && u > LEVELS[k]!) k++;
  const from = LEVELS[k - 1]!;
  const share = Math.min(1, Math.max(0, (u - from) / (LEVELS[k]! - from)));
  return quantiles[k - 1]! + share * (quantiles[k]! - quantiles[k - 1]!);
}

/** Standard normal distribution function. @see Abramowitz and Stegun 7.1.26, good to 1.5·10⁻⁷ */
export function normalShare(x: number): number {
  const z = Math.abs(x) / Math.SQRT2;
  const t = 1 / (1 + 0.327_591_1 * z);
  const poly =
    t *
    (0.254_829_592 +
      t * (-0.284_496_736 + t * (1.421_413_741 + t * (-1.453_152_027 + t * 1.061_405_429))));
  const erf = 1 - poly * Math.exp(-z * z);
  return x < 0 ? (1 - erf) / 2 : (1 + erf) / 2;
}
