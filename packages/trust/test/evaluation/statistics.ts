import type { SeededRandom } from "@lorats/base";

/** Regularised incomplete beta function by its continued fraction. @see Press et al., Numerical Recipes §6.4 */
function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(
    lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * Math.log(x) + b * Math.log1p(-x),
  );
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a);
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m < 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    h *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    const step = d * c;
    h *= step;
    if (Math.abs(step - 1) < 1e-12) break;
  }
  return (front * h) / a;
}

function lnGamma(x: number): number {
  let shift = 0;
  let y = x;
  while (y < 10) shift -= Math.log(y++);
  return (
    shift + (y - 0.5) * Math.log(y) - y + 0.918938533204673 + 1 / (12 * y) - 1 / (360 * y ** 3)
  );
}

/** Clopper–Pearson bounds of a share at 95 %. */
export function clopperPearson(hits: number, of: number): readonly [low: number, high: number] {
  const solve = (target: number, a: number, b: number): number => {
    let [low, high] = [0, 1];
    for (let i = 0; i < 60; i++) {
      const middle = (low + high) / 2;
      if (betaCdf(middle, a, b) < target) low = middle;
      else high = middle;
    }
    return (low + high) / 2;
  };
  if (of === 0) return [0, 1];
  return [
    hits === 0 ? 0 : solve(0.025, hits, of - hits + 1),
    hits === of ? 1 : solve(0.975, hits + 1, of - hits),
  ];
}

/** Bounds of a share at 95 % when frames of one device are not independent: devices are drawn again and again. */
export function bootstrapByDevice(
  devices: readonly { readonly hits: number; readonly of: number }[],
  random: SeededRandom,
  rounds = 400,
): readonly [low: number, high: number] {
  const shares: number[] = [];
  for (let r = 0; r < rounds; r++) {
    let hits = 0;
    let of = 0;
    for (let i = 0; i < devices.length; i++) {
      const one = devices[Math.floor((random.uint32() / 2 ** 32) * devices.length)]!;
      hits += one.hits;
      of += one.of;
    }
    shares.push(of === 0 ? 0 : hits / of);
  }
  shares.sort((a, b) => a - b);
  return [shares[Math.floor(0.025 * rounds)]!, shares[Math.ceil(0.975 * rounds) - 1]!];
}

/** A share with its bounds, as a table has it; what a sample cannot support is not claimed. */
export function share(hits: number, of: number): string {
  const [low, high] = clopperPearson(hits, of);
  const text = (p: number): string => (p * 100).toPrecision(3);
  return hits === 0
    ? `0 (≤ ${text(high)} %)`
    : hits === of
      ? `100 % (≥ ${text(low)} %)`
      : `${text(hits / of)} % (${text(low)}–${text(high)})`;
}

/** P(Z < z). */
export function normal(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const d = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  const tail =
    d *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z > 0 ? 1 - tail : tail;
}

const YEAR_S = 365.25 * 86_400;

/** Mean time between a device's alarms, by so many among its frames; with none seen, three of them are excluded at 95 %. */
export function betweenAlarms(alarms: number, frames: number, everyS: number): string {
  const years = (frames * everyS) / YEAR_S;
  return alarms === 0 ? `> ${(years / 3).toFixed(1)} a` : `${(years / alarms).toFixed(2)} a`;
}
