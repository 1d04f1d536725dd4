import type { DevAddr, Eui64 } from "@lorats/base";

const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, "0"),
);

/** Identifiers travel least significant byte first and are written most significant byte first. */
export function readDevAddr(bytes: Uint8Array, at: number): DevAddr {
  return (HEX[bytes[at + 3]!]! +
    HEX[bytes[at + 2]!]! +
    HEX[bytes[at + 1]!]! +
    HEX[bytes[at]!]!) as DevAddr;
}

export function readEui64(bytes: Uint8Array, at: number): Eui64 {
  let text = "";
  for (let i = 7; i >= 0; i--) text += HEX[bytes[at + i]!]!;
  return text as Eui64;
}

/** Writes hexadecimal digits, most significant first, as little-endian bytes. */
export function writeIdLe(id: DevAddr | Eui64, bytes: Uint8Array, at: number): void {
  for (let i = 0, digit = id.length - 2; digit >= 0; i++, digit -= 2) {
    bytes[at + i] = (nibble(id.charCodeAt(digit)) << 4) | nibble(id.charCodeAt(digit + 1));
  }
}

/** Branded ids are lower-case by construction. */
function nibble(charCode: number): number {
  return charCode < 0x3a ? charCode - 0x30 : charCode - 0x57;
}
