import { PeerDataError } from "./errors.ts";

/**
 * Reads a wire format from front to back. Multi-byte fields come in both byte orders, since LoRaWAN is
 * little-endian and rtl_tcp is big-endian.
 *
 * Every read past the end throws {@link PeerDataError} `BYTES_TRUNCATED`; codecs that must not throw check
 * {@link ByteReader.remaining} first.
 */
export class ByteReader {
  readonly bytes: Uint8Array;
  offset = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get remaining(): number {
    return this.bytes.length - this.offset;
  }

  #take(count: number): number {
    const start = this.offset;
    if (!(count >= 0 && count <= this.bytes.length - start)) {
      throw new PeerDataError(
        "BYTES_TRUNCATED",
        `expected ${count} more bytes at offset ${start}, found ${this.bytes.length - start}`,
      );
    }
    this.offset = start + count;
    return start;
  }

  u8(): number {
    return this.bytes[this.#take(1)]!;
  }

  i8(): number {
    return (this.u8() << 24) >> 24;
  }

  u16le(): number {
    const at = this.#take(2);
    return this.bytes[at]! | (this.bytes[at + 1]! << 8);
  }

  u16be(): number {
    const at = this.#take(2);
    return (this.bytes[at]! << 8) | this.bytes[at + 1]!;
  }

  u24le(): number {
    const at = this.#take(3);
    return this.bytes[at]! | (this.bytes[at + 1]! << 8) | (this.bytes[at + 2]! << 16);
  }

  u32le(): number {
    const at = this.#take(4);
    const b = this.bytes;
    return (b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16) | (b[at + 3]! << 24)) >>> 0;
  }

  u32be(): number {
    const at = this.#take(4);
    const b = this.bytes;
    return ((b[at]! << 24) | (b[at + 1]! << 16) | (b[at + 2]! << 8) | b[at + 3]!) >>> 0;
  }

  u64le(): bigint {
    const low = BigInt(this.u32le());
    return (BigInt(this.u32le()) << 32n) | low;
  }

  u64be(): bigint {
    const high = BigInt(this.u32be());
    return (high << 32n) | BigInt(this.u32be());
  }

  /** A view of the next `count` bytes, not a copy. */
  take(count: number): Uint8Array {
    const at = this.#take(count);
    return this.bytes.subarray(at, at + count);
  }

  /** A view of everything that is left. */
  rest(): Uint8Array {
    return this.take(this.remaining);
  }
}
