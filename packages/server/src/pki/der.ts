/**
 * The part of ASN.1's distinguished encoding rules that certificates need.
 * @see ITU-T X.690 §8 and §10
 */
export type Der = Uint8Array;

const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

function tlv(tag: number, ...content: readonly Uint8Array[]): Der {
  const body = Buffer.concat(content);
  return Buffer.concat([Uint8Array.of(tag, ...lengthOctets(body.length)), body]);
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
  return [0x80 | octets.length, ...octets];
}

export function sequence(...content: readonly Uint8Array[]): Der {
  return tlv(TAG.sequence, ...content);
}

export function set(...content: readonly Uint8Array[]): Der {
  return tlv(TAG.set, ...content);
}

/** An unsigned number, from its big-endian octets. */
export function integer(octets: Uint8Array): Der {
  let start = 0;
  while (start < octets.length - 1 && octets[start] === 0) start++;
  const bare = octets.subarray(start);
  const signed = bare[0]! >= 0x80 ? Buffer.concat([Uint8Array.of(0), bare]) : bare;
  return tlv(TAG.integer, signed);
}

export function smallInteger(value: number): Der {
  return integer(Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
}

export function boolean(value: boolean): Der {
  return tlv(TAG.boolean, Uint8Array.of(value ? 0xff : 0));
}

/** `1.2.840.10045.4.3.2` */
export function oid(dotted: string): Der {
  const [first, second, ...rest] = dotted.split(".").map(Number);
  const octets = [40 * first! + second!];
  for (const arc of rest) {
    const groups = [arc % 128];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
      groups.unshift(0x80 | (left % 128));
    }
    octets.push(...groups);
  }
  return tlv(TAG.oid, Uint8Array.from(octets));
}

export function utf8(text: string): Der {
  return tlv(TAG.utf8String, Buffer.from(text, "utf8"));
}

export function octetString(...content: readonly Uint8Array[]): Der {
  return tlv(TAG.octetString, ...content);
}

export function bitString(content: Uint8Array, unusedBits = 0): Der {
  return tlv(TAG.bitString, Uint8Array.of(unusedBits), content);
}

/** UTCTime before 2050, GeneralizedTime from then on. @see RFC 5280 §4.1.2.5 */
export function time(at: Date): Der {
  const digits = at.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  return at.getUTCFullYear() < 2050
    ? tlv(TAG.utcTime, Buffer.from(`${digits.slice(2)}Z`))
    : tlv(TAG.generalizedTime, Buffer.from(`${digits}Z`));
}

/** `[n] EXPLICIT` or any constructed context tag. */
export function context(n: number, ...content: readonly Uint8Array[]): Der {
  return tlv(0xa0 | n, ...content);
}

/** `[n] IMPLICIT` of something primitive. */
export function contextPrimitive(n: number, content: Uint8Array): Der {
  return tlv(0x80 | n, content);
}

/** One element that was read. */
export interface Element {
  readonly tag: number;
  /** What is inside. */
  readonly content: Uint8Array;
  /** With its tag and length. */
  readonly whole: Uint8Array;
}

const MAX_LENGTH_OCTETS = 3;

/** Reads the elements that stand one after another; undefined when they do not fill the bytes exactly. */
export function readAll(bytes: Uint8Array): readonly Element[] | undefined {
  const elements: Element[] = [];
  let at = 0;
  while (at < bytes.length) {
    const element = readAt(bytes, at);
    if (!element) return undefined;
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

function readAt(bytes: Uint8Array, at: number): Element | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined;
  let length = first;
  let head = 2;
  if (first >= 0x80) {
    const count = first & 0x7f;
    if (count === 0 || count > MAX_LENGTH_OCTETS) return undefined;
    length = 0;
    for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + 2 + i] ?? 0);
    head += count;
  }
  const end = at + head + length;
  if (end > bytes.length) return undefined;
  return { tag, content: bytes.subarray(at + head, end), whole: bytes.subarray(at, end) };
}
