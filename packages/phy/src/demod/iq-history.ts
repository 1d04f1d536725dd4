/** Spare room when it grows or shrinks, as a share of what is held: moving what is held costs the inverse of it a sample. */
const SPARE = 0.25;
/** Below this share of use the room is given back. */
const WASTEFUL = 0.4;

/**
 * The recent past of a sample stream, addressed by absolute sample index. Takes the room that its readers need: a long frame makes
 * it grow, and when that is over it shrinks again.
 */
export class IqHistory {
  readonly #capacity: number;
  #data: Float32Array;
  /** Absolute index of the first sample held, and where it lies in `#data`. */
  #start = 0;
  #offset = 0;
  #count = 0;

  constructor(capacity = 65_536) {
    this.#capacity = capacity;
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

  /** Samples that there is room for. */
  get room(): number {
    return this.#data.length >>> 1;
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
    const room = Math.max(
      2 * this.#capacity,
      2 * Math.ceil((used.length + floats) * (0.5 + SPARE / 2)),
    );
    if (used.length + floats <= this.#data.length && room > WASTEFUL * this.#data.length) {
      this.#data.copyWithin(0, 2 * this.#offset, 2 * (this.#offset + this.#count));
    } else {
      const moved = new Float32Array(room);
      moved.set(used);
      this.#data = moved;
    }
    this.#offset = 0;
  }
}
