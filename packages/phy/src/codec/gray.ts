/** Binary to Gray code: neighbouring numbers differ in one bit, so a slip of one bin costs one bit. */
export function toGray(value: number): number {
  return value ^ (value >>> 1);
}

/** Gray code to binary. */
export function fromGray(gray: number): number {
  let value = gray;
  for (let shift = 1; shift < 16; shift <<= 1) value ^= value >>> shift;
  return value;
}
