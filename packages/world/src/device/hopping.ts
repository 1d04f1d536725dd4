import { concatBytes } from "@lorats/base";
import { AesKey, type Ciphers } from "@lorats/lorawan";

/** A schedule that only device and server can tell. @see LoRaTS §7.2 */
export interface HoppingPlan {
  readonly sliceMs: number;
  readonly minSlices: number;
  readonly maxSlices: number;
}

const KEY_LABEL = Uint8Array.from([0x4c, 0x54, 0x53, 0x4b]);
const INTERVAL_LABEL = Uint8Array.from([0x4c, 0x54, 0x53, 0x49]);

/** The schedule's key of a session: AES(AppSKey, "LTSK" | 00…). */
export function scheduleKey(ciphers: Ciphers, appSKey: AesKey): AesKey {
  const block = concatBytes(KEY_LABEL, new Uint8Array(12));
  ciphers.of(appSKey).aes.encrypt(block, 16);
  return new AesKey(block);
}

/** Slices before slot `n`: the first 64 bits of AES(key, "LTSI" | 00… | n), spread over the plan's range. */
export function slicesBefore(
  ciphers: Ciphers,
  key: AesKey,
  { minSlices, maxSlices }: HoppingPlan,
  n: number,
): number {
  const block = concatBytes(INTERVAL_LABEL, new Uint8Array(12));
  const view = new DataView(block.buffer);
  view.setUint32(12, n);
  ciphers.of(key).aes.encrypt(block, 16);
  const range = BigInt(maxSlices - minSlices + 1);
  return minSlices + Number((view.getBigUint64(0) * range) >> 64n);
}
