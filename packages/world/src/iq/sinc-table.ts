/** Taps of the interpolator. */
export const TAPS = 12;
const PHASES = 1024;
/** Shape of the Kaiser window: side lobes 70 dB down. */
const BETA = 6.8;

/**
 * Windowed-sinc interpolation at any fraction of a sample, as one row of taps for each of 1,024 fractions.
 * A row serves the instant `fraction` after sample number `TAPS/2 − 1` of its window.
 */
export class SincTable {
  readonly rows: Float32Array;
  readonly phases: number = PHASES;

  /** @param cutoff edge of the passband in cycles a sample of the input, at most ½ */
  constructor(cutoff: number) {
    this.rows = new Float32Array((PHASES + 1) * TAPS);
    for (let p = 0; p <= PHASES; p++) this.#row(p, cutoff);
  }

  #row(p: number, cutoff: number): void {
    const taps: number[] = [];
    for (let i = 0; i < TAPS; i++) {
      const t = i - (TAPS / 2 - 1) - p / PHASES;
      const x = 2 * Math.PI * cutoff * t;
      taps.push((x === 0 ? 1 : Math.sin(x) / x) * kaiser(t / (TAPS / 2)));
    }
    const sum = taps.reduce((a, b) => a + b, 0);
    for (let i = 0; i < TAPS; i++) this.rows[p * TAPS + i] = taps[i]! / sum;
  }
}

function kaiser(x: number): number {
  return Math.abs(x) >= 1 ? 0 : bessel(BETA * Math.sqrt(1 - x * x)) / bessel(BETA);
}

/** Modified Bessel function of order zero by its integral: the mean of e^(x·cos θ). */
function bessel(x: number): number {
  const points = 64;
  let sum = 0;
  for (let k = 0; k < points; k++) sum += Math.exp(x * Math.cos((Math.PI * (k + 0.5)) / points));
  return sum / points;
}
