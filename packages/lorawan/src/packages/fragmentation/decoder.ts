import { CallerError } from "@lorats/base";
import { MAX_FRAGMENT_NUMBER, xorInto } from "./encoder.ts";
import { parityRow, type ParityVersion } from "./parity-matrix.ts";

export interface FragmentSession {
  readonly version: ParityVersion;
  readonly nbFrag: number;
  readonly fragSize: number;
  readonly padding: number;
}

/** What a fragment was worth. */
export type FragmentVerdict = "new" | "repeated" | "useless" | "refused";

/** A parity fragment that still waits for unknown pieces: which ones, and the XOR of them. */
interface Equation {
  readonly row: Uint8Array;
  readonly value: Uint8Array;
}

/**
 * Rebuilds a data block from any sufficient set of its fragments, in any order: Gaussian elimination over GF(2),
 * one fragment at a time. Memory is the block, and for parity at most M rows of M bytes each.
 */
export class FragmentDecoder {
  readonly session: FragmentSession;
  readonly #pieces: (Uint8Array | undefined)[];
  /** Reduced parity, by the first unknown piece of its row. */
  readonly #equations = new Map<number, Equation>();
  #known = 0;

  /** @throws {CallerError} `LW_FRAGMENT_SIZE` */
  constructor(session: FragmentSession) {
    const { nbFrag, fragSize, padding } = session;
    const whole = [nbFrag, fragSize, padding].every(Number.isInteger);
    const sized = nbFrag >= 1 && nbFrag <= MAX_FRAGMENT_NUMBER && fragSize >= 1;
    if (!whole || !sized || padding < 0 || padding >= nbFrag * fragSize)
      throw new CallerError("LW_FRAGMENT_SIZE", "such a session cannot carry a block");
    this.session = session;
    this.#pieces = Array.from({ length: nbFrag }, () => undefined);
  }

  /** Independent fragments still needed. */
  get missing(): number {
    return this.session.nbFrag - this.#known - this.#equations.size;
  }

  /** The block without its padding, once enough fragments came. Check its MIC: parity does not. */
  get block(): Uint8Array<ArrayBuffer> | undefined {
    const { nbFrag, fragSize, padding } = this.session;
    if (this.#known < nbFrag) return undefined;
    const padded = new Uint8Array(nbFrag * fragSize);
    for (const [i, piece] of this.#pieces.entries()) padded.set(piece!, i * fragSize);
    return padded.subarray(0, padded.length - padding);
  }

  /** @param n the fragment's number as sent, from 1 */
  add(n: number, fragment: Uint8Array): FragmentVerdict {
    const { nbFrag, fragSize, version } = this.session;
    if (!Number.isInteger(n) || n < 1 || n > MAX_FRAGMENT_NUMBER) return "refused";
    if (fragment.length !== fragSize) return "refused";
    if (n <= nbFrag) {
      if (this.#pieces[n - 1] !== undefined) return "repeated";
      return this.#insertPiece(n - 1, new Uint8Array(fragment));
    }
    const row = parityRow(version, n - nbFrag, nbFrag);
    return this.#insert(row, new Uint8Array(fragment));
  }

  #insertPiece(index: number, piece: Uint8Array): FragmentVerdict {
    if (this.#equations.has(index)) {
      const row = new Uint8Array(this.session.nbFrag);
      row[index] = 1;
      return this.#insert(row, piece);
    }
    this.#settle(index, piece);
    if (this.missing === 0) this.#substituteBack();
    return "new";
  }

  /** Reduces a row by all that is known; what is left of it becomes an equation. */
  #insert(row: Uint8Array, value: Uint8Array): FragmentVerdict {
    let pivot = -1;
    for (let column = 0; column < row.length; column++) {
      if (row[column] === 0) continue;
      const piece = this.#pieces[column];
      const equation = this.#equations.get(column);
      if (piece !== undefined) {
        row[column] = 0;
        xorInto(value, piece);
      } else if (equation !== undefined) {
        xorInto(row, equation.row);
        xorInto(value, equation.value);
      } else if (pivot === -1) {
        pivot = column;
      }
    }
    if (pivot === -1) return "useless";
    this.#equations.set(pivot, { row, value });
    if (this.missing === 0) this.#substituteBack();
    return "new";
  }

  /** At full rank every piece above an equation's pivot is known once the later equations are solved. */
  #substituteBack(): void {
    const pivots = [...this.#equations.keys()].toSorted((a, b) => b - a);
    for (const pivot of pivots) {
      const { row, value } = this.#equations.get(pivot)!;
      for (let column = pivot + 1; column < row.length; column++) {
        if (row[column] === 1) xorInto(value, this.#pieces[column]!);
      }
      this.#settle(pivot, value);
    }
  }

  #settle(index: number, value: Uint8Array): void {
    this.#equations.delete(index);
    this.#pieces[index] = value;
    this.#known++;
  }
}
