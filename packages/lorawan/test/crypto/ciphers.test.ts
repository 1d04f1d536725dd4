import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromHex, softwareAes, toHex, type Aes } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";
import { AesKey, Ciphers, cmac } from "@lorats/lorawan";

function counting(): { aes: Aes; made: () => number } {
  let made = 0;
  const aes: Aes = {
    cipher(key) {
      made++;
      return softwareAes.cipher(key);
    },
  };
  return { aes, made: () => made };
}

const numbered = (n: number, id?: string): AesKey => {
  const secret = new Uint8Array(16);
  new DataView(secret.buffer).setUint32(0, n);
  return new AesKey(secret, id);
};

describe("Ciphers", () => {
  it("makes one cipher for a key that is used again and again", () => {
    const { aes, made } = counting();
    const ciphers = new Ciphers(aes);
    const key = numbered(1);
    const first = ciphers.of(key);
    for (let i = 0; i < 100; i++) assert.equal(ciphers.of(key), first);
    assert.equal(made(), 1);
  });

  it("knows a key by its id when it was loaded anew", () => {
    const { aes, made } = counting();
    const ciphers = new Ciphers(aes);
    ciphers.of(numbered(1, "a"));
    ciphers.of(numbered(1, "a"));
    assert.equal(made(), 1);
  });

  it("is not fooled by one id on two secrets", () => {
    const ciphers = new Ciphers(softwareAes);
    const first = toHex(cmac(ciphers.of(numbered(1, "a")), new Uint8Array(1)));
    const second = toHex(cmac(ciphers.of(numbered(2, "a")), new Uint8Array(1)));
    assert.notEqual(first, second);
    assert.equal(second, toHex(cmac(ciphers.of(numbered(2)), new Uint8Array(1))));
  });

  it("holds at most two generations and keeps what is in use", () => {
    const { aes, made } = counting();
    const ciphers = new Ciphers(aes, 100);
    const favourite = numbered(0xffff_ffff);
    for (let i = 0; i < 10_000; i++) {
      ciphers.of(numbered(i));
      ciphers.of(favourite);
      assert.ok(ciphers.size <= 200);
    }
    assert.equal(made(), 10_001);
  });

  it("forgets when told", () => {
    const { aes, made } = counting();
    const ciphers = new Ciphers(aes);
    const key = numbered(1);
    ciphers.of(key);
    ciphers.forget(key);
    assert.equal(ciphers.size, 0);
    ciphers.of(key);
    assert.equal(made(), 2);
  });
});

describe("RFC 4493 §4 AES-CMAC", () => {
  const message =
    "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51 30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";
  const examples: readonly [number, string][] = [
    [0, "bb1d6929e95937287fa37d129b756746"],
    [16, "070a16b46b4d4144f79bdd9dd04a287c"],
    [40, "dfa66747de9ae63030ca32611497c827"],
    [64, "51f0bebf7e3b9d92fc49741779363cfe"],
  ];
  for (const [name, aes] of [
    ["software", softwareAes],
    ["node:crypto", nodeAes],
  ] as const) {
    for (const [length, expected] of examples) {
      it(`${name}, ${length} bytes`, () => {
        const key = AesKey.fromHex("2b7e151628aed2a6abf7158809cf4f3c");
        const bytes = fromHex(message).subarray(0, length);
        assert.equal(toHex(cmac(new Ciphers(aes).of(key), bytes)), expected);
      });
    }
  }
});
