/**
 * LoRa's diagonal interleaver: `rows` codewords of `columns` bits become `columns` symbols of `rows` bits.
 * Bit j (most significant first) of symbol i is bit i of codeword (i − j − 1) mod rows.
 */

/** Interleaves `rows` codewords (numbers of `columns` bits) into `columns` symbols of `rows` bits. */
export function interleave(codewords: ArrayLike<number>, rows: number, columns: number): number[] {
  const symbols: number[] = [];
  for (let i = 0; i < columns; i++) {
    let symbol = 0;
    for (let j = 0; j < rows; j++) {
      const row = modulo(i - j - 1, rows);
      symbol = (symbol << 1) | ((codewords[row] >>> (columns - 1 - i)) & 1);
    }
    symbols.push(symbol);
  }
  return symbols;
}

/**
 * Puts soft bits back in codeword order: `soft` holds `columns` symbols of `rows` values each (most significant bit
 * first), `out` receives `rows` codewords of `columns` values each.
 */
export function deinterleaveSoft(
  soft: Float32Array,
  at: number,
  rows: number,
  columns: number,
  out: Float32Array,
): void {
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < rows; j++) {
      out[modulo(i - j - 1, rows) * columns + i] = soft[at + i * rows + j];
    }
  }
}

function modulo(value: number, base: number): number {
  return ((value % base) + base) % base;
}
