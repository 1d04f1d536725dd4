import type { KeyCipher } from "./ciphers.ts";

/** AES-CMAC (RFC 4493) of a message of any length, 16 bytes. */
export function cmac(cipher: KeyCipher, message: Uint8Array): Uint8Array<ArrayBuffer> {
  const buffer = new Uint8Array(paddedLength(message.length));
  buffer.set(message);
  const mac = new Uint8Array(16);
  cmacInPlace(cipher, buffer, message.length, mac);
  return mac;
}

/**
 * AES-CMAC of the first `length` bytes of a buffer that has room for the padding, which is overwritten. HOT PATH:
 * allocates nothing.
 * @param mac 16 bytes, filled
 */
export function cmacInPlace(
  cipher: KeyCipher,
  buffer: Uint8Array,
  length: number,
  mac: Uint8Array,
): void {
  const padded = paddedLength(length);
  const subkey = padded === length ? cipher.k1 : cipher.k2;
  if (padded !== length) {
    buffer[length] = 0x80;
    for (let i = length + 1; i < padded; i++) buffer[i] = 0;
  }
  const last = padded - 16;
  for (let i = 0; i < 16; i++) buffer[last + i]! ^= subkey[i]!;
  cipher.aes.cbcMac(buffer, padded, mac);
}

/** Bytes that a message of `length` occupies in whole blocks; the empty message occupies one. */
function paddedLength(length: number): number {
  return length === 0 ? 16 : (length + 15) & ~15;
}
