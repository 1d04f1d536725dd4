/** Writes a wire format into a buffer that grows as needed. The mirror of `ByteReader`. */
export class ByteWriter {
  #buffer: Uint8Array<ArrayBuffer>;
  #length = 0;

  constructor(capacity = 64) {
    this.#buffer = new Uint8Array(Math.max(capacity, 16));
  }

  get length(): number {
    return this.#length;
  }

  #reserve(count: number): number {
    const start = this.#length;
    const end = start + count;
    if (end > this.#buffer.length) {
      const grown = new Uint8Array(Math.max(end, this.#buffer.length * 2));
      grown.set(this.#buffer);
      this.#buffer = grown;
    }
    this.#length = end;
    return start;
  }

  u8(value: number): this {
    // Reserving may replace the buffer, so it comes first.
    const at = this.#reserve(1);
    this.#buffer[at] = value;
    return this;
  }

  i8(value: number): this {
    return this.u8(value & 0xff);
  }

  u16le(value: number): this {
    return this.u8(value & 0xff).u8((value >>> 8) & 0xff);
  }

  u16be(value: number): this {
    return this.u8((value >>> 8) & 0xff).u8(value & 0xff);
  }

  u24le(value: number): this {
    return this.u16le(value & 0xffff).u8((value >>> 16) & 0xff);
  }

  u32le(value: number): this {
    return this.u16le(value & 0xffff).u16le((value >>> 16) & 0xffff);
  }

  u32be(value: number): this {
    return this.u16be((value >>> 16) & 0xffff).u16be(value & 0xffff);
  }

  u64le(value: bigint): this {
    return this.u32le(Number(value & 0xffff_ffffn)).u32le(Number((value >> 32n) & 0xffff_ffffn));
  }

  u64be(value: bigint): this {
    return this.u32be(Number((value >> 32n) & 0xffff_ffffn)).u32be(Number(value & 0xffff_ffffn));
  }

  put(bytes: Uint8Array): this {
    const at = this.#reserve(bytes.length);
    this.#buffer.set(bytes, at);
    return this;
  }

  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#buffer.slice(0, this.#length);
  }
}
