import { CallerError } from "@lorats/base";
import { type LoraParams, chipsPerSymbol } from "../params.ts";
import { fromGray } from "./gray.ts";
import { hammingEncode } from "./hamming.ts";
import { encodeHeader } from "./header.ts";
import { interleave } from "./interleaver.ts";
import { payloadCrc } from "./payload-crc.ts";
import { whiten } from "./whitening.ts";

/** Symbols of the first block: the header, or its place in an implicit frame. Always at 4/8. */
export const FIRST_BLOCK_SYMBOLS = 8;

/** Bits a symbol carries in the first block: sf − 2, except where SX126x chips send SF5 and SF6. */
export function firstBlockBits(sf: number, sx127x: boolean): number {
  return sf < 7 && !sx127x ? sf : sf - 2;
}

/** Bits a symbol carries after the first block. */
export function payloadBits(sf: number, ldro: boolean): number {
  return ldro ? sf - 2 : sf;
}

/** Data symbols of a frame, from the first header symbol on. */
export function dataSymbolCount(
  params: Pick<LoraParams, "sf" | "cr" | "ldro" | "explicitHeader" | "crc"> & {
    readonly sx127x?: boolean;
  },
  payloadLength: number,
): number {
  const header = params.explicitHeader ? 5 : 0;
  const nibbles = header + 2 * payloadLength + (params.crc ? 4 : 0);
  const left = Math.max(0, nibbles - firstBlockBits(params.sf, params.sx127x ?? false));
  return (
    FIRST_BLOCK_SYMBOLS + Math.ceil(left / payloadBits(params.sf, params.ldro)) * (4 + params.cr)
  );
}

/** Nibbles in sending order: header, whitened payload (low nibble first), CRC. */
function frameNibbles(params: LoraParams, payload: Uint8Array): number[] {
  const nibbles = params.explicitHeader
    ? encodeHeader({ length: payload.length, cr: params.cr, crc: params.crc })
    : [];
  for (const byte of whiten(payload)) nibbles.push(byte & 0xf, byte >>> 4);
  if (params.crc) {
    const crc = payloadCrc(payload);
    nibbles.push(crc & 0xf, (crc >>> 4) & 0xf, (crc >>> 8) & 0xf, crc >>> 12);
  }
  return nibbles;
}

/**
 * The data symbols (0 … 2^sf − 1) of a frame: header, payload and CRC coded, interleaved and Gray-mapped as chips do it.
 *
 * @throws CallerError `PHY_PAYLOAD_TOO_LONG` above 255 bytes
 */
export function encodeFrame(params: LoraParams, payload: Uint8Array): Uint16Array<ArrayBuffer> {
  if (payload.length > 255) {
    throw new CallerError("PHY_PAYLOAD_TOO_LONG", `${payload.length} bytes do not fit in 255`);
  }
  const nibbles = frameNibbles(params, payload);
  const symbols: number[] = [];
  const first = firstBlockBits(params.sf, params.sx127x);
  pushBlock(symbols, nibbles.slice(0, first), first, 4, params.sf);
  const rows = payloadBits(params.sf, params.ldro);
  for (let at = first; at < nibbles.length; at += rows) {
    pushBlock(symbols, nibbles.slice(at, at + rows), rows, params.cr, params.sf);
  }
  return Uint16Array.from(symbols);
}

function pushBlock(into: number[], nibbles: number[], rows: number, cr: number, sf: number): void {
  const codewords = Array.from({ length: rows }, (_, i) => hammingEncode(nibbles[i] ?? 0, cr));
  const chips = chipsPerSymbol(sf);
  const step = 2 ** (sf - rows);
  for (const symbol of interleave(codewords, rows, 4 + cr)) {
    into.push((fromGray(symbol) * step + 1) % chips);
  }
}
