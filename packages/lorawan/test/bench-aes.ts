import { createCipheriv, createSecretKey } from "node:crypto";
import { softwareAes } from "@lorats/base";
import { nodeAes } from "@lorats/base/node";
import { compileWasmAes, roundKeys } from "./aes-wasm.ts";
import { interleave, type Contestant } from "./bench-timing.ts";

/** Nanoseconds that nothing around the AES can undercut. */
export interface AesBounds {
  readonly softwareNs: number;
  readonly nodeNs: number;
}

const TABLES = "TypeScript tables, 9 blocks";
const PERSISTENT = "persistent ciphers, bare";

/** The AES of one 51-byte uplink: 5 chained blocks for its MIC (B0 + 60 B), 4 counter blocks for its payload. Prints what each way costs. */
export async function benchAes(raw: Uint8Array): Promise<AesBounds> {
  const secret = createSecretKey(raw);
  const iv = new Uint8Array(16);
  const mic = new Uint8Array(80).fill(3);
  const counters = new Uint8Array(64).fill(5);
  const batch = new Uint8Array(64 * 32).fill(5);
  const out = new Uint8Array(16);
  const ecb = createCipheriv("aes-128-ecb", secret, null).setAutoPadding(false);
  const cbc = createCipheriv("aes-128-cbc", secret, iv).setAutoPadding(false);
  const software = softwareAes.cipher(raw);
  const port = nodeAes.cipher(raw);
  const wasm = await compileWasmAes();
  const schedule = roundKeys(raw);
  const expected = new Uint8Array(16);
  software.cbcMac(mic, 80, expected);
  wasm.cbcMac(schedule, mic, out);
  if (!Buffer.from(out).equals(expected)) throw new Error("the WebAssembly AES is wrong");
  const contestants: Contestant[] = [
    {
      name: "fresh ciphers, raw key",
      items: 8000,
      run: () => {
        const a = createCipheriv("aes-128-cbc", raw, iv).setAutoPadding(false).update(mic);
        const b = createCipheriv("aes-128-ecb", raw, null).setAutoPadding(false).update(counters);
        return a[0]! ^ b[0]!;
      },
    },
    {
      name: "fresh ciphers, KeyObject",
      items: 8000,
      run: () => {
        const a = createCipheriv("aes-128-cbc", secret, iv).setAutoPadding(false).update(mic);
        const b = createCipheriv("aes-128-ecb", secret, null)
          .setAutoPadding(false)
          .update(counters);
        return a[0]! ^ b[0]!;
      },
    },
    {
      name: PERSISTENT,
      items: 30_000,
      run: () => cbc.update(mic)[0]! ^ ecb.update(counters)[0]!,
    },
    {
      name: "persistent, behind the port",
      items: 30_000,
      run: () => {
        port.cbcMac(mic, 80, out);
        port.encrypt(counters, 64);
        return out[0]! ^ counters[0]!;
      },
    },
    {
      name: "CMAC by ECB, block by block",
      items: 15_000,
      run: () => {
        let block = ecb.update(mic.subarray(0, 16));
        for (let at = 16; at < 80; at += 16) {
          for (let i = 0; i < 16; i++) block[i]! ^= mic[at + i]!;
          block = ecb.update(block);
        }
        return block[0]! ^ ecb.update(counters)[0]!;
      },
    },
    {
      name: "CTR of 32 frames in one call *",
      items: 2000,
      run: () => ecb.update(batch)[0]!,
    },
    {
      name: TABLES,
      items: 60_000,
      run: () => {
        software.cbcMac(mic, 80, out);
        software.encrypt(counters, 64);
        return out[0]! ^ counters[0]!;
      },
    },
    {
      name: "WebAssembly tables, 9 blocks",
      items: 60_000,
      run: () => {
        wasm.cbcMac(schedule, mic, out);
        wasm.encrypt(schedule, counters);
        return out[0]! ^ counters[0]!;
      },
    },
    {
      name: "TypeScript, key schedule",
      items: 30_000,
      run: () => (softwareAes.cipher(raw) === undefined ? 0 : 1),
    },
  ];
  console.log("AES of one 51-byte uplink, 144 B (ns):");
  const result = interleave(contestants);
  for (const [name, ns] of result) {
    const note = name.endsWith("*") ? `, ${(ns / 32).toFixed(0)} a frame` : "";
    console.log(`  ${name.padEnd(32)} ${ns.toFixed(0).padStart(6)}${note}`);
  }
  console.log(
    "  * one key for all: possible for a multicast group or a load generator, not for a server's uplinks",
  );
  return { softwareNs: result.get(TABLES)!, nodeNs: result.get(PERSISTENT)! };
}
