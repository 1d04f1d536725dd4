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
  /** Samples at the end of `#data` for copies of windows, and one view for each length: a window allocates nothing. */
  #reserve = 0;
  readonly #windows = new Map<number, Float32Array>();

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
    return (this.#data.length >>> 1) - this.#reserve;
  }

  append(iq: Float32Array): void {
    const floats = iq.length;
    if (this.#offset + this.#count + (floats >>> 1) > this.room) this.#makeRoom(floats >>> 1);
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

  /** Copy of samples `from` … `to` − 1, valid until the next call. The range must be held. */
  window(from: number, to: number): Float32Array {
    const count = to - from;
    if (count > this.#reserve) this.#move(this.room, count);
    const at = this.#offset + from - this.#start;
    const tail = this.#data.length - 2 * this.#reserve;
    this.#data.copyWithin(tail, 2 * at, 2 * (at + count));
    let view = this.#windows.get(count);
    if (!view) {
      view = this.#data.subarray(tail, tail + 2 * count);
      this.#windows.set(count, view);
    }
    return view;
  }

  /** Copies `count` samples from `from` on into `out`; what is not held reads as zero. */
  read(from: number, count: number, out: Float32Array): void {
    const first = Math.max(from, this.#start);
    const last = Math.min(from + count, this.end);
    if (first > from || last < from + count) out.fill(0, 0, 2 * count);
    if (last > first) out.set(this.window(first, last), 2 * (first - from));
  }

  #makeRoom(samples: number): void {
    const needed = this.#count + samples;
    const room = Math.max(this.#capacity, Math.ceil(needed * (1 + SPARE)));
    if (needed > this.room || room <= WASTEFUL * this.room) {
      this.#move(room, this.#reserve);
    } else {
      this.#data.copyWithin(0, 2 * this.#offset, 2 * (this.#offset + this.#count));
      this.#offset = 0;
    }
  }

  /** What is held goes into an array of another size. */
  #move(room: number, reserve: number): void {
    const moved = new Float32Array(2 * (room + reserve));
    moved.set(this.#data.subarray(2 * this.#offset, 2 * (this.#offset + this.#count)));
    this.#data = moved;
    this.#offset = 0;
    this.#reserve = reserve;
    this.#windows.clear();
  }
}
