import type { KeyId, KeyStore } from "@lorats/base";
import type { SessionKeyIds } from "@lorats/events";
import { AesKey, type SessionKeys } from "@lorats/lorawan";
import { BoundedMap } from "./bounded-map.ts";

/** Keys that are in use, so that the store is asked once for each. */
export class KeyRing {
  readonly #store: KeyStore;
  readonly #keys: BoundedMap<KeyId, AesKey>;

  constructor(store: KeyStore, capacity: number) {
    this.#store = store;
    this.#keys = new BoundedMap(capacity);
  }

  /** Brings these keys into memory; those that do not exist stay absent. */
  async load(ids: Iterable<KeyId>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => this.#keys.get(id) === undefined);
    if (missing.length === 0) return;
    const secrets = await this.#store.get(missing);
    for (const [id, secret] of secrets) this.#keys.set(id, new AesKey(secret, id));
  }

  get(id: KeyId): AesKey | undefined {
    return this.#keys.get(id);
  }

  /** A session's keys, or `undefined` when one was destroyed. */
  session(ids: SessionKeyIds, macVersion: string): SessionKeys | undefined {
    const appSKey = this.get(ids.appSKey);
    const fNwkSIntKey = this.get(ids.fNwkSIntKey);
    if (!appSKey || !fNwkSIntKey) return undefined;
    if (!macVersion.startsWith("1.1")) return { version: "1.0", nwkSKey: fNwkSIntKey, appSKey };
    const sNwkSIntKey = this.get(ids.sNwkSIntKey);
    const nwkSEncKey = this.get(ids.nwkSEncKey);
    if (!sNwkSIntKey || !nwkSEncKey) return undefined;
    return { version: "1.1", fNwkSIntKey, sNwkSIntKey, nwkSEncKey, appSKey };
  }

  forget(ids: Iterable<KeyId>): void {
    for (const id of ids) this.#keys.delete(id);
  }
}

export function keyIdsOf(ids: SessionKeyIds): readonly KeyId[] {
  const { fNwkSIntKey, sNwkSIntKey, nwkSEncKey, appSKey } = ids;
  return [fNwkSIntKey, sNwkSIntKey, nwkSEncKey, appSKey];
}
