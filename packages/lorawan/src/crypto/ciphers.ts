import type { Aes, AesCipher } from "@lorats/base";
import { type AesKey, revealKey } from "./aes-key.ts";

/** A key made ready: its cipher and the two CMAC subkeys (RFC 4493 §2.3). */
export interface KeyCipher {
  readonly key: AesKey;
  readonly aes: AesCipher;
  readonly k1: Uint8Array;
  readonly k2: Uint8Array;
}

/**
 * Ciphers of the keys in use, by key id, or by object for keys without one. Bounded: two generations of
 * `capacity` each; when the young one is full it becomes the old one, and what nobody asked for since is dropped.
 * That is LRU to within a factor of two, without the cost of moving an entry on every hit.
 */
export class Ciphers {
  readonly #aes: Aes;
  readonly #capacity: number;
  #young = new Map<AesKey | string, KeyCipher>();
  #old = new Map<AesKey | string, KeyCipher>();

  /** @param capacity keys a generation; one takes one to two kilobytes, three with `node:crypto`. */
  constructor(aes: Aes, capacity = 8192) {
    this.#aes = aes;
    this.#capacity = capacity;
  }

  /** Ciphers held now, at most twice the capacity. */
  get size(): number {
    return this.#young.size + this.#old.size;
  }

  of(key: AesKey): KeyCipher {
    const name = key.id ?? key;
    const young = this.#young.get(name);
    if (young !== undefined && (young.key === key || young.key.equals(key))) return young;
    return this.#promote(name, key);
  }

  /** Drops a key's cipher, for instance when its session ends. */
  forget(key: AesKey): void {
    this.#young.delete(key.id ?? key);
    this.#old.delete(key.id ?? key);
  }

  #promote(name: AesKey | string, key: AesKey): KeyCipher {
    const old = this.#old.get(name);
    const cipher = old?.key.equals(key) ? old : prepare(this.#aes, key);
    this.#old.delete(name);
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(name, cipher);
    return cipher;
  }
}

function prepare(port: Aes, key: AesKey): KeyCipher {
  const aes = port.cipher(revealKey(key));
  const k1 = new Uint8Array(16);
  aes.encrypt(k1, 16);
  doubleBlock(k1);
  const k2 = k1.slice();
  doubleBlock(k2);
  return { key, aes, k1, k2 };
}

/** Multiplies by x in GF(2¹²⁸), RFC 4493 §2.3. */
function doubleBlock(block: Uint8Array): void {
  const carry = block[0]! & 0x80 ? 0x87 : 0;
  for (let i = 0; i < 15; i++) block[i] = (block[i]! << 1) | (block[i + 1]! >> 7);
  block[15] = (block[15]! << 1) ^ carry;
}
