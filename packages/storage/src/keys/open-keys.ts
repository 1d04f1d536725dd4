import type { SqlDatabase } from "../sql/sql-database.ts";
import type { KekSource } from "./kek-source.ts";
import { SqlKeyStore } from "./sql-key-store.ts";

export interface OpenKeys {
  readonly store: SqlKeyStore;
  /** Wraps all keys under the key that comes next at its source. */
  rotate(): Promise<void>;
}

/** Opens the key store with the key-encryption key of the source that fits. */
export async function openKeys(db: SqlDatabase, kek: KekSource): Promise<OpenKeys> {
  const keks = await kek.candidates(await SqlKeyStore.isEmpty(db));
  const { store, index } = await SqlKeyStore.open(db, keks);
  kek.settle(index);
  const rotate = async (): Promise<void> => {
    await store.rewrap(await kek.prepareNext());
    kek.settle(1);
  };
  return { store, rotate };
}
