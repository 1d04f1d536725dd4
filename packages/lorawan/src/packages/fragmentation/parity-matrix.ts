/**
 * How a row of the parity matrix is drawn. Version 1 draws ⌊M/2⌋ columns and a column drawn twice counts once;
 * version 2 draws until ⌊M/2⌋ columns differ. A decoder of one cannot read the other's parity.
 */
export type ParityVersion = 1 | 2;

/** One step of the 23-bit pseudo-random sequence. @see TS004-1.0.0 appendix */
function prbs23(x: number): number {
  return (x >> 1) + (((x & 1) ^ ((x >> 5) & 1)) << 22);
}

/**
 * The fragments (1 in the row) whose XOR is parity fragment `n`. With M = 1 the row is empty: parity helps nobody.
 * In version 2 every row has ⌊M/2⌋ ones; where that is even, parity alone never suffices, and one fragment of the
 * block itself has to arrive.
 *
 * @param n 1 for the first parity fragment, which travels as fragment M + 1
 * @param m fragments of the block, at least 1
 * @see TS004-1.0.0 appendix, TS004-2.0.0 appendix
 */
export function parityRow(version: ParityVersion, n: number, m: number): Uint8Array {
  const row = new Uint8Array(m);
  const modulus = m + (isPowerOfTwo(m) ? 1 : 0);
  const wanted = m >> 1;
  let x = 1 + 1001 * n;
  for (let drawn = 0; drawn < wanted;) {
    let column = 0x1_0000;
    while (column >= m) {
      x = prbs23(x);
      column = x % modulus;
    }
    if (version === 1 || row[column] === 0) drawn++;
    row[column] = 1;
  }
  return row;
}

function isPowerOfTwo(value: number): boolean {
  return (value & (value - 1)) === 0;
}
