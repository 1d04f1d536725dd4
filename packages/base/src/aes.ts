import { CallerError } from "./errors.ts";

/**
 * AES-128 with one key, synchronous and free of state that callers could see. It works on the first `length`
 * bytes of a buffer that the caller owns (whole blocks), so that a hot path can keep one scratch buffer and
 * allocate nothing. LoRaWAN needs no more: CMAC is {@link AesCipher.cbcMac} with subkeys, payload encryption is
 * {@link AesCipher.encrypt} over counter blocks, a join-accept is {@link AesCipher.decrypt}.
 */
export interface AesCipher {
  /** ECB-encrypts in place. */
  encrypt(data: Uint8Array, length: number): void;
  /** ECB-decrypts in place. */
  decrypt(data: Uint8Array, length: number): void;
  /** CBC with a zero IV; the last cipher block lands in the first 16 bytes of `mac`. `data` is left as it was. */
  cbcMac(data: Uint8Array, length: number, mac: Uint8Array): void;
}

/** The port: {@link softwareAes} runs anywhere, `nodeAes` is `node:crypto`. */
export interface Aes {
  /** @param key 16 bytes @throws {CallerError} `AES_BAD_KEY` */
  cipher(key: Uint8Array): AesCipher;
}

const ROUND_WORDS = 44;

/** FIPS 197 §5.1.1 S-box, its inverse, and the MixColumns products of both as 32-bit columns. */
const SBOX = new Uint8Array(256);
const INVERSE_SBOX = new Uint8Array(256);
const E0 = new Int32Array(256);
const E1 = new Int32Array(256);
const E2 = new Int32Array(256);
const E3 = new Int32Array(256);
const D0 = new Int32Array(256);
const D1 = new Int32Array(256);
const D2 = new Int32Array(256);
const D3 = new Int32Array(256);

function double(value: number): number {
  return ((value << 1) ^ (value & 0x80 ? 0x11b : 0)) & 0xff;
}

function rotateByte(value: number, by: number): number {
  return ((value << by) | (value >> (8 - by))) & 0xff;
}

function fillSbox(): void {
  // p runs through the field's powers of 3 and q through their inverses.
  let p = 1;
  let q = 1;
  do {
    p = p ^ double(p);
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 0xff;
    if (q & 0x80) q ^= 9;
    SBOX[p] = q ^ rotateByte(q, 1) ^ rotateByte(q, 2) ^ rotateByte(q, 3) ^ rotateByte(q, 4) ^ 0x63;
  } while (p !== 1);
  SBOX[0] = 0x63;
  for (let i = 0; i < 256; i++) INVERSE_SBOX[SBOX[i]!] = i;
}

function fillColumns(): void {
  for (let i = 0; i < 256; i++) {
    const s = SBOX[i]!;
    const s2 = double(s);
    const e = (s2 << 24) | (s << 16) | (s << 8) | (s2 ^ s);
    E0[i] = e;
    E1[i] = (e >>> 8) | (e << 24);
    E2[i] = (e >>> 16) | (e << 16);
    E3[i] = (e >>> 24) | (e << 8);
    const t = INVERSE_SBOX[i]!;
    const t2 = double(t);
    const t4 = double(t2);
    const t8 = double(t4);
    const d = ((t8 ^ t4 ^ t2) << 24) | ((t8 ^ t) << 16) | ((t8 ^ t4 ^ t) << 8) | (t8 ^ t2 ^ t);
    D0[i] = d;
    D1[i] = (d >>> 8) | (d << 24);
    D2[i] = (d >>> 16) | (d << 16);
    D3[i] = (d >>> 24) | (d << 8);
  }
}

fillSbox();
fillColumns();

function load(data: Uint8Array, at: number): number {
  return (data[at]! << 24) | (data[at + 1]! << 16) | (data[at + 2]! << 8) | data[at + 3]!;
}

function store(data: Uint8Array, at: number, word: number): void {
  data[at] = word >>> 24;
  data[at + 1] = word >>> 16;
  data[at + 2] = word >>> 8;
  data[at + 3] = word;
}

/** FIPS 197 §5.2. */
function expandKey(key: Uint8Array): Int32Array {
  const w = new Int32Array(ROUND_WORDS);
  for (let i = 0; i < 4; i++) w[i] = load(key, 4 * i);
  let roundConstant = 1;
  for (let i = 4; i < ROUND_WORDS; i += 4) {
    const t = w[i - 1]!;
    const substituted =
      (SBOX[(t >>> 16) & 0xff]! << 24) |
      (SBOX[(t >>> 8) & 0xff]! << 16) |
      (SBOX[t & 0xff]! << 8) |
      SBOX[t >>> 24]!;
    w[i] = w[i - 4]! ^ substituted ^ (roundConstant << 24);
    w[i + 1] = w[i - 3]! ^ w[i]!;
    w[i + 2] = w[i - 2]! ^ w[i + 1]!;
    w[i + 3] = w[i - 1]! ^ w[i + 2]!;
    roundConstant = double(roundConstant);
  }
  return w;
}

/** The equivalent inverse cipher's key schedule, FIPS 197 §5.3.5: rounds reversed, inner ones through InvMixColumns. */
function invertSchedule(w: Int32Array): Int32Array {
  const inverse = new Int32Array(ROUND_WORDS);
  for (let round = 0; round <= 10; round++) {
    for (let i = 0; i < 4; i++) {
      const word = w[4 * (10 - round) + i]!;
      const inner = round > 0 && round < 10;
      inverse[4 * round + i] = inner
        ? D0[SBOX[word >>> 24]!]! ^
          D1[SBOX[(word >>> 16) & 0xff]!]! ^
          D2[SBOX[(word >>> 8) & 0xff]!]! ^
          D3[SBOX[word & 0xff]!]!
        : word;
    }
  }
  return inverse;
}

/** Encrypts `chain` XOR the block at `from`; the result is left in `chain`. HOT PATH. */
function encryptBlock(w: Int32Array, data: Uint8Array, from: number, chain: Int32Array): void {
  let a = chain[0]! ^ load(data, from) ^ w[0]!;
  let b = chain[1]! ^ load(data, from + 4) ^ w[1]!;
  let c = chain[2]! ^ load(data, from + 8) ^ w[2]!;
  let d = chain[3]! ^ load(data, from + 12) ^ w[3]!;
  for (let k = 4; k < 40; k += 4) {
    const e = E0[a >>> 24]! ^ E1[(b >>> 16) & 255]! ^ E2[(c >>> 8) & 255]! ^ E3[d & 255]! ^ w[k]!;
    const f =
      E0[b >>> 24]! ^ E1[(c >>> 16) & 255]! ^ E2[(d >>> 8) & 255]! ^ E3[a & 255]! ^ w[k + 1]!;
    const g =
      E0[c >>> 24]! ^ E1[(d >>> 16) & 255]! ^ E2[(a >>> 8) & 255]! ^ E3[b & 255]! ^ w[k + 2]!;
    d = E0[d >>> 24]! ^ E1[(a >>> 16) & 255]! ^ E2[(b >>> 8) & 255]! ^ E3[c & 255]! ^ w[k + 3]!;
    a = e;
    b = f;
    c = g;
  }
  chain[0] = lastRound(SBOX, a, b, c, d) ^ w[40]!;
  chain[1] = lastRound(SBOX, b, c, d, a) ^ w[41]!;
  chain[2] = lastRound(SBOX, c, d, a, b) ^ w[42]!;
  chain[3] = lastRound(SBOX, d, a, b, c) ^ w[43]!;
}

function lastRound(box: Uint8Array, a: number, b: number, c: number, d: number): number {
  return (
    (box[a >>> 24]! << 24) |
    (box[(b >>> 16) & 255]! << 16) |
    (box[(c >>> 8) & 255]! << 8) |
    box[d & 255]!
  );
}

function decryptBlock(w: Int32Array, data: Uint8Array, at: number): void {
  let a = load(data, at) ^ w[0]!;
  let b = load(data, at + 4) ^ w[1]!;
  let c = load(data, at + 8) ^ w[2]!;
  let d = load(data, at + 12) ^ w[3]!;
  for (let k = 4; k < 40; k += 4) {
    const e = D0[a >>> 24]! ^ D1[(d >>> 16) & 255]! ^ D2[(c >>> 8) & 255]! ^ D3[b & 255]! ^ w[k]!;
    const f =
      D0[b >>> 24]! ^ D1[(a >>> 16) & 255]! ^ D2[(d >>> 8) & 255]! ^ D3[c & 255]! ^ w[k + 1]!;
    const g =
      D0[c >>> 24]! ^ D1[(b >>> 16) & 255]! ^ D2[(a >>> 8) & 255]! ^ D3[d & 255]! ^ w[k + 2]!;
    d = D0[d >>> 24]! ^ D1[(c >>> 16) & 255]! ^ D2[(b >>> 8) & 255]! ^ D3[a & 255]! ^ w[k + 3]!;
    a = e;
    b = f;
    c = g;
  }
  store(data, at, lastRound(INVERSE_SBOX, a, d, c, b) ^ w[40]!);
  store(data, at + 4, lastRound(INVERSE_SBOX, b, a, d, c) ^ w[41]!);
  store(data, at + 8, lastRound(INVERSE_SBOX, c, b, a, d) ^ w[42]!);
  store(data, at + 12, lastRound(INVERSE_SBOX, d, c, b, a) ^ w[43]!);
}

const CHAIN = new Int32Array(4);

function clearChain(): void {
  CHAIN[0] = 0;
  CHAIN[1] = 0;
  CHAIN[2] = 0;
  CHAIN[3] = 0;
}

class SoftwareAesCipher implements AesCipher {
  readonly #schedule: Int32Array;
  #inverse: Int32Array | undefined;

  constructor(key: Uint8Array) {
    this.#schedule = expandKey(key);
  }

  encrypt(data: Uint8Array, length: number): void {
    for (let at = 0; at < length; at += 16) {
      clearChain();
      encryptBlock(this.#schedule, data, at, CHAIN);
      for (let i = 0; i < 4; i++) store(data, at + 4 * i, CHAIN[i]!);
    }
  }

  decrypt(data: Uint8Array, length: number): void {
    this.#inverse ??= invertSchedule(this.#schedule);
    for (let at = 0; at < length; at += 16) decryptBlock(this.#inverse, data, at);
  }

  cbcMac(data: Uint8Array, length: number, mac: Uint8Array): void {
    clearChain();
    for (let at = 0; at < length; at += 16) encryptBlock(this.#schedule, data, at, CHAIN);
    for (let i = 0; i < 4; i++) store(mac, 4 * i, CHAIN[i]!);
  }
}

/**
 * AES-128 in plain TypeScript, by lookup tables. A `node:crypto` call costs about 0.6 µs before it does any work,
 * a block here about 0.1 µs: for LoRaWAN's few blocks a frame this is the faster of the two, a new key costs
 * half a microsecond instead of two, and it runs in a browser. Table lookups are not constant-time: on a machine
 * shared with people who must not learn the keys, use `nodeAes`, which has the processor's AES instructions.
 * @see FIPS 197
 */
export const softwareAes: Aes = {
  cipher(key) {
    if (key.length !== 16) throw new CallerError("AES_BAD_KEY", "an AES-128 key has 16 bytes");
    return new SoftwareAesCipher(key);
  },
};
