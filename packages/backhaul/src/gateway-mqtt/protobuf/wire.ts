import { accept, refuse, type Refusal, type Result } from "@lorats/base";

/** How a value is laid out. @see https://protobuf.dev/programming-guides/encoding/ */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** One field as it stands in a message. */
export interface WireField {
  readonly no: number;
  readonly wire: number;
  /** Of a varint. */
  readonly varint: bigint;
  /** Of everything else. */
  readonly bytes: Uint8Array;
}

const NOTHING = new Uint8Array(0);
const MAX_VARINT_BYTES = 10;

/** Refusal: `GWM_BAD_PROTOBUF`. */
export function readFields(message: Uint8Array): Result<readonly WireField[]> {
  const fields: WireField[] = [];
  let at = 0;
  const varint = (): bigint | undefined => {
    let value = 0n;
    for (let i = 0; i < MAX_VARINT_BYTES; i++) {
      const byte = message[at++];
      if (byte === undefined) return undefined;
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    return undefined;
  };
  while (at < message.length) {
    const tag = varint();
    if (tag === undefined) return bad();
    const no = Number(tag >> 3n);
    const wire = Number(tag & 7n);
    const length = lengthOf(wire, varint);
    if (no === 0 || length === undefined) return bad();
    if (typeof length === "bigint") {
      fields.push({ no, wire, varint: length, bytes: NOTHING });
      continue;
    }
    if (at + length > message.length) return bad();
    fields.push({ no, wire, varint: 0n, bytes: message.subarray(at, at + length) });
    at += length;
  }
  return accept(fields);
}

/** A varint's value, or how many bytes follow. */
function lengthOf(wire: number, varint: () => bigint | undefined): bigint | number | undefined {
  switch (wire) {
    case WIRE.varint:
      return varint();
    case WIRE.fixed64:
      return 8;
    case WIRE.fixed32:
      return 4;
    case WIRE.bytes: {
      const length = varint();
      return length !== undefined && length <= 0xffff_ffffn ? Number(length) : undefined;
    }
    default:
      return undefined;
  }
}

function bad(): Refusal {
  return refuse("GWM_BAD_PROTOBUF", "the payload is neither JSON nor protobuf");
}

/** Writes a message's fields one after another. */
export class WireWriter {
  readonly #bytes: number[] = [];

  varint(no: number, value: bigint): void {
    this.#varint((BigInt(no) << 3n) | BigInt(WIRE.varint));
    this.#varint(BigInt.asUintN(64, value));
  }

  bytes(no: number, value: Uint8Array): void {
    this.#varint((BigInt(no) << 3n) | BigInt(WIRE.bytes));
    this.#varint(BigInt(value.length));
    this.#bytes.push(...value);
  }

  /** IEEE 754, little-endian: 4 bytes or 8. */
  float(no: number, value: number, size: 4 | 8): void {
    this.#varint((BigInt(no) << 3n) | BigInt(size === 4 ? WIRE.fixed32 : WIRE.fixed64));
    const bytes = new Uint8Array(size);
    const view = new DataView(bytes.buffer);
    if (size === 4) view.setFloat32(0, value, true);
    else view.setFloat64(0, value, true);
    this.#bytes.push(...bytes);
  }

  /** A varint without a tag, as packed lists have them. */
  bare(value: bigint): void {
    this.#varint(BigInt.asUintN(64, value));
  }

  finish(): Uint8Array {
    return Uint8Array.from(this.#bytes);
  }

  #varint(value: bigint): void {
    let rest = value;
    while (rest >= 0x80n) {
      this.#bytes.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    this.#bytes.push(Number(rest));
  }
}
