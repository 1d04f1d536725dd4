import {
  createCipheriv,
  createDecipheriv,
  createSecretKey,
  type KeyObject,
  randomFillSync,
} from "node:crypto";
import { CallerError } from "@lorats/base";

/** Seals other keys or what devices said. Held as a handle, so that nothing prints it by accident. */
export type SealingKey = KeyObject;

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @throws {CallerError} `KEY_BAD_KEK` unless there are 32 bytes */
export function sealingKey(bytes: Uint8Array): SealingKey {
  if (bytes.length !== KEY_BYTES) {
    throw new CallerError("KEY_BAD_KEK", `a key-encryption key has ${KEY_BYTES} bytes`);
  }
  return createSecretKey(bytes);
}

/**
 * AES-256-GCM with a random nonce: nonce, ciphertext, tag. `label` is authenticated with it, so that what was
 * moved to another place does not open there.
 * @see NIST SP 800-38D §8.3: at most 2³² random nonces under one key
 */
export function seal(key: SealingKey, label: string, plain: Uint8Array): Uint8Array<ArrayBuffer> {
  const nonce = freshNonce();
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(Buffer.from(label, "utf8"));
  const sealed = new Uint8Array(NONCE_BYTES + plain.length + TAG_BYTES);
  sealed.set(nonce);
  sealed.set(cipher.update(plain), NONCE_BYTES);
  cipher.final();
  sealed.set(cipher.getAuthTag(), NONCE_BYTES + plain.length);
  return sealed;
}

// Asking the system for each nonce would cost as much as the sealing.
const nonces = new Uint8Array(512 * NONCE_BYTES);
let noncesUsed = nonces.length;

function freshNonce(): Uint8Array {
  if (noncesUsed === nonces.length) {
    randomFillSync(nonces);
    noncesUsed = 0;
  }
  noncesUsed += NONCE_BYTES;
  return nonces.subarray(noncesUsed - NONCE_BYTES, noncesUsed);
}

/** Absent when the key or the label is another one, or the bytes were changed. HOT PATH. */
export function unseal(
  key: SealingKey,
  label: string,
  sealed: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) return undefined;
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tagAt = sealed.length - TAG_BYTES;
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(label, "utf8"));
  decipher.setAuthTag(sealed.subarray(tagAt));
  const opened = decipher.update(sealed.subarray(NONCE_BYTES, tagAt));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return new Uint8Array(opened.buffer, opened.byteOffset, opened.length);
}
