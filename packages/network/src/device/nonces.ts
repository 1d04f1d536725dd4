import { type Ranges, addToRanges, inRanges } from "./ranges.ts";

/** Runs are cheaper than a bitmap up to here. */
const MAX_RANGE_NUMBERS = 1000;
const BITMAP_BYTES = 8192;

/**
 * The DevNonces that a device has used with one JoinEUI. All of them are remembered; there are only 65,536, so the
 * memory is bounded by 8 kB, and a device that counts needs a single run.
 */
export interface NonceMemory {
  readonly used: Ranges | Uint8Array;
  /** The highest so far; −1 before the first. */
  readonly highest: number;
}

export const NO_NONCES: NonceMemory = { used: [], highest: -1 };

export function isUsed(memory: NonceMemory, devNonce: number): boolean {
  const { used } = memory;
  if (!(used instanceof Uint8Array)) return inRanges(used, devNonce);
  return (used[devNonce >> 3]! & (1 << (devNonce & 7))) !== 0;
}

export function remember(memory: NonceMemory, devNonce: number): NonceMemory {
  const highest = Math.max(memory.highest, devNonce);
  if (memory.used instanceof Uint8Array) {
    const bits = memory.used.slice();
    bits[devNonce >> 3]! |= 1 << (devNonce & 7);
    return { used: bits, highest };
  }
  const used = addToRanges(memory.used, devNonce);
  return { used: used.length > MAX_RANGE_NUMBERS ? toBitmap(used) : used, highest };
}

function toBitmap(ranges: Ranges): Uint8Array {
  const bits = new Uint8Array(BITMAP_BYTES);
  for (let i = 0; i < ranges.length; i += 2) {
    for (let nonce = ranges[i]!; nonce <= ranges[i + 1]!; nonce++) {
      bits[nonce >> 3]! |= 1 << (nonce & 7);
    }
  }
  return bits;
}

/**
 * May a join-request with this DevNonce be accepted? Up to 1.0.3 a DevNonce is random and must not have been used
 * before; from 1.0.4 on it counts and must exceed every earlier one.
 * @see LoRaWAN L2 1.0.3 §6.2.4, 1.0.4 §6.2.5, 1.1 §6.2.5
 */
export function nonceAcceptable(
  memory: NonceMemory,
  devNonce: number,
  macVersion: string,
): boolean {
  return countsNonces(macVersion) ? devNonce > memory.highest : !isUsed(memory, devNonce);
}

export function countsNonces(macVersion: string): boolean {
  return macVersion === "1.0.4" || macVersion.startsWith("1.1");
}
