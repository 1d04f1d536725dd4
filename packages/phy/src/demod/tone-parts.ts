/** Stretches that a dechirped window is summed over: enough for offsets of a bin and a half. */
export const PARTS = 32;

/** Offsets are looked at in quarters of a bin, out to so many. */
const QUARTERS = 4;
export const MOST_STEPS = 6;

/** e^(−j2πx(m+½)/PARTS) for x = −(MOST_STEPS + 1) … MOST_STEPS + 1 quarters of a bin. */
const TURNS: readonly Float64Array[] = Array.from({ length: 2 * MOST_STEPS + 3 }, (_, i) => {
  const x = (i - MOST_STEPS - 1) / QUARTERS;
  return Float64Array.from({ length: 2 * PARTS }, (_, j) => {
    const angle = (-2 * Math.PI * x * (Math.floor(j / 2) + 0.5)) / PARTS;
    return j % 2 === 0 ? Math.cos(angle) : Math.sin(angle);
  });
});

const powers = new Float64Array(2 * MOST_STEPS + 3);

/** Phase in radians of the tone at zero. */
export function tonePhase(parts: Float64Array): number {
  let re = 0;
  let im = 0;
  for (let m = 0; m < 2 * PARTS; m += 2) {
    re += parts[m];
    im += parts[m + 1];
  }
  return Math.atan2(im, re);
}

/** Power of a tone `quarters` of a bin away from zero, from the sums of a window's parts. */
export function tonePower(parts: Float64Array, quarters: number): number {
  const turns = TURNS[quarters + MOST_STEPS + 1];
  let re = 0;
  let im = 0;
  for (let m = 0; m < 2 * PARTS; m += 2) {
    re += parts[m] * turns[m] - parts[m + 1] * turns[m + 1];
    im += parts[m] * turns[m + 1] + parts[m + 1] * turns[m];
  }
  return re * re + im * im;
}

/** Offset in bins within ±`steps` quarters at which the tones of all chirps together are strongest. */
export function residualBins(chirps: readonly Float64Array[], steps: number): number {
  let best = -steps;
  for (let i = -steps - 1; i <= steps + 1; i++) {
    let sum = 0;
    for (const parts of chirps) sum += tonePower(parts, i);
    powers[i + steps + 1] = sum;
    if (Math.abs(i) <= steps && sum > powers[best + steps + 1]) best = i;
  }
  const at = best + steps + 1;
  const bend = powers[at - 1] - 2 * powers[at] + powers[at + 1];
  const peak = bend < 0 ? best + (0.5 * (powers[at - 1] - powers[at + 1])) / bend : best;
  return peak / QUARTERS;
}
