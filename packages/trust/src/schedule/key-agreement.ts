import { createHash, createPublicKey, diffieHellman, generateKeyPairSync } from "node:crypto";
import { type Aes, CallerError, fromHex, toHex } from "@lorats/base";

/*
 * How device and server come to share a schedule's key (paper §7.2). Either needs no message of its own:
 *
 *   from the session:  key = AES-128(AppSKey, "LTSK" ‖ 0¹²)
 *   by X25519:         key = first 16 bytes of SHA-256("LTSX" ‖ shared ‖ device's public ‖ server's public)
 *
 * The device's public key is read at its making (it stands beside its DevEUI); the server's goes into its firmware or
 * its first downlink.
 */

const LTSK = [0x4c, 0x54, 0x53, 0x4b];
/** An X25519 public key in SubjectPublicKeyInfo: this prefix, then its 32 bytes. @see RFC 8410 §4 */
const SPKI = fromHex("302a300506032b656e032100");

/** @param appSKey 16 bytes of the device's session */
export function scheduleKeyOfSession(aes: Aes, appSKey: Uint8Array): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(16);
  block.set(LTSK);
  aes.cipher(appSKey).encrypt(block, 16);
  return block;
}

export interface X25519Agreement {
  readonly key: Uint8Array<ArrayBuffer>;
  /** 64 hexadecimal digits, for the device. */
  readonly serverPublicKey: string;
}

/**
 * Agrees with a device's public key. The server's half is made for the occasion and forgotten.
 * @throws {CallerError} `TRUST_BAD_PUBLIC_KEY`
 */
export function scheduleKeyOfX25519(devicePublicKey: string): X25519Agreement {
  const own = generateKeyPairSync("x25519");
  const device = fromHex(devicePublicKey);
  try {
    const spki = Buffer.concat([SPKI, device]);
    const publicKey = createPublicKey({ key: spki, format: "der", type: "spki" });
    const shared = diffieHellman({ privateKey: own.privateKey, publicKey });
    const server = own.publicKey.export({ format: "der", type: "spki" }).subarray(SPKI.length);
    return { key: sharedKey(shared, device, server), serverPublicKey: toHex(server) };
  } catch (cause) {
    throw new CallerError("TRUST_BAD_PUBLIC_KEY", "no X25519 public key", { cause });
  }
}

/** The schedule's key of a shared secret. */
export function sharedKey(
  shared: Uint8Array,
  devicePublicKey: Uint8Array,
  serverPublicKey: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const hash = createHash("sha256").update("LTSX");
  const digest = hash.update(shared).update(devicePublicKey).update(serverPublicKey).digest();
  return new Uint8Array(digest.subarray(0, 16));
}
