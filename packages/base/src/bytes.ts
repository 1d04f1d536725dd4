import { CallerError } from "./errors.ts";

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Lower-case hexadecimal, two digits a byte. */
export function toHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += HEX[byte];
  return text;
}

/**
 * Reads hexadecimal of either case; spaces, colons and dashes between bytes are allowed.
 * @throws {CallerError} `BYTES_BAD_HEX` on any other character or an odd number of digits.
 */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  const digits = text.replace(/[\s:-]/g, "");
  if (digits.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(digits)) {
    throw new CallerError("BYTES_BAD_HEX", "expected an even number of hexadecimal digits");
  }
  return Uint8Array.fromHex(digits);
}

export function toBase64(bytes: Uint8Array): string {
  return bytes.toBase64();
}

/**
 * Reads base64 of either alphabet, padded or not.
 * @throws {CallerError} `BYTES_BAD_BASE64`
 */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.fromBase64(text.replaceAll("-", "+").replaceAll("_", "/"));
  } catch {
    throw new CallerError("BYTES_BAD_BASE64", "expected base64");
  }
}

/** Compares contents. Not constant-time: for secrets, use the crypto port. */
export function bytesEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    out.set(part, offset);
    offset += part.length;
  }
  return out;
}
