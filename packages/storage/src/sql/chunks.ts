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
