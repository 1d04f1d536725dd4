import { CallerError } from "@lorats/base";
import type { SqlDatabase } from "../sql/sql-database.ts";
import { KekFile } from "./kek-file.ts";
import { sealingKey } from "./seal.ts";
import { SqlKeyStore } from "./sql-key-store.ts";

export interface OpenKeys {
  readonly store: SqlKeyStore;
  /** With the key given when the store was opened with one, otherwise with a fresh one in the file. */
  rotate(kek: Uint8Array | undefined): Promise<void>;
}

/** Opens the key store with the key given, or with the one in the file, which is made when nothing needs it yet. */
export async function openKeys(
  db: SqlDatabase,
  from: { readonly kek: Uint8Array | undefined; readonly kekFile: string },
): Promise<OpenKeys> {
  if (from.kek) return openWithKey(db, from.kek);
  const file = new KekFile(from.kekFile);
  const { store, index } = await SqlKeyStore.open(
    db,
    file.candidates(await SqlKeyStore.isEmpty(db)),
  );
  file.settle(index);
  const rotate = async (kek: Uint8Array | undefined): Promise<void> => {
    if (kek) throw new CallerError("KEY_BAD_KEK", "the key-encryption key is made in its file");
    await store.rewrap(file.prepareNext());
    file.settle(1);
  };
  return { store, rotate };
}

async function openWithKey(db: SqlDatabase, kek: Uint8Array): Promise<OpenKeys> {
  const { store } = await SqlKeyStore.open(db, [sealingKey(kek)]);
  const rotate = async (next: Uint8Array | undefined): Promise<void> => {
    if (!next) throw new CallerError("KEY_BAD_KEK", "say which key-encryption key comes next");
    await store.rewrap(sealingKey(next));
  };
  return { store, rotate };
}
