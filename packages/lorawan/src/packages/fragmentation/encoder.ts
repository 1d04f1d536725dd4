import { CallerError } from "@lorats/base";
import { parityRow, type ParityVersion } from "./parity-matrix.ts";

/** 14 bits number the fragments of a session, from 1. */
export const MAX_FRAGMENT_NUMBER = 0x3fff;

/**
 * Cuts a data block into fragments and makes as many parity fragments as wanted: any M of them, and a few more,
 * rebuild the block.
 */
export class FragmentEncoder {
  readonly version: ParityVersion;
  /** M, the fragments of the block itself. */
  readonly nbFrag: number;
  readonly fragSize: number;
  /** Bytes of the last fragment that do not belong to the block. */
  readonly padding: number;
  readonly #padded: Uint8Array<ArrayBuffer>;

  /** @throws {CallerError} `LW_FRAGMENT_SIZE` */
  constructor(version: ParityVersion, block: Uint8Array, fragSize: number) {
    this.version = version;
    this.fragSize = fragSize;
    this.nbFrag = Math.ceil(block.length / fragSize);
    if (!(fragSize >= 1 && fragSize <= 255) || block.length === 0) {
      throw new CallerError(
        "LW_FRAGMENT_SIZE",
        "fragments have 1 … 255 bytes, a block at least one",
      );
    }
    if (this.nbFrag > MAX_FRAGMENT_NUMBER) {
      throw new CallerError("LW_FRAGMENT_SIZE", "the block needs more than 16383 fragments");
    }
    this.#padded = new Uint8Array(this.nbFrag * fragSize);
    this.#padded.set(block);
    this.padding = this.#padded.length - block.length;
  }

  /**
   * Fragment `n`: a piece of the block for 1 … M, parity above.
   * @throws {CallerError} `LW_FRAGMENT_NUMBER`
   */
  fragment(n: number): Uint8Array<ArrayBuffer> {
    if (!Number.isInteger(n) || n < 1 || n > MAX_FRAGMENT_NUMBER) {
      throw new CallerError("LW_FRAGMENT_NUMBER", "fragments are numbered 1 … 16383");
    }
    if (n <= this.nbFrag) return this.#piece(n - 1).slice();
    const out = new Uint8Array(this.fragSize);
    const row = parityRow(this.version, n - this.nbFrag, this.nbFrag);
    for (let column = 0; column < row.length; column++) {
      if (row[column] === 1) xorInto(out, this.#piece(column));
    }
    return out;
  }

  #piece(index: number): Uint8Array<ArrayBuffer> {
    return this.#padded.subarray(index * this.fragSize, (index + 1) * this.fragSize);
  }
}

/** XORs a fragment of the same size into another. */
export function xorInto(target: Uint8Array, source: Uint8Array): void {
  for (let i = 0; i < target.length; i++) target[i]! ^= source[i]!;
}
