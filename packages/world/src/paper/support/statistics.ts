import type { Box } from "../report/plot.ts";

/** By linear interpolation between order statistics. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? Number.NaN;
  const high = sorted[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  return Math.sqrt(mean(values.map((v) => (v - centre) ** 2)));
}

export function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(mean(values.map((v) => v * v)));
}

/** Pearson's. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  const [ma, mb] = [mean(a), mean(b)];
  const products = a.map((v, i) => (v - ma) * (b[i]! - mb));
  return mean(products) / (standardDeviation(a) * standardDeviation(b));
}

/** The line y = slope · x + offset with the least squared error. */
export function fitLine(
  x: readonly number[],
  y: readonly number[],
): { slope: number; offset: number } {
  const slope = (correlation(x, y) * standardDeviation(y)) / standardDeviation(x);
  return { slope, offset: mean(y) - slope * mean(x) };
}

/** Minimum, quartiles, maximum. */
export function boxOf(values: readonly number[], low = 0, high = 1): Box {
  return {
    min: quantile(values, low),
    q1: quantile(values, 0.25),
    median: quantile(values, 0.5),
    q3: quantile(values, 0.75),
    max: quantile(values, high),
  };
}
