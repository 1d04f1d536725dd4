/**
 * LoRa's (4 + CR, 4) block codes. A codeword's first bit (the most significant of 4 + cr) is the *least* significant bit of
 * the nibble; parities follow. CR 1 is a single parity bit, CR 2 detects, CR 3 and 4 correct one error.
 */

function parity(value: number): number {
  let bits = value;
  bits ^= bits >>> 4;
  bits ^= bits >>> 2;
  bits ^= bits >>> 1;
  return bits & 1;
}

function encode(nibble: number, cr: number): number {
  const reversed =
    ((nibble & 1) << 3) | ((nibble & 2) << 1) | ((nibble & 4) >>> 1) | ((nibble & 8) >>> 3);
  if (cr === 1) return (reversed << 1) | parity(nibble);
  const parities =
    (parity(nibble & 0b0111) << 3) |
    (parity(nibble & 0b1110) << 2) |
    (parity(nibble & 0b1011) << 1) |
    parity(nibble & 0b1101);
  return ((reversed << 4) | parities) >>> (4 - cr);
}

const CODEWORDS: readonly Uint8Array[] = [0, 1, 2, 3, 4].map((cr) =>
  Uint8Array.from({ length: 16 }, (_, nibble) => (cr === 0 ? nibble : encode(nibble, cr))),
);

/** The codeword of a nibble, 4 + `cr` bits. */
export function hammingEncode(nibble: number, cr: number): number {
  return CODEWORDS[cr][nibble & 0xf];
}

/** Nearest codeword of `word`; ties go to the lowest nibble. `distance` is the number of bits that differ. */
export function hammingDecode(word: number, cr: number): { nibble: number; distance: number } {
  let best = { nibble: 0, distance: 9 };
  for (let nibble = 0; nibble < 16; nibble++) {
    let differing = CODEWORDS[cr][nibble] ^ word;
    let distance = 0;
    for (; differing !== 0; differing &= differing - 1) distance++;
    if (distance < best.distance) best = { nibble, distance };
  }
  return best;
}

/**
 * Most likely nibble from soft bits: maximum correlation over the sixteen codewords.
 *
 * @param soft log-likelihood ratios, positive for a 1, first bit of the codeword first, at `at` … `at + 3 + cr`
 */
export function hammingDecodeSoft(soft: Float32Array, at: number, cr: number): number {
  const length = 4 + cr;
  let best = 0;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let nibble = 0; nibble < 16; nibble++) {
    const word = CODEWORDS[cr][nibble];
    let score = 0;
    for (let i = 0; i < length; i++) {
      if ((word >>> (length - 1 - i)) & 1) score += soft[at + i];
    }
    if (score > bestScore) {
      bestScore = score;
      best = nibble;
    }
  }
  return best;
}
