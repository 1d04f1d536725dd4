/** Complex samples that are packed together, with one scale: 32 kB. */
const CHUNK = 8192;
/** The newest samples stay as they came: two windows of the slowest chirp, so detectors never read what was packed. */
const FRESH = 16_384;
const CAPACITY = FRESH + 2 * CHUNK;
/** Room for the copy of one window. */
const WINDOW = 8192;
/** Largest code when a chunk is packed: as much again is left for what adds up where a frame is taken out. */
const LARGEST_CODE = 16_383;
const LARGEST_INT16 = 32_767;
/** Chunks and samples kept for the next one who needs them, over all histories. */
const SPARE_CHUNKS = 64;
const SPARE_SAMPLES = 524_288;

interface Chunk {
  readonly codes: Int16Array;
  /** Value of one step of the codes. */
  step: number;
}

/**
 * The recent past of a sample stream, addressed by absolute sample index. What is no longer new is held in 16 bits a value, scaled chunk by
 * chunk (noise 92 dB below the largest value), in memory that all histories of a thread share: a long frame borrows it and gives it back.
 */
export class IqHistory {
  #chunks: Chunk[] = [];
  /** Absolute indices of the first sample held, of the first chunk's first, of the first of `#fresh`. */
  #start = 0;
  #packedFrom = 0;
  #freshFrom = 0;
  readonly #fresh = new Float32Array(2 * (CAPACITY + WINDOW));
  #freshCount = 0;
  /** One view of the window for each length: copies of new samples allocate nothing. */
  readonly #windows = new Map<number, Float32Array>();

  /** First index held. */
  get start(): number {
    return this.#start;
  }

  /** Index after the last sample held. */
  get end(): number {
    return this.#freshFrom + this.#freshCount;
  }

  /** Bytes of packed samples. */
  get packedBytes(): number {
    return this.#chunks.length * 4 * CHUNK;
  }

  append(iq: Float32Array): void {
    for (let at = 0; at < iq.length;) {
      if (this.#freshCount === CAPACITY) this.#pack();
      const floats = Math.min(iq.length - at, 2 * (CAPACITY - this.#freshCount));
      const part = floats === iq.length ? iq : iq.subarray(at, at + floats);
      this.#fresh.set(part, 2 * this.#freshCount);
      this.#freshCount += floats >>> 1;
      at += floats;
    }
  }

  /** Forgets everything before `index`. */
  discardBefore(index: number): void {
    this.#start = Math.min(Math.max(this.#start, Math.floor(index)), this.end);
    while (this.#chunks.length > 0 && this.#packedFrom + CHUNK <= this.#start) {
      giveBack(this.#chunks.shift()!);
      this.#packedFrom += CHUNK;
    }
  }

  /** Copies `count` samples from `from` on into `out`; what is not held reads as zero. */
  read(from: number, count: number, out: Float32Array): void {
    const first = Math.max(from, this.#start);
    const last = Math.min(from + count, this.end);
    if (first > from || last < from + count) out.fill(0, 0, 2 * count);
    for (let at = first; at < last;) {
      const place = 2 * (at - from);
      if (at >= this.#freshFrom) return out.set(this.#newest(at, last), place);
      const chunk = this.#chunkOf(at);
      const offset = (at - this.#packedFrom) % CHUNK;
      const taken = Math.min(CHUNK - offset, last - at);
      unpack(chunk, 2 * offset, 2 * taken, out, place);
      at += taken;
    }
  }

  /** Samples of a window at `from`, which must be held, up to 8192 of them; valid until the next call of this or `read`. */
  window(from: number, count: number): Float32Array {
    if (from >= this.#freshFrom) return this.#newest(from, from + count);
    const out = this.#windowOf(count);
    this.read(from, count, out);
    return out;
  }

  /** Copy of samples `from` … `to` − 1, which must be held; valid until any history is asked for the next. */
  copy(from: number, to: number): Float32Array {
    const out = scratchFor(2 * (to - from));
    this.read(from, to - from, out);
    return out;
  }

  /** Changes samples `from` … `to` − 1, which must be held. */
  edit(from: number, to: number, change: (iq: Float32Array) => void): void {
    const iq = this.copy(from, to);
    change(iq);
    for (let at = from; at < to;) {
      const place = 2 * (at - from);
      if (at >= this.#freshFrom) {
        this.#fresh.set(iq.subarray(place), 2 * (at - this.#freshFrom));
        return;
      }
      const offset = (at - this.#packedFrom) % CHUNK;
      const count = Math.min(CHUNK - offset, to - at);
      repack(this.#chunkOf(at), 2 * offset, 2 * count, iq, place);
      at += count;
    }
  }

  /** A copy where that fits, else the very samples. */
  #newest(from: number, to: number): Float32Array {
    const at = 2 * (from - this.#freshFrom);
    const until = 2 * (to - this.#freshFrom);
    if (to - from > WINDOW) return this.#fresh.subarray(at, until);
    this.#fresh.copyWithin(2 * CAPACITY, at, until);
    return this.#windowOf(to - from);
  }

  #windowOf(count: number): Float32Array {
    let view = this.#windows.get(count);
    if (!view) {
      view = this.#fresh.subarray(2 * CAPACITY, 2 * (CAPACITY + count));
      this.#windows.set(count, view);
    }
    return view;
  }

  #chunkOf(index: number): Chunk {
    return this.#chunks[Math.floor((index - this.#packedFrom) / CHUNK)];
  }

  /** All but the newest samples are packed, unless nobody wants them any more. */
  #pack(): void {
    for (let at = 0; at < 2 * (CAPACITY - FRESH); at += 2 * CHUNK) {
      this.#freshFrom += CHUNK;
      if (this.#freshFrom <= this.#start) this.#packedFrom = this.#freshFrom;
      else this.#chunks.push(packed(this.#fresh, at));
    }
    this.#fresh.copyWithin(0, 2 * (CAPACITY - FRESH), 2 * CAPACITY);
    this.#freshCount = FRESH;
  }
}

const spare: Chunk[] = [];

function giveBack(chunk: Chunk): void {
  if (spare.length < SPARE_CHUNKS) spare.push(chunk);
}

/** HOT PATH. The chunk of `floats` that begins at `from`. */
function packed(floats: Float32Array, from: number): Chunk {
  const chunk = spare.pop() ?? { codes: new Int16Array(2 * CHUNK), step: 0 };
  let largest = 0;
  for (let i = from; i < from + 2 * CHUNK; i++) {
    const value = Math.abs(floats[i]);
    if (value > largest) largest = value;
  }
  chunk.step = largest / LARGEST_CODE;
  repack(chunk, 0, 2 * CHUNK, floats, from);
  return chunk;
}

/** HOT PATH. Values beyond the codes become the largest one. */
function repack(
  { codes, step }: Chunk,
  at: number,
  count: number,
  floats: Float32Array,
  from: number,
): void {
  const scale = step > 0 ? 1 / step : 0;
  for (let i = 0; i < count; i++) {
    const code = floats[from + i] * scale;
    const bounded = Math.min(Math.max(code, -LARGEST_INT16), LARGEST_INT16);
    // Truncation rounds when everything is above zero.
    codes[at + i] = ((bounded + 32_768.5) | 0) - 32_768;
  }
}

function unpack(
  { codes, step }: Chunk,
  at: number,
  count: number,
  out: Float32Array,
  place: number,
): void {
  for (let i = 0; i < count; i++) out[place + i] = codes[at + i] * step;
}

let scratch: Float32Array = new Float32Array(0);

/** Preambles and frames share one; those of more than two seconds at 250 ksps get their own. */
function scratchFor(floats: number): Float32Array {
  if (floats > 2 * SPARE_SAMPLES) return new Float32Array(floats);
  if (scratch.length < floats) scratch = new Float32Array(floats);
  return scratch.subarray(0, floats);
}
