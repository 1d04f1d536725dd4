import assert from "node:assert/strict";
import { it } from "node:test";
import { toHex } from "@lorats/base";
import { encodeHeader } from "../../src/codec/header.ts";
import { payloadCrc } from "../../src/codec/payload-crc.ts";
import { whiten } from "../../src/codec/whitening.ts";

it("the whitening sequence starts as the chips' does and has a period of 255", () => {
  const sequence = whiten(new Uint8Array(255));
  assert.equal(toHex(sequence.subarray(0, 16)), "fffefcf8f0e1c2850b172f5ebc78f1e3");
  assert.equal(new Set(sequence).size, 255);
});

it("the payload CRC XORs the last two bytes onto CRC-16/XMODEM of the others", () => {
  // "123456789" has the check value 0x31c3.
  const payload = Uint8Array.of(0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x12, 0x34);
  assert.equal(payloadCrc(payload), 0x31c3 ^ 0x1234);
  assert.equal(payloadCrc(Uint8Array.of(0xab)), 0xab);
});

it("the header checksum of a known header", () => {
  // 23 bytes, CR 4/5, CRC on: n0 = 1, n1 = 7, n2 = 3, as sent by SX1262 boards.
  const nibbles = encodeHeader({ length: 23, cr: 1, crc: true });
  assert.deepEqual(nibbles.slice(0, 3), [1, 7, 3]);
  assert.equal(nibbles[3] >>> 1, 0);
});
