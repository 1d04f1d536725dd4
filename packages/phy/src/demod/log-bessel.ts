/** ln I₀(x), within 1 %. */
export function logBessel0(x: number): number {
  if (x < 2) return Math.log1p((x * x) / 4 + (x * x * x * x) / 64 + x ** 6 / 2304);
  return x - 0.5 * Math.log(2 * Math.PI * x) + 1 / (8 * x);
}
