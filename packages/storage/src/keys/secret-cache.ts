import type { KeyId } from "@lorats/base";

/** Unwrapped secrets that were used last. What leaves is overwritten. */
export class SecretCache {
  readonly #capacity: number;
  readonly #secrets = new Map<KeyId, Uint8Array>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(id: KeyId): Uint8Array | undefined {
    const secret = this.#secrets.get(id);
    if (secret) {
      this.#secrets.delete(id);
      this.#secrets.set(id, secret);
    }
    return secret;
  }

  set(id: KeyId, secret: Uint8Array): void {
    this.delete(id);
    this.#secrets.set(id, secret);
    if (this.#secrets.size > this.#capacity) this.delete(this.#secrets.keys().next().value!);
  }

  delete(id: KeyId): void {
    this.#secrets.get(id)?.fill(0);
    this.#secrets.delete(id);
  }

  clear(): void {
    for (const id of this.#secrets.keys()) this.delete(id);
  }
}
