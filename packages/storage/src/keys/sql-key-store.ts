import {
  CallerError,
  type KeyId,
  type KeyStore,
  type NewKey,
  UnavailableError,
} from "@lorats/base";
import { chunks } from "../sql/chunks.ts";
import type { Expected, SqlDatabase } from "../sql/sql-database.ts";
import type { Tables } from "../sql/tables.ts";
import { type SealingKey, unseal, seal } from "./seal.ts";
import { SecretCache } from "./secret-cache.ts";

const CACHED_SECRETS = 10_000;
const CHECK_LABEL = "lorats key-encryption check";
const CHECK_SECRET = new Uint8Array(16);

/** Secrets in a table, each wrapped under the key-encryption key and bound to its id, tenant and kind. */
export class SqlKeyStore implements KeyStore {
  readonly #db: SqlDatabase;
  readonly #cache = new SecretCache(CACHED_SECRETS);
  #kek: SealingKey;
  /** The check value wrapped under `#kek`: what a write finds in its place when the key is still the same. */
  #check: Uint8Array;
  /** The keys before and after while keys are wrapped anew: a row that was read may be under either. */
  #otherKeks: readonly SealingKey[] = [];
  #destructions = 0;

  private constructor(db: SqlDatabase, kek: SealingKey, check: Uint8Array) {
    this.#db = db;
    this.#kek = kek;
    this.#check = check;
  }

  /** Whether a key-encryption key was ever used here. */
  static async isEmpty(db: SqlDatabase): Promise<boolean> {
    return (await storedCheck(db)) === undefined;
  }

  /**
   * Opens with the first of the keys that fits and says which one it was.
   * @throws {UnavailableError} `KEY_WRONG_KEK` when none does
   */
  static async open(
    db: SqlDatabase,
    keks: readonly SealingKey[],
  ): Promise<{ readonly store: SqlKeyStore; readonly index: number }> {
    const check = await storedCheck(db);
    if (!check) {
      const wrapped = seal(keks[0]!, CHECK_LABEL, CHECK_SECRET);
      await db.write([
        db.build.insertInto("key_encryption_check").values({ id: 1n, wrapped }).compile(),
      ]);
      return { store: new SqlKeyStore(db, keks[0]!, wrapped), index: 0 };
    }
    const index = keks.findIndex((kek) => unseal(kek, CHECK_LABEL, check) !== undefined);
    if (index < 0) {
      const why = "the key-encryption key is not the one that the stored keys were wrapped with";
      throw new UnavailableError("KEY_WRONG_KEK", why);
    }
    return { store: new SqlKeyStore(db, keks[index]!, check), index };
  }

  async put(keys: readonly NewKey[]): Promise<void> {
    const { build } = this.#db;
    for (;;) {
      const check = this.#check;
      const rows = keys.map(({ id, tenantId, kind, secret }) => {
        const row = { id, tenant_id: tenantId, kind };
        return { ...row, wrapped: seal(this.#kek, label(row), secret) };
      });
      const inserts = rows.map((row) => build.insertInto("keys").values(row).compile());
      const outcome = await this.#db.write([this.#sameKek(), ...inserts]);
      if (outcome.ok) return;
      if (outcome.statement > 0) {
        const taken = keys[outcome.statement - 1]!.id;
        throw new CallerError("KEY_EXISTS", `there is already a key ${taken}`);
      }
      if (this.#check === check) await this.#awaitRewrap();
    }
  }

  async get(ids: readonly KeyId[]): Promise<ReadonlyMap<KeyId, Uint8Array>> {
    const found = new Map<KeyId, Uint8Array>();
    const wanted: KeyId[] = [];
    for (const id of ids) {
      const secret = this.#cache.get(id);
      if (secret) found.set(id, secret.slice());
      else wanted.push(id);
    }
    const destructions = this.#destructions;
    for (const some of chunks(wanted)) {
      const [rows] = await this.#db.read([
        this.#db.build.selectFrom("keys").selectAll().where("id", "in", some).compile(),
      ]);
      for (const row of rows) {
        const secret = this.#open(row);
        found.set(row.id as KeyId, secret);
        // What was read before a destruction must not outlive it here.
        if (destructions === this.#destructions) this.#cache.set(row.id as KeyId, secret.slice());
      }
    }
    return found;
  }

  async destroy(ids: readonly KeyId[]): Promise<void> {
    if (ids.length === 0) return;
    const deletes = chunks(ids).map((some) =>
      this.#db.build.deleteFrom("keys").where("id", "in", some).compile(),
    );
    await this.#db.write(deletes);
    this.#destructions++;
    for (const id of ids) this.#cache.delete(id);
    await this.#db.purge();
  }

  /** Wraps every key anew, in one transaction, and goes on with the new key-encryption key. */
  async rewrap(kek: SealingKey): Promise<void> {
    const { build } = this.#db;
    this.#otherKeks = [kek, this.#kek];
    for (;;) {
      const [rows] = await this.#db.read([build.selectFrom("keys").selectAll().compile()]);
      const updates = rows.map((row) => {
        const wrapped = seal(kek, label(row), this.#open(row));
        return build.updateTable("keys").set({ wrapped }).where("id", "=", row.id).compile();
      });
      const wrapped = seal(kek, CHECK_LABEL, CHECK_SECRET);
      const outcome = await this.#db.write([
        { query: build.selectFrom("keys").select("id").compile(), expect: rows.length },
        ...updates.map((query) => ({ query, expect: 1 })),
        build.updateTable("key_encryption_check").set({ wrapped }).compile(),
      ]);
      if (!outcome.ok) continue;
      this.#kek = kek;
      this.#check = wrapped;
      await this.#db.purge();
      return;
    }
  }

  /** Forgets the secrets in memory. */
  close(): void {
    this.#cache.clear();
  }

  /** Stands only while the stored keys are wrapped under the key that we have. */
  #sameKek(): Expected {
    const { build } = this.#db;
    const query = build
      .selectFrom("key_encryption_check")
      .select("id")
      .where("wrapped", "=", this.#check);
    return { query: query.compile(), expect: 1 };
  }

  /** The database knows of another key already; ours follows at once if it was this process that changed it. */
  async #awaitRewrap(): Promise<void> {
    const check = this.#check;
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (this.#check === check) {
      const why = "the stored keys were wrapped anew by somebody else; open the store again";
      throw new UnavailableError("KEY_WRONG_KEK", why);
    }
  }

  #open(row: Tables["keys"]): Uint8Array {
    for (const kek of [this.#kek, ...this.#otherKeks]) {
      const secret = unseal(kek, label(row), row.wrapped);
      if (secret) return secret;
    }
    throw new UnavailableError("KEY_DAMAGED", `the stored key ${row.id} is damaged or was moved`);
  }
}

function label({ id, tenant_id, kind }: Omit<Tables["keys"], "wrapped">): string {
  return `${id}|${tenant_id}|${kind}`;
}

async function storedCheck(db: SqlDatabase): Promise<Uint8Array | undefined> {
  const [rows] = await db.read([db.build.selectFrom("key_encryption_check").selectAll().compile()]);
  return rows[0]?.wrapped;
}
