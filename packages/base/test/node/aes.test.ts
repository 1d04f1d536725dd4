import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import { test } from "node:test";
import { concatBytes, fromHex, softwareAes, toHex, type Aes, type AesCipher } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";
import fc from "fast-check";

const KEY = fromHex("2b7e151628aed2a6abf7158809cf4f3c");
const MESSAGE = fromHex(
  "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e5130c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710",
);

/** RFC 4493 §2.3: shifts left by one bit, and folds what falls out. */
function doubled(block: Uint8Array): Uint8Array {
  const out = new Uint8Array(16);
  for (let i = 0; i < 16; i++) out[i] = (block[i]! << 1) | ((block[i + 1] ?? 0) >>> 7);
  if (block[0]! & 0x80) out[15]! ^= 0x87;
  return out;
}

/** RFC 4493 §2.4, over the port. */
function cmac(cipher: AesCipher, message: Uint8Array): string {
  const subkey = new Uint8Array(16);
  cipher.encrypt(subkey, 16);
  const k1 = doubled(subkey);
  const isWhole = message.length > 0 && message.length % 16 === 0;
  const padded = new Uint8Array(Math.max(1, Math.ceil(message.length / 16)) * 16);
  padded.set(message);
  if (!isWhole) padded[message.length] = 0x80;
  const last = isWhole ? k1 : doubled(k1);
  for (let i = 0; i < 16; i++) padded[padded.length - 16 + i]! ^= last[i]!;
  const mac = new Uint8Array(16);
  cipher.cbcMac(padded, padded.length, mac);
  return toHex(mac);
}

for (const [name, aes] of [
  ["nodeAes", nodeAes],
  ["softwareAes", softwareAes],
] as readonly (readonly [string, Aes])[]) {
  test(`${name}: the four examples of RFC 4493 §4, one cipher for all, in any order`, () => {
    const cipher = aes.cipher(KEY);
    const examples: readonly [number, string][] = [
      [0, "bb1d6929e95937287fa37d129b756746"],
      [16, "070a16b46b4d4144f79bdd9dd04a287c"],
      [40, "dfa66747de9ae63030ca32611497c827"],
      [64, "51f0bebf7e3b9d92fc49741779363cfe"],
    ];
    for (const [length, mac] of [...examples, ...examples.toReversed()]) {
      assert.equal(cmac(cipher, MESSAGE.subarray(0, length)), mac, `${length} bytes`);
    }
  });

  test(`${name}: leaves what it signs as it was, in a Buffer too`, () => {
    const cipher = aes.cipher(KEY);
    const data = Buffer.from(MESSAGE);
    const macs = [1, 2, 3].map(() => {
      const mac = new Uint8Array(16);
      cipher.cbcMac(data, 64, mac);
      return toHex(mac);
    });
    assert.equal(toHex(data), toHex(MESSAGE));
    assert.equal(new Set(macs).size, 1);
  });

  test(`${name}: a cipher has no memory that a caller could see`, () => {
    const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const blocks = fc
      .array(block, { minLength: 1, maxLength: 6 })
      .map((list) => concatBytes(...list));
    const step = fc.tuple(fc.constantFrom("encrypt", "decrypt", "cbcMac"), blocks);
    fc.assert(
      fc.property(block, fc.array(step, { maxLength: 8 }), (key, steps) => {
        const used = aes.cipher(key);
        for (const [what, data] of steps) {
          assert.equal(run(used, what, data), run(aes.cipher(key), what, data), what);
        }
      }),
      { numRuns: 200 },
    );
  });

  test(`${name}: the MAC is the last block of OpenSSL's CBC, and the message stays as it was`, () => {
    const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
    const blocks = fc
      .array(block, { minLength: 1, maxLength: 6 })
      .map((list) => concatBytes(...list));
    const cipher = aes.cipher(KEY);
    fc.assert(
      fc.property(blocks, (data) => {
        const before = toHex(data);
        const openssl = createCipheriv("aes-128-cbc", KEY, new Uint8Array(16)).update(data);
        assert.equal(run(cipher, "cbcMac", data), toHex(openssl.subarray(-16)));
        assert.equal(toHex(data), before);
      }),
      { numRuns: 200 },
    );
  });
}

function run(cipher: AesCipher, what: string, data: Uint8Array): string {
  const copy = Uint8Array.from(data);
  const mac = new Uint8Array(16);
  if (what === "cbcMac") cipher.cbcMac(data, data.length, mac);
  else if (what === "encrypt") cipher.encrypt(copy, copy.length);
  else cipher.decrypt(copy, copy.length);
  return toHex(what === "cbcMac" ? mac : copy);
}
