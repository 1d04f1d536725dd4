/**
 * Interleaver blocks of a frame behind the one that holds the header, with payload CRC, at 125 kHz; at least one, so
 * that lengths compare.
 * @see SX1276 data sheet, §4.1.1.7
 */
export function loraBlocks(sf: number, bytes: number): number {
  const isSlow = sf >= 11;
  const bits = 8 * bytes - 4 * sf + 28 + 16;
  return Math.max(1, Math.ceil(bits / (4 * (isSlow ? sf - 2 : sf))));
}
