import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

// A WebAssembly AES by the same tables as base's, for the bench only: how much faster could it be? It would cost the
// product a compiled artefact and a copy of key and data on every call.

/** AssemblyScript: tables at 0, S-box at 4096, round keys at 8192, data at 16384, result at 20480. */
const SOURCE = `
@inline function T(t: usize, i: u32): u32 { return load<u32>(t + (<usize>i << 2)); }
@inline function S(i: u32): u32 { return <u32>load<u8>(4096 + <usize>i); }
@inline function word(p: usize): u32 { return bswap<u32>(load<u32>(p)); }
let s0: u32 = 0, s1: u32 = 0, s2: u32 = 0, s3: u32 = 0;
function last(a: u32, b: u32, c: u32, d: u32): u32 {
  return (S(a >>> 24) << 24) | (S((b >>> 16) & 255) << 16) | (S((c >>> 8) & 255) << 8) | S(d & 255);
}
@inline function mix(a: u32, b: u32, c: u32, d: u32): u32 {
  return T(0, a >>> 24) ^ T(1024, (b >>> 16) & 255) ^ T(2048, (c >>> 8) & 255) ^ T(3072, d & 255);
}
function block(a: u32, b: u32, c: u32, d: u32): void {
  let w: usize = 8192;
  a ^= load<u32>(w); b ^= load<u32>(w, 4); c ^= load<u32>(w, 8); d ^= load<u32>(w, 12);
  for (let round = 0; round < 9; round++) {
    w += 16;
    const e = mix(a, b, c, d) ^ load<u32>(w);
    const f = mix(b, c, d, a) ^ load<u32>(w, 4);
    const g = mix(c, d, a, b) ^ load<u32>(w, 8);
    d = mix(d, a, b, c) ^ load<u32>(w, 12);
    a = e; b = f; c = g;
  }
  w += 16;
  s0 = last(a, b, c, d) ^ load<u32>(w); s1 = last(b, c, d, a) ^ load<u32>(w, 4);
  s2 = last(c, d, a, b) ^ load<u32>(w, 8); s3 = last(d, a, b, c) ^ load<u32>(w, 12);
}
function put(p: usize): void {
  store<u32>(p, bswap<u32>(s0)); store<u32>(p + 4, bswap<u32>(s1));
  store<u32>(p + 8, bswap<u32>(s2)); store<u32>(p + 12, bswap<u32>(s3));
}
export function cbcMac(blocks: i32): void {
  s0 = 0; s1 = 0; s2 = 0; s3 = 0;
  for (let i = 0; i < blocks; i++) {
    const p: usize = 16384 + (<usize>i << 4);
    block(s0 ^ word(p), s1 ^ word(p + 4), s2 ^ word(p + 8), s3 ^ word(p + 12));
  }
  put(20480);
}
export function encrypt(blocks: i32): void {
  for (let i = 0; i < blocks; i++) {
    const p: usize = 16384 + (<usize>i << 4);
    block(word(p), word(p + 4), word(p + 8), word(p + 12));
    put(p);
  }
}
`;

export interface WasmAes {
  /** Copies key and data in and the result out, as a port would. */
  cbcMac(roundKeys: Uint32Array, data: Uint8Array, mac: Uint8Array): void;
  encrypt(roundKeys: Uint32Array, data: Uint8Array): void;
}

/** FIPS 197 §5.1.1 and §5.2, plainly. */
function sBox(): Uint8Array {
  const box = new Uint8Array(256);
  let p = 1;
  let q = 1;
  do {
    p = (p ^ (p << 1) ^ (p & 0x80 ? 0x11b : 0)) & 0xff;
    q ^= q << 1;
    q ^= q << 2;
    q ^= q << 4;
    q &= 0xff;
    if (q & 0x80) q ^= 9;
    let s = 0x63;
    for (let i = 0; i < 5; i++) s ^= ((q << i) | (q >> (8 - i))) & 0xff;
    box[p] = s;
  } while (p !== 1);
  box[0] = 0x63;
  return box;
}

const BOX = sBox();

export function roundKeys(key: Uint8Array): Uint32Array {
  const w = new Uint32Array(44);
  const view = new DataView(key.buffer, key.byteOffset);
  for (let i = 0; i < 4; i++) w[i] = view.getUint32(4 * i);
  let constant = 1;
  for (let i = 4; i < 44; i++) {
    let t = w[i - 1]!;
    if (i % 4 === 0) {
      const rotated = (t << 8) | (t >>> 24);
      t = 0;
      for (let shift = 0; shift < 32; shift += 8) t |= BOX[(rotated >>> shift) & 0xff]! << shift;
      t ^= constant << 24;
      constant = ((constant << 1) ^ (constant & 0x80 ? 0x11b : 0)) & 0xff;
    }
    w[i] = w[i - 4]! ^ t;
  }
  return w;
}

/** The part of the standard that is used here; no installed type library has it. */
declare const WebAssembly: {
  instantiate(
    bytes: Uint8Array,
    imports: Record<string, Record<string, unknown>>,
  ): Promise<{ instance: { exports: unknown } }>;
};

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  cbcMac(blocks: number): void;
  encrypt(blocks: number): void;
}

export async function compileWasmAes(): Promise<WasmAes> {
  const { default: asc } = await import("assemblyscript/asc");
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-aes-"));
  const source = path.join(folder, "aes.ts");
  const wasm = path.join(folder, "aes.wasm");
  writeFileSync(source, SOURCE);
  const options = ["-O3", "--noAssert", "--runtime", "stub", "--initialMemory", "1"];
  const { error } = await asc.main([
    source,
    "--outFile",
    wasm,
    ...options,
    "--memoryBase",
    "32768",
  ]);
  if (error) throw error;
  const { instance } = await WebAssembly.instantiate(new Uint8Array(readFileSync(wasm)), {
    env: { abort() {} },
  });
  rmSync(folder, { recursive: true });
  return wrap(instance.exports as Exports);
}

function wrap(exports: Exports): WasmAes {
  const bytes = new Uint8Array(exports.memory.buffer);
  const words = new Uint32Array(exports.memory.buffer);
  bytes.set(BOX, 4096);
  for (let i = 0; i < 256; i++) {
    const s = BOX[i]!;
    const s2 = ((s << 1) ^ (s & 0x80 ? 0x11b : 0)) & 0xff;
    const column = (s2 << 24) | (s << 16) | (s << 8) | (s2 ^ s);
    for (let t = 0; t < 4; t++) {
      words[256 * t + i] = t === 0 ? column : (column >>> (8 * t)) | (column << (32 - 8 * t));
    }
  }
  return {
    cbcMac(roundKeys, data, mac) {
      words.set(roundKeys, 2048);
      bytes.set(data, 16_384);
      exports.cbcMac(data.length >> 4);
      for (let i = 0; i < 16; i++) mac[i] = bytes[20_480 + i]!;
    },
    encrypt(roundKeys, data) {
      words.set(roundKeys, 2048);
      bytes.set(data, 16_384);
      exports.encrypt(data.length >> 4);
      for (let i = 0; i < data.length; i++) data[i] = bytes[16_384 + i]!;
    },
  };
}
