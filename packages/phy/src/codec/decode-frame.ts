import { chipsPerSymbol } from "../params.ts";
import { FIRST_BLOCK_SYMBOLS, firstBlockBits, payloadBits } from "./encode-frame.ts";
import { toGray } from "./gray.ts";
import { hammingDecodeSoft } from "./hamming.ts";
import { HEADER_NIBBLES, type HeaderFields, decodeHeader } from "./header.ts";
import { deinterleaveSoft } from "./interleaver.ts";
import { payloadCrc } from "./payload-crc.ts";
import { whiten } from "./whitening.ts";

/**
 * Soft bits of one symbol from the likelihood of each of its 2^sf values.
 *
 * @param likelihood proportional to the probability of each symbol value
 * @param bits bits the symbol carries: sf, or sf − 2 at the reduced rate, where only values ≡ 1 mod 4 are sent
 * @param out receives `bits` log-likelihood ratios at `at`, most significant first, positive for a 1
 */
export function softBits(
  likelihood: Float32Array,
  sf: number,
  bits: number,
  out: Float32Array,
  at: number,
): void {
  const chips = chipsPerSymbol(sf);
  const step = 2 ** (sf - bits);
  ones.fill(0);
  let total = 0;
  for (let value = 0; value * step < chips; value++) {
    const p = likelihood[(value * step + 1) & (chips - 1)];
    if (p < 1e-9) continue;
    total += p;
    const gray = toGray(value);
    for (let bit = 0; bit < bits; bit++) if ((gray >>> (bits - 1 - bit)) & 1) ones[bit] += p;
  }
  // The floor keeps a certain bit finite: other bits of its codeword must be able to outvote it.
  const floor = 1e-9;
  for (let bit = 0; bit < bits; bit++) {
    out[at + bit] = Math.log((ones[bit] + floor) / (Math.max(0, total - ones[bit]) + floor));
  }
}

const ones = new Float64Array(16);

/** What the first eight symbols say. */
export interface FirstBlock {
  /** Null when the checksum is wrong. */
  readonly header: HeaderFields | null;
  /** All nibbles of the block; an explicit header takes the first five. */
  readonly nibbles: readonly number[];
}

/** Decodes the first block from soft bits, `firstBlockBits(sf, sx127x)` a symbol. */
export function decodeFirstBlock(soft: Float32Array, sf: number, sx127x = false): FirstBlock {
  const nibbles = decodeBlock(soft, 0, firstBlockBits(sf, sx127x), 4);
  return { header: decodeHeader(nibbles), nibbles };
}

function decodeBlock(soft: Float32Array, at: number, rows: number, cr: number): number[] {
  const columns = 4 + cr;
  const words = new Float32Array(rows * columns);
  deinterleaveSoft(soft, at, rows, columns, words);
  return Array.from({ length: rows }, (_, i) => hammingDecodeSoft(words, i * columns, cr));
}

/** A decoded payload. */
export interface DecodedPayload {
  readonly payload: Uint8Array<ArrayBuffer>;
  /** Null when the frame carries no CRC. */
  readonly crcOk: boolean | null;
}

/**
 * Decodes what follows the first block.
 *
 * @param nibbles nibbles of the first block that belong to the payload
 * @param soft soft bits of the later symbols, `payloadBits(sf, ldro)` a symbol
 */
export function decodePayload(
  fields: HeaderFields,
  nibbles: readonly number[],
  soft: Float32Array,
  sf: number,
  ldro: boolean,
): DecodedPayload {
  const rows = payloadBits(sf, ldro);
  const needed = 2 * fields.length + (fields.crc ? 4 : 0);
  const all = [...nibbles];
  for (let at = 0; all.length < needed; at += rows * (4 + fields.cr)) {
    all.push(...decodeBlock(soft, at, rows, fields.cr));
  }
  const byteAt = (i: number): number => all[2 * i] | (all[2 * i + 1] << 4);
  const payload = whiten(Uint8Array.from({ length: fields.length }, (_, i) => byteAt(i)));
  if (!fields.crc) return { payload, crcOk: null };
  const received = byteAt(fields.length) | (byteAt(fields.length + 1) << 8);
  return { payload, crcOk: received === payloadCrc(payload) };
}

/** Nibbles of the first block that belong to the payload. */
export function payloadNibbles(block: FirstBlock, explicitHeader: boolean): readonly number[] {
  return explicitHeader ? block.nibbles.slice(HEADER_NIBBLES) : block.nibbles;
}

/** Hard decoding of data symbols, for symbols that are known to be right. */
export function decodeSymbols(
  symbols: ArrayLike<number>,
  sf: number,
  ldro: boolean,
  implicit?: HeaderFields,
): (DecodedPayload & { readonly header: HeaderFields }) | null {
  const soft = (from: number, to: number, bits: number): Float32Array => {
    const out = new Float32Array((to - from) * bits);
    const one = new Float32Array(chipsPerSymbol(sf));
    for (let i = from; i < to; i++) {
      one.fill(0);
      // Hard decisions at the reduced rate round to the nearest value that can be sent.
      const step = 2 ** (sf - bits);
      const value = Math.round(((symbols[i] - 1) & (one.length - 1)) / step) * step + 1;
      one[value & (one.length - 1)] = 1;
      softBits(one, sf, bits, out, (i - from) * bits);
    }
    return out;
  };
  if (symbols.length < FIRST_BLOCK_SYMBOLS) return null;
  const block = decodeFirstBlock(soft(0, FIRST_BLOCK_SYMBOLS, firstBlockBits(sf, false)), sf);
  const header = implicit ?? block.header;
  if (!header) return null;
  const later = soft(FIRST_BLOCK_SYMBOLS, symbols.length, payloadBits(sf, ldro));
  const nibbles = payloadNibbles(block, implicit === undefined);
  return { header, ...decodePayload(header, nibbles, later, sf, ldro) };
}
