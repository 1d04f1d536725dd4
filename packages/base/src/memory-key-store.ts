import { CallerError } from "./errors.ts";
import type { KeyId } from "./id.ts";
import type { KeyStore, NewKey } from "./key-store.ts";

/** Secrets in memory, for tests and simulations. They are not wrapped and end with the process. */
export class MemoryKeyStore implements KeyStore {
  readonly #secrets = new Map<KeyId, Uint8Array>();

  async put(keys: readonly NewKey[]): Promise<void> {
    const fresh = new Set<KeyId>();
    for (const { id } of keys) {
      if (this.#secrets.has(id) || fresh.has(id)) {
        throw new CallerError("KEY_EXISTS", `there is already a key ${id}`);
      }
      fresh.add(id);
    }
    // A Buffer's own slice would share its memory.
    for (const { id, secret } of keys) this.#secrets.set(id, new Uint8Array(secret));
  }

  async get(ids: readonly KeyId[]): Promise<ReadonlyMap<KeyId, Uint8Array>> {
    const found = new Map<KeyId, Uint8Array>();
    for (const id of ids) {
      const secret = this.#secrets.get(id);
      if (secret) found.set(id, secret.slice());
    }
    return found;
  }

  async destroy(ids: readonly KeyId[]): Promise<void> {
    for (const id of ids) {
      this.#secrets.get(id)?.fill(0);
      this.#secrets.delete(id);
    }
  }
}
