import { CallerError, type DevAddr } from "@lorats/base";
import { AesKey, revealKey } from "../crypto/aes-key.ts";
import type { Ciphers } from "../crypto/ciphers.ts";
import { writeIdLe } from "../frame/wire-id.ts";
import { deriveKey } from "../join/key-derivation.ts";

/**
 * McRootKey = AES(GenAppKey, 00…) on a 1.0.x device, AES(AppKey, 20 | 00…) on a 1.1 device.
 * @see TS005-2.0.0
 */
export function deriveMcRootKey(ciphers: Ciphers, version: "1.0" | "1.1", rootKey: AesKey): AesKey {
  return deriveKey(ciphers, rootKey, version === "1.0" ? 0x00 : 0x20);
}

/** McKEKey = AES(McRootKey, 00…), under which a device's group keys travel. */
export function deriveMcKeKey(ciphers: Ciphers, mcRootKey: AesKey): AesKey {
  return deriveKey(ciphers, mcRootKey, 0x00);
}

/** The key as McGroupSetupReq carries it: AES *decryption*, so that a device needs encryption only. */
export function wrapMcKey(
  ciphers: Ciphers,
  mcKeKey: AesKey,
  mcKey: AesKey,
): Uint8Array<ArrayBuffer> {
  const block = revealKey(mcKey);
  ciphers.of(mcKeKey).aes.decrypt(block, 16);
  return block;
}

/** @param mcKeyEncrypted 16 bytes @throws {CallerError} `LW_BAD_KEY` */
export function unwrapMcKey(ciphers: Ciphers, mcKeKey: AesKey, mcKeyEncrypted: Uint8Array): AesKey {
  if (mcKeyEncrypted.length !== 16) throw new CallerError("LW_BAD_KEY", "a key has 16 bytes");
  const block = new Uint8Array(mcKeyEncrypted);
  ciphers.of(mcKeKey).aes.encrypt(block, 16);
  return new AesKey(block);
}

export interface MulticastSessionKeys {
  readonly mcNetSKey: AesKey;
  readonly mcAppSKey: AesKey;
}

/**
 *     McAppSKey = AES(McKey, 01 | McAddr 4 | 00…)      McNetSKey: 02
 */
export function deriveMulticastSessionKeys(
  ciphers: Ciphers,
  mcKey: AesKey,
  mcAddr: DevAddr,
): MulticastSessionKeys {
  const fill = (block: Uint8Array): void => writeIdLe(mcAddr, block, 1);
  return {
    mcAppSKey: deriveKey(ciphers, mcKey, 0x01, fill),
    mcNetSKey: deriveKey(ciphers, mcKey, 0x02, fill),
  };
}
