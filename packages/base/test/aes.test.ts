import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { CallerError, fromHex, softwareAes, toHex, type Aes } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";

const IMPLEMENTATIONS: readonly (readonly [string, Aes])[] = [
  ["software", softwareAes],
  ["node:crypto", nodeAes],
];

for (const [name, aes] of IMPLEMENTATIONS) {
  describe(`AES-128, ${name}`, () => {
    it("encrypts and decrypts the example of FIPS 197 appendix C.1", () => {
      const cipher = aes.cipher(fromHex("000102030405060708090a0b0c0d0e0f"));
      const data = fromHex("00112233445566778899aabbccddeeff");
      cipher.encrypt(data, 16);
      assert.equal(toHex(data), "69c4e0d86a7b0430d8cdb78070b4c55a");
      cipher.decrypt(data, 16);
      assert.equal(toHex(data), "00112233445566778899aabbccddeeff");
    });

    it("encrypts the blocks of SP 800-38A F.1.1", () => {
      const cipher = aes.cipher(fromHex("2b7e151628aed2a6abf7158809cf4f3c"));
      const data = fromHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51");
      cipher.encrypt(data, 32);
      assert.equal(toHex(data), "3ad77bb40d7a3660a89ecaf32466ef97f5d3d58503b9699de785895a96fdbaaf");
    });

    it("starts every CBC chain at zero: SP 800-38A F.2.1 with its IV folded in, twice", () => {
      const cipher = aes.cipher(fromHex("2b7e151628aed2a6abf7158809cf4f3c"));
      const plain = fromHex("6bc0bce12a459991e134741a7f9e1925ae2d8a571e03ac9c9eb76fac45af8e51");
      const mac = new Uint8Array(16);
      for (let round = 0; round < 2; round++) {
        cipher.cbcMac(plain, 32, mac);
        assert.equal(toHex(mac), "5086cb9b507219ee95db113a917678b2");
      }
    });

    it("touches only the first `length` bytes", () => {
      const cipher = aes.cipher(new Uint8Array(16));
      const data = new Uint8Array(48).fill(0xa5);
      cipher.encrypt(data, 16);
      assert.equal(toHex(data.subarray(16)), "a5".repeat(32));
      cipher.decrypt(data, 16);
      assert.equal(toHex(data), "a5".repeat(48));
    });

    it("refuses a key of the wrong size", () => {
      assert.throws(() => aes.cipher(new Uint8Array(15)), CallerError);
    });
  });
}

it("both implementations agree on every key and message", () => {
  const bytes = (length: number): fc.Arbitrary<Uint8Array> =>
    fc.uint8Array({ minLength: length, maxLength: length });
  const input = fc.integer({ min: 1, max: 12 }).chain((n) => fc.tuple(bytes(16), bytes(16 * n)));
  fc.assert(
    fc.property(input, ([key, message]) => {
      const results = IMPLEMENTATIONS.map(([, aes]) => {
        const cipher = aes.cipher(key);
        const encrypted = message.slice();
        const decrypted = message.slice();
        const mac = new Uint8Array(16);
        cipher.encrypt(encrypted, message.length);
        cipher.decrypt(decrypted, message.length);
        cipher.cbcMac(message, message.length, mac);
        return [encrypted, decrypted, mac].map(toHex).join(" ");
      });
      assert.equal(results[0], results[1]);
    }),
    { numRuns: 500 },
  );
});
