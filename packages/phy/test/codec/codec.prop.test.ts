import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { decodeSymbols } from "../../src/codec/decode-frame.ts";
import { dataSymbolCount, encodeFrame } from "../../src/codec/encode-frame.ts";
import { fromGray, toGray } from "../../src/codec/gray.ts";
import { hammingDecode, hammingEncode } from "../../src/codec/hamming.ts";
import { decodeHeader, encodeHeader } from "../../src/codec/header.ts";
import { loraParams } from "../../src/params.ts";

const sf = fc.integer({ min: 5, max: 12 });
const cr = fc.integer({ min: 1, max: 4 });
const payload = fc.uint8Array({ maxLength: 255 });

describe("frame codec", () => {
  it("decodes the symbols that it encodes", () => {
    fc.assert(
      fc.property(
        sf,
        cr,
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        payload,
        (sf, cr, low, crc, explicitHeader, bytes) => {
          const ldro = low && sf >= 7;
          const params = loraParams(sf, 125_000, { cr, ldro, crc, explicitHeader });
          const symbols = encodeFrame(params, bytes);
          assert.equal(symbols.length, dataSymbolCount(params, bytes.length));
          const fields = { length: bytes.length, cr, crc };
          const decoded = decodeSymbols(symbols, sf, ldro, explicitHeader ? undefined : fields);
          assert.deepEqual(decoded?.header, fields);
          assert.deepEqual(decoded?.payload, bytes);
          assert.equal(decoded?.crcOk, crc ? true : null);
        },
      ),
      { numRuns: 150 },
    );
  });

  it("notices a payload symbol in error by its CRC", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 20, maxLength: 40 }),
        fc.nat(),
        fc.integer({ min: 1, max: 127 }),
        (bytes, where, change) => {
          const symbols = encodeFrame(loraParams(7, 125_000), bytes);
          // The last two bytes are XORed onto the CRC: an error in both can cancel. The first block is far from them.
          const at = 8 + (where % 5);
          symbols[at] = (symbols[at] + change) % 128;
          const decoded = decodeSymbols(symbols, 7, false);
          assert.ok(!decoded?.crcOk || Buffer.compare(decoded.payload, bytes) === 0);
        },
      ),
      // A 16-bit CRC misses one error in 65,536: the same cases every time.
      { numRuns: 300, seed: 7 },
    );
  });
});

describe("Hamming codes", () => {
  it("correct one error at 4/7 and 4/8", () => {
    fc.assert(
      fc.property(fc.nat(15), fc.constantFrom(3, 4), fc.nat(7), (nibble, cr, bit) => {
        const damaged = hammingEncode(nibble, cr) ^ (1 << (bit % (4 + cr)));
        assert.deepEqual(hammingDecode(damaged, cr), { nibble, distance: 1 });
      }),
    );
  });
});

describe("Gray code", () => {
  it("inverts, and neighbours differ in one bit", () => {
    for (let value = 0; value < 4096; value++) {
      assert.equal(fromGray(toGray(value)), value);
      const difference = toGray(value) ^ toGray((value + 1) & 4095);
      assert.equal(difference & (difference - 1), 0);
    }
  });
});

describe("header", () => {
  it("round-trips and notices every single bit error", () => {
    fc.assert(
      fc.property(
        fc.nat(255),
        cr,
        fc.boolean(),
        fc.nat(4),
        fc.nat(3),
        (length, cr, crc, at, bit) => {
          const nibbles = encodeHeader({ length, cr, crc });
          assert.deepEqual(decodeHeader(nibbles), { length, cr, crc });
          nibbles[at] ^= 1 << bit;
          assert.equal(decodeHeader(nibbles), null);
        },
      ),
    );
  });
});
