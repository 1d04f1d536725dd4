/**
 * Explicit header: five nibbles, sent first, always at 4/8 and at the reduced rate.
 *
 *   0: length, high nibble   1: length, low nibble   2: CR (3 bits), CRC follows (1 bit)   3: checksum bit 4   4: checksum bits 3 … 0
 */
export interface HeaderFields {
  /** Payload bytes, without the CRC. */
  readonly length: number;
  readonly cr: number;
  readonly crc: boolean;
}

/** Nibbles that a header takes. */
export const HEADER_NIBBLES = 5;

// Rows of the checksum's parity matrix over the twelve bits n0 n1 n2 (most significant first).
const CHECKS = [
  0b1111_0000_0000, 0b1000_1110_0001, 0b0100_1001_1010, 0b0010_0101_0111, 0b0001_0010_1111,
];

function checksum(word: number): number {
  let sum = 0;
  for (const mask of CHECKS) {
    let bits = word & mask;
    let parity = 0;
    for (; bits !== 0; bits &= bits - 1) parity ^= 1;
    sum = (sum << 1) | parity;
  }
  return sum;
}

/** The five nibbles of a header. */
export function encodeHeader(fields: HeaderFields): number[] {
  const word = (fields.length << 4) | (fields.cr << 1) | (fields.crc ? 1 : 0);
  const sum = checksum(word);
  return [(word >>> 8) & 0xf, (word >>> 4) & 0xf, word & 0xf, sum >>> 4, sum & 0xf];
}

/** Reads five nibbles; null when the checksum is wrong or the coding rate does not exist. */
export function decodeHeader(nibbles: ArrayLike<number>): HeaderFields | null {
  const word = (nibbles[0] << 8) | (nibbles[1] << 4) | nibbles[2];
  if (nibbles[3] >>> 1 !== 0 || checksum(word) !== ((nibbles[3] << 4) | nibbles[4])) return null;
  const cr = (word >>> 1) & 0x7;
  if (cr < 1 || cr > 4) return null;
  return { length: word >>> 4, cr, crc: (word & 1) === 1 };
}
