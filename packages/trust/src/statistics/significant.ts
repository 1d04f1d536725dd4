const POWERS = Array.from({ length: 23 }, (_, i) => 10 ** i);

/** A number with so many significant digits: what people read, and no more than a model deserves. HOT PATH. */
export function significant(value: number, digits: number): number {
  if (value === 0 || !Number.isFinite(value)) return value;
  const places = digits - 1 - Math.floor(Math.log10(Math.abs(value)));
  // Powers of ten beyond this are no whole doubles; such numbers are rare enough to be printed and read.
  if (places < 0 || places > 22) return Number(value.toPrecision(digits));
  const scale = POWERS[places]!;
  return Math.round(value * scale) / scale;
}
