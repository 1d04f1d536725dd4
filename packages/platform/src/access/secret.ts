import { hash, timingSafeEqual } from "node:crypto";
import type { Random } from "@lorats/base";

/**
 * SHA-256 of a secret that we made ourselves. With 256 random bits inside there is nothing to guess, so the slow
 * hashes that people's passwords need would buy nothing here.
 */
export type SecretHash = Uint8Array;

/** A new secret of 32 random bytes as base64url, behind a prefix that secret scanners can recognise. */
export function newSecret(prefix: string, random: Random): string {
  return `${prefix}_${Buffer.from(random.bytes(32)).toString("base64url")}`;
}

export function hashSecret(secret: string): SecretHash {
  return new Uint8Array(hash("sha256", secret, "buffer"));
}

/** Compares in constant time. */
export function sameHash(a: SecretHash, b: SecretHash): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
