import { InternalError, type KeyId, type KeyStore } from "@lorats/base";
import type { SessionKeyIds } from "@lorats/events";
import { AesKey, type SessionKeys } from "@lorats/lorawan";
import { BoundedMap } from "./bounded-map.ts";
import { SECRET_BYTES, Secrets } from "./secrets.ts";

/** Sessions whose keys are held as objects; more than a crowded address has. */
const MADE = 2048;

/**
 * Keys that are in use, so that the store is asked once for each. Bounded: two generations, of which the old one is
 * dropped when the young one is full.
 */
export class KeyRing {
  readonly #store: KeyStore;
  readonly #capacity: number;
  readonly #damaged: (error: InternalError) => void;
  #young = new Secrets();
  #old = new Secrets();
  /** Made for sessions that were asked for lately: what is made once is expanded once. */
  #sessions = new BoundedMap<SessionKeyIds, SessionKeys>(MADE);

  /** @param damaged hears of keys that are of no use (`NS_BAD_KEY`); they stay absent */
  constructor(store: KeyStore, capacity: number, damaged: (error: InternalError) => void) {
    this.#store = store;
    this.#capacity = capacity;
    this.#damaged = damaged;
  }

  /** Brings these keys into memory, to stay for the next `capacity` others; those that do not exist stay absent. */
  async load(ids: Iterable<KeyId>): Promise<void> {
    const missing: KeyId[] = [];
    for (const id of new Set(ids)) {
      if (this.#young.has(id)) continue;
      const old = this.#old.get(id);
      if (old) this.#keep(id, old);
      else missing.push(id);
    }
    if (missing.length === 0) return;
    for (const [id, secret] of await this.#store.get(missing)) {
      // One device's damaged key must not hold up the frames of all others.
      if (secret.length === SECRET_BYTES) this.#keep(id, secret);
      else this.#damaged(new InternalError("NS_BAD_KEY", `the stored key ${id} has not 16 bytes`));
    }
  }

  get(id: KeyId): AesKey | undefined {
    const secret = this.#young.get(id) ?? this.#old.get(id);
    return secret && new AesKey(secret, id);
  }

  /** A session's keys, or `undefined` when one was destroyed. HOT PATH. */
  session(ids: SessionKeyIds, macVersion: string): SessionKeys | undefined {
    const known = this.#sessions.get(ids);
    if (known) return known;
    const made = this.#make(ids, macVersion);
    if (made) this.#sessions.set(ids, made);
    return made;
  }

  #make(ids: SessionKeyIds, macVersion: string): SessionKeys | undefined {
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
    this.#sessions.clear();
    for (const id of ids) {
      this.#young.delete(id);
      this.#old.delete(id);
    }
  }

  #keep(id: KeyId, secret: Uint8Array): void {
    if (this.#young.size >= this.#capacity) {
      this.#old = this.#young;
      this.#young = new Secrets();
    }
    this.#young.set(id, secret);
  }
}

export function keyIdsOf(ids: SessionKeyIds): readonly KeyId[] {
  const { fNwkSIntKey, sNwkSIntKey, nwkSEncKey, appSKey } = ids;
  return [fNwkSIntKey, sNwkSIntKey, nwkSEncKey, appSKey];
}
