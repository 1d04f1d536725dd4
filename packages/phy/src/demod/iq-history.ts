/** The recent past of a sample stream, addressed by absolute sample index. Grows to what its readers need, then stays. */
export class IqHistory {
  #data: Float32Array;
  /** Absolute index of the first sample held, and where it lies in `#data`. */
  #start = 0;
  #offset = 0;
  #count = 0;

  constructor(capacity = 65_536) {
    this.#data = new Float32Array(2 * capacity);
  }

  /** First index held. */
  get start(): number {
    return this.#start;
  }

  /** Index after the last sample held. */
  get end(): number {
    return this.#start + this.#count;
  }

  append(iq: Float32Array): void {
    const floats = iq.length;
    if (2 * (this.#offset + this.#count) + floats > this.#data.length) this.#makeRoom(floats);
    this.#data.set(iq, 2 * (this.#offset + this.#count));
    this.#count += floats >>> 1;
  }

  /** Forgets everything before `index`. */
  discardBefore(index: number): void {
    const drop = Math.min(Math.max(0, Math.floor(index) - this.#start), this.#count);
    this.#start += drop;
    this.#offset += drop;
    this.#count -= drop;
  }

  /** View of samples `from` … `to` − 1, valid until the next `append`. The range must be held. */
  view(from: number, to: number): Float32Array {
    const at = this.#offset + from - this.#start;
    return this.#data.subarray(2 * at, 2 * (at + to - from));
  }

  /** Copies `count` samples from `from` on into `out`; what is not held reads as zero. */
  read(from: number, count: number, out: Float32Array): void {
    const first = Math.max(from, this.#start);
    const last = Math.min(from + count, this.end);
    if (first > from || last < from + count) out.fill(0, 0, 2 * count);
    if (last > first) out.set(this.view(first, last), 2 * (first - from));
  }

  #makeRoom(floats: number): void {
    const used = this.#data.subarray(2 * this.#offset, 2 * (this.#offset + this.#count));
    const needed = 2 * this.#count + floats;
    if (needed <= this.#data.length / 2) {
      this.#data.copyWithin(0, 2 * this.#offset, 2 * (this.#offset + this.#count));
    } else {
      const grown = new Float32Array(2 * needed);
      grown.set(used);
      this.#data = grown;
    }
    this.#offset = 0;
  }
}
