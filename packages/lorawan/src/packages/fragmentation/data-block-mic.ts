import type { AesKey } from "../../crypto/aes-key.ts";
import type { Ciphers } from "../../crypto/ciphers.ts";
import { cmac } from "../../crypto/cmac.ts";
import { deriveKey } from "../../join/key-derivation.ts";

/** DataBlockIntKey = AES(GenAppKey of a 1.0.x device or AppKey of a 1.1 device, 30 | 00…). @see TS004-2.0.0 */
export function deriveDataBlockIntKey(ciphers: Ciphers, rootKey: AesKey): AesKey {
  return deriveKey(ciphers, rootKey, 0x30);
}

export interface DataBlockIdentity {
  /** 16 bits. */
  readonly sessionCnt: number;
  readonly fragIndex: number;
  /** 4 bytes. */
  readonly descriptor: Uint8Array;
}

/**
 * The MIC of a whole data block, four bytes, which a version-2 session setup carries.
 *
 *     CMAC(DataBlockIntKey, 49 | SessionCnt 2 | FragIndex 1 | Descriptor 4 | 00 × 4 | length 4 | block)
 *
 * @see TS004-2.0.0
 */
export function computeDataBlockMic(
  ciphers: Ciphers,
  dataBlockIntKey: AesKey,
  identity: DataBlockIdentity,
  block: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const message = new Uint8Array(16 + block.length);
  const view = new DataView(message.buffer);
  message[0] = 0x49;
  view.setUint16(1, identity.sessionCnt, true);
  message[3] = identity.fragIndex;
  message.set(identity.descriptor, 4);
  view.setUint32(12, block.length, true);
  message.set(block, 16);
  return cmac(ciphers.of(dataBlockIntKey), message).slice(0, 4);
}
