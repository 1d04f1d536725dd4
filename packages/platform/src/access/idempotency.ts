import type { Instant } from "@lorats/base";
import type { SecretHash } from "./secret.ts";

/** A request that its sender may repeat without having it done twice. */
export interface IdempotencyClaim {
  /** Of who sends it, what it asks and the key it came with. */
  readonly hash: SecretHash;
  /** Of what it says: under one key nothing else may be asked. */
  readonly request: SecretHash;
  /** When the key may be used for something else. */
  readonly expiresAt: Instant;
}

export interface IdempotencyRecord extends IdempotencyClaim {
  /** What was answered, sealed; absent while it is still being done. */
  readonly answer?: Uint8Array | undefined;
}

/** Which requests were done, and what was answered. Every adapter passes `idempotencyStoreContract`. */
export interface IdempotencyStore {
  /**
   * Undefined for exactly one of all who ask with a key that is free or has expired: it is theirs to do. The others get what
   * is known of it.
   */
  claim(claim: IdempotencyClaim, now: Instant): Promise<IdempotencyRecord | undefined>;
  /** It was done; durable once resolved. */
  answer(hash: SecretHash, answer: Uint8Array, expiresAt: Instant): Promise<void>;
  /** It was not done; whoever comes next may try. */
  release(hash: SecretHash): Promise<void>;
  prune(now: Instant): Promise<void>;
}

export class MemoryIdempotencyStore implements IdempotencyStore {
  readonly #records = new Map<string, IdempotencyRecord>();

  async claim(claim: IdempotencyClaim, now: Instant): Promise<IdempotencyRecord | undefined> {
    const known = this.#records.get(nameOf(claim.hash));
    if (known && known.expiresAt > now) return known;
    this.#records.set(nameOf(claim.hash), claim);
    return undefined;
  }

  async answer(hash: SecretHash, answer: Uint8Array, expiresAt: Instant): Promise<void> {
    const known = this.#records.get(nameOf(hash));
    if (known) this.#records.set(nameOf(hash), { ...known, answer, expiresAt });
  }

  async release(hash: SecretHash): Promise<void> {
    this.#records.delete(nameOf(hash));
  }

  async prune(now: Instant): Promise<void> {
    for (const [name, { expiresAt }] of this.#records) {
      if (expiresAt <= now) this.#records.delete(name);
    }
  }
}

function nameOf(hash: SecretHash): string {
  return Buffer.from(hash).toString("base64");
}
