import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type Cipheriv,
  type Decipheriv,
  type KeyObject,
} from "node:crypto";
import type { Aes, AesCipher } from "../aes.ts";
import { CallerError } from "../errors.ts";

const ZERO_IV = new Uint8Array(16);

/** Ciphers are made when first used (an OpenSSL context takes about 700 bytes) and then persist. */
class NodeAesCipher implements AesCipher {
  readonly #secret: KeyObject;
  #ecb: Cipheriv | undefined;
  #decryptor: Decipheriv | undefined;
  #cbc: Cipheriv | undefined;
  /** The chaining value inside `#cbc`: a persistent cipher goes on where it stopped. */
  readonly #chain = new Uint8Array(16);

  constructor(key: Uint8Array) {
    this.#secret = createSecretKey(key);
  }

  encrypt(data: Uint8Array, length: number): void {
    this.#ecb ??= createCipheriv("aes-128-ecb", this.#secret, null).setAutoPadding(false);
    data.set(this.#ecb.update(data.subarray(0, length)));
  }

  decrypt(data: Uint8Array, length: number): void {
    this.#decryptor ??= createDecipheriv("aes-128-ecb", this.#secret, null).setAutoPadding(false);
    data.set(this.#decryptor.update(data.subarray(0, length)));
  }

  cbcMac(data: Uint8Array, length: number, mac: Uint8Array): void {
    this.#cbc ??= createCipheriv("aes-128-cbc", this.#secret, ZERO_IV).setAutoPadding(false);
    // XORing the old chaining value into the first block makes the chain start at zero again.
    // A copy by constructor, since `slice` of a Buffer is a view of the caller's bytes.
    const input = new Uint8Array(data.subarray(0, length));
    for (let i = 0; i < 16; i++) input[i]! ^= this.#chain[i]!;
    this.#chain.set(this.#cbc.update(input).subarray(length - 16));
    mac.set(this.#chain);
  }
}

/** AES over `node:crypto`: the processor's AES instructions, at a fixed cost a call. */
export const nodeAes: Aes = {
  cipher(key) {
    if (key.length !== 16) throw new CallerError("AES_BAD_KEY", "an AES-128 key has 16 bytes");
    return new NodeAesCipher(key);
  },
};
