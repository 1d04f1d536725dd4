/** How often each of these tests is wrong about samples that are alike. */
export const FALSE_ALARM = 1e-4;

/**
 * Kolmogorov and Smirnov's distance of two samples over the largest that chance allows at `FALSE_ALARM`: above 1 they
 * differ.
 */
export function ksRatio(a: readonly number[], b: readonly number[]): number {
  const [x, y] = [a.toSorted((p, q) => p - q), b.toSorted((p, q) => p - q)];
  let [i, j, distance] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i]!, y[j]!);
    while (i < x.length && x[i]! <= at) i++;
    while (j < y.length && y[j]! <= at) j++;
    distance = Math.max(distance, Math.abs(i / x.length - j / y.length));
  }
  const allowed = Math.sqrt(-Math.log(FALSE_ALARM / 2) / 2);
  return distance / (allowed * Math.sqrt((x.length + y.length) / (x.length * y.length)));
}

/** Fisher's exact test: probability of two counts at least so far apart when both have one share. */
export function fisher(a: number, ofA: number, b: number, ofB: number): number {
  const total = a + b;
  const logs = new Float64Array(ofA + ofB + 1);
  for (let n = 1; n < logs.length; n++) logs[n] = logs[n - 1]! + Math.log(n);
  const choose = (n: number, k: number): number => logs[n]! - logs[k]! - logs[n - k]!;
  const chance = (k: number): number =>
    Math.exp(choose(ofA, k) + choose(ofB, total - k) - choose(ofA + ofB, total));
  const seen = chance(a);
  let p = 0;
  for (let k = Math.max(0, total - ofB); k <= Math.min(ofA, total); k++) {
    const one = chance(k);
    if (one <= seen * (1 + 1e-9)) p += one;
  }
  return p;
}
