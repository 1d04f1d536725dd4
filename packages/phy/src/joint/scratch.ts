/** Where numbers are worked with: zeros to begin with. */
export type Float64s = (length: number) => Float64Array;

export const newFloat64s: Float64s = (length) => new Float64Array(length);

/** Larger demands get memory of their own: a frame of 255 bytes at SF7 takes three megabytes. */
const MOST = 1 << 18;

/**
 * Memory for one fit after another, each of which takes as many arrays as it likes: what one gave up, the next one gets. Without, every
 * frame would leave some hundred kilobytes behind that are collected late, since they lie outside of the heap.
 */
export class Float64Scratch {
  #memory = new Float64Array(0);
  #used = 0;
  #wanted = 0;

  /** Everything taken before may be overwritten from now on. */
  reset(): void {
    const room = Math.min(MOST, this.#wanted);
    if (room > this.#memory.length) this.#memory = new Float64Array(room);
    this.#used = 0;
    this.#wanted = 0;
  }

  readonly take: Float64s = (length) => {
    this.#wanted += length;
    const from = this.#used;
    if (from + length > this.#memory.length) return new Float64Array(length);
    this.#used += length;
    return this.#memory.subarray(from, from + length).fill(0);
  };
}
