import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type Cipheriv,
  type Decipheriv,
} from "node:crypto";
import type { Aes, AesCipher } from "../aes.ts";
import { CallerError } from "../errors.ts";

const ZERO_IV = new Uint8Array(16);

class NodeAesCipher implements AesCipher {
  readonly #ecb: Cipheriv;
  readonly #decryptor: Decipheriv;
  readonly #cbc: Cipheriv;
  /** The chaining value inside `#cbc`: a persistent cipher goes on where it stopped. */
  #chain: Uint8Array = ZERO_IV;

  constructor(key: Uint8Array) {
    const secret = createSecretKey(key);
    this.#ecb = createCipheriv("aes-128-ecb", secret, null).setAutoPadding(false);
    this.#decryptor = createDecipheriv("aes-128-ecb", secret, null).setAutoPadding(false);
    this.#cbc = createCipheriv("aes-128-cbc", secret, ZERO_IV).setAutoPadding(false);
  }

  encrypt(blocks: Uint8Array): Uint8Array {
    return this.#ecb.update(blocks);
  }

  decrypt(blocks: Uint8Array): Uint8Array {
    return this.#decryptor.update(blocks);
  }

  cbcMac(blocks: Uint8Array): Uint8Array {
    // XORing the old chaining value into the first block makes the chain start at zero again.
    const input = new Uint8Array(blocks);
    for (let i = 0; i < 16; i++) input[i]! ^= this.#chain[i]!;
    const output = this.#cbc.update(input);
    this.#chain = output.subarray(output.length - 16);
    return this.#chain;
  }
}

/** AES over `node:crypto`, with ciphers that live as long as their key is in use. */
export const nodeAes: Aes = {
  cipher(key) {
    if (key.length !== 16) throw new CallerError("AES_BAD_KEY", "an AES-128 key has 16 bytes");
    return new NodeAesCipher(key);
  },
};
