/** A stretch of raw bytes in a ring, without a break. */
export interface RingPiece {
  readonly at: number;
  readonly bytes: number;
}

/**
 * Raw samples as they came, in memory that the workers share: nothing is copied for them and no garbage is left behind. One writer;
 * it knows from the workers' answers what they have read.
 */
export class SampleRing {
  readonly buffer: SharedArrayBuffer;
  readonly #bytes: Uint8Array;
  /** Bytes ever written. */
  #written = 0;

  constructor(capacity: number) {
    this.buffer = new SharedArrayBuffer(capacity);
    this.#bytes = new Uint8Array(this.buffer);
  }

  get written(): number {
    return this.#written;
  }

  /** Whether there is room while everything from byte `oldest` (counted from the first ever) is still needed. */
  hasRoom(bytes: number, oldest: number): boolean {
    return this.#written + bytes - oldest <= this.#bytes.length;
  }

  /** The pieces in which the workers find it: two where it reaches past the end. */
  write(bytes: Uint8Array): RingPiece[] {
    const pieces: RingPiece[] = [];
    for (let from = 0; from < bytes.length;) {
      const at = this.#written % this.#bytes.length;
      const count = Math.min(bytes.length - from, this.#bytes.length - at);
      this.#bytes.set(bytes.subarray(from, from + count), at);
      pieces.push({ at, bytes: count });
      this.#written += count;
      from += count;
    }
    return pieces;
  }
}
