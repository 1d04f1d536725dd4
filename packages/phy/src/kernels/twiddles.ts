/** Twiddle factors e^(−j2πpr/n), r = 1, 2, 3, of each radix-4 stage of a transform: (re, im) × 3 for each p. */
export function stageTwiddles(size: number): Float64Array[] {
  const stages: Float64Array[] = [];
  for (let n = size; n >= 4; n /= 4) {
    const table = new Float64Array((6 * n) / 4);
    for (let p = 0; p < n / 4; p++) {
      for (let r = 1; r <= 3; r++) {
        const angle = (-2 * Math.PI * p * r) / n;
        table[6 * p + 2 * r - 2] = Math.cos(angle);
        table[6 * p + 2 * r - 1] = Math.sin(angle);
      }
    }
    stages.push(table);
  }
  return stages;
}
