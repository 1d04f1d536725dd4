/** Values that one statement names at most: engines limit their parameters. */
const CHUNK = 1000;

/**
 * Cuts a list into pieces for `in (…)`. Short pieces are filled up with repetitions to a power of two, so that
 * there are few different statements to prepare.
 */
export function chunks<T>(values: readonly T[]): readonly (readonly T[])[] {
  const pieces: (readonly T[])[] = [];
  for (let at = 0; at < values.length; at += CHUNK) {
    const piece = values.slice(at, at + CHUNK);
    const size = Math.min(CHUNK, 2 ** Math.ceil(Math.log2(piece.length)));
    while (piece.length < size) piece.push(piece[0]!);
    pieces.push(piece);
  }
  return pieces;
}

/**
 * Cuts rows into pieces for one statement each, all of whose sizes are powers of two: there are few different statements to
 * prepare, and no row is written twice.
 *
 * @param most rows of one piece, a power of two
 * @returns where each begins and how many rows it has
 */
export function pieces(rows: number, most: number): readonly (readonly [number, number])[] {
  const cut: (readonly [number, number])[] = [];
  for (let at = 0, size = most; at < rows; at += size) {
    while (size > rows - at) size /= 2;
    cut.push([at, size]);
  }
  return cut;
}
