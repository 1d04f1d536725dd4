import { toHex, type DevAddr } from "@lorats/base";
import { decodeFrequency, encodeFrequency } from "../frame/frequency.ts";
import { readDevAddr, writeIdLe } from "../frame/wire-id.ts";

/** One field of a command's payload: where it is, how it is read, checked, written and said in words. */
export interface Field<T> {
  /** First byte, counted from the one after the CID. */
  readonly at: number;
  /** Bytes that the field lies in. */
  readonly length: number;
  read(payload: Uint8Array): T;
  /** Whether the field can carry a value. */
  holds(value: T): boolean;
  /** Writes a value that the field holds into a payload whose bits there are still clear. */
  write(value: T, payload: Uint8Array): void;
  words(value: T): string;
}

/**
 * Some bits of a little-endian integer: its first byte, the lowest bit, how many bits, and how many bytes the integer
 * has (one unless given).
 */
export type BitPlace = readonly [at: number, shift: number, bits: number, length?: number];

/** Values beyond what the words say are read as they are. */
type Words<T> = (value: T) => string;

/** An unsigned number. */
export function bits(place: BitPlace, words: Words<number>): Field<number> {
  return numeric(place, same, same, words);
}

/** An unsigned little-endian number of whole bytes. */
export function uint(at: number, length: number, words: Words<number>): Field<number> {
  return numeric([at, 0, 8 * length, length], same, same, words);
}

/** A two's-complement number. */
export function signedBits(place: BitPlace, words: Words<number>): Field<number> {
  const half = 2 ** (place[2] - 1);
  return numeric(
    place,
    (raw) => (raw >= half ? raw - 2 * half : raw),
    (value) => {
      if (value < -half || value >= half) return undefined;
      return value < 0 ? value + 2 * half : value;
    },
    words,
  );
}

/** A two's-complement little-endian number of whole bytes. */
export function int(at: number, length: number, words: Words<number>): Field<number> {
  return signedBits([at, 0, 8 * length, length], words);
}

/** One bit; its two meanings in words. */
export function flag(at: number, bit: number, whenSet: string, whenClear: string): Field<boolean> {
  return {
    at,
    length: 1,
    read: (payload) => ((payload[at]! >> bit) & 1) === 1,
    holds: (value) => typeof value === "boolean",
    write: (value, payload) => {
      payload[at]! |= value ? 1 << bit : 0;
    },
    words: (value) => (value ? whenSet : whenClear),
  };
}

/** Three bytes of frequency; the value is in Hz. */
export function frequency(at: number, whenZero = "no channel"): Field<number> {
  return numeric([at, 0, 24, 3], decodeFrequency, encodeFrequency, (hz) =>
    hz === 0 ? whenZero : `${hz / 1e6} MHz`,
  );
}

/** One of a few names, by raw value; values beyond the list are numbers. */
export function choice<Name extends string>(
  place: BitPlace,
  names: readonly Name[],
  words: Words<Name | number>,
): Field<Name | number> {
  return numeric<Name | number>(
    place,
    (raw) => names[raw] ?? raw,
    (value) => {
      const raw = typeof value === "number" ? value : names.indexOf(value);
      return raw === -1 ? undefined : raw;
    },
    words,
  );
}

/** Bytes that mean nothing to this layer. */
export function opaque(at: number, length: number, what: string): Field<Uint8Array> {
  return {
    at,
    length,
    read: (payload) => new Uint8Array(payload.subarray(at, at + length)),
    holds: (value) => value instanceof Uint8Array && value.length === length,
    write: (value, payload) => payload.set(value, at),
    words: (value) => `${what} ${toHex(value)}`,
  };
}

/** Four bytes of device or multicast address. */
export function address(at: number, what: string): Field<DevAddr> {
  return {
    at,
    length: 4,
    read: (payload) => readDevAddr(payload, at),
    holds: (value) => /^[0-9a-f]{8}$/.test(value),
    write: (value, payload) => writeIdLe(value, payload, at),
    words: (value) => `${what} ${value}`,
  };
}

function same(raw: number): number {
  return raw;
}

function numeric<T>(
  place: BitPlace,
  fromRaw: (raw: number) => T,
  toRaw: (value: T) => number | undefined,
  words: Words<T>,
): Field<T> {
  const [at, shift, count, length = 1] = place;
  const limit = 2 ** count;
  return {
    at,
    length,
    words,
    read(payload) {
      let integer = 0;
      for (let i = length - 1; i >= 0; i--) integer = integer * 256 + payload[at + i]!;
      return fromRaw(Math.floor(integer / 2 ** shift) % limit);
    },
    holds(value) {
      const raw = toRaw(value);
      return raw !== undefined && Number.isInteger(raw) && raw >= 0 && raw < limit;
    },
    write(value, payload) {
      const integer = toRaw(value)! * 2 ** shift;
      for (let i = 0; i < length; i++) {
        payload[at + i]! |= Math.floor(integer / 2 ** (8 * i)) & 0xff;
      }
    },
  };
}
