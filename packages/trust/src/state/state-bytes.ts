import { PeerDataError } from "@lorats/base";

/** Of all states: when it changes, what is remembered is made again from the log. */
export const STATE_FORMAT = 5;

/** Writes the compact form of a state: little-endian numbers one after another. */
export class StateWriter {
  #view = new DataView(new ArrayBuffer(1024));
  #at = 0;

  get bytes(): Uint8Array {
    return new Uint8Array(this.#view.buffer.slice(0, this.#at));
  }

  u8(value: number): this {
    const at = this.#room(1);
    this.#view.setUint8(at, value);
    return this;
  }

  u16(value: number): this {
    const at = this.#room(2);
    this.#view.setUint16(at, value, true);
    return this;
  }

  u32(value: number): this {
    const at = this.#room(4);
    this.#view.setUint32(at, value, true);
    return this;
  }

  f32(...values: readonly number[]): this {
    for (const value of values) {
      const at = this.#room(4);
      this.#view.setFloat32(at, value, true);
    }
    return this;
  }

  f64(...values: readonly number[]): this {
    for (const value of values) {
      const at = this.#room(8);
      this.#view.setFloat64(at, value, true);
    }
    return this;
  }

  /** Up to 255 bytes of ASCII. */
  text(text: string): this {
    this.u8(text.length);
    for (let i = 0; i < text.length; i++) this.u8(text.charCodeAt(i));
    return this;
  }

  /** A UUID as its 16 bytes. */
  id(id: string): this {
    const hex = id.replaceAll("-", "");
    for (let i = 0; i < 32; i += 2) this.u8(Number.parseInt(hex.slice(i, i + 2), 16));
    return this;
  }

  /** A count of up to 255, then each. */
  list<T>(items: readonly T[], write: (item: T) => void): this {
    this.u8(items.length);
    for (const item of items) write(item);
    return this;
  }

  /** Whether there is one, then it. */
  maybe<T>(item: T | undefined, write: (item: T) => void): this {
    this.u8(item === undefined ? 0 : 1);
    if (item !== undefined) write(item);
    return this;
  }

  #room(size: number): number {
    if (this.#at + size > this.#view.byteLength) {
      const larger = new Uint8Array(2 * this.#view.byteLength);
      larger.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(larger.buffer);
    }
    this.#at += size;
    return this.#at - size;
  }
}

/** Reads what {@link StateWriter} wrote. @throws {PeerDataError} `TRUST_STATE_UNREADABLE` when bytes are missing */
export class StateReader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(): number {
    return this.#view.getUint8(this.#next(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#next(2), true);
  }

  u32(): number {
    return this.#view.getUint32(this.#next(4), true);
  }

  f32(): number {
    return this.#view.getFloat32(this.#next(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#next(8), true);
  }

  text(): string {
    return String.fromCharCode(...Array.from({ length: this.u8() }, () => this.u8()));
  }

  id<T extends string>(): T {
    const hex = Array.from({ length: 16 }, () => this.u8().toString(16).padStart(2, "0")).join("");
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as T;
  }

  list<T>(read: () => T): T[] {
    return Array.from({ length: this.u8() }, read);
  }

  maybe<T>(read: () => T): T | undefined {
    return this.u8() === 0 ? undefined : read();
  }

  #next(size: number): number {
    if (this.#at + size > this.#view.byteLength) {
      throw new PeerDataError("TRUST_STATE_UNREADABLE", "a stored state ends too early");
    }
    this.#at += size;
    return this.#at - size;
  }
}
