import type { Instant } from "@lorats/base";
import type {
  IdempotencyClaim,
  IdempotencyRecord,
  IdempotencyStore,
  SecretHash,
} from "@lorats/platform";
import type { SqlDatabase } from "./sql-database.ts";

export class SqlIdempotencyStore implements IdempotencyStore {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async claim(claim: IdempotencyClaim, now: Instant): Promise<IdempotencyRecord | undefined> {
    const { hash, request, expiresAt } = claim;
    const { build } = this.#db;
    const row = { hash, request, expires_at: expiresAt, answer: null };
    const taken = await build
      .insertInto("idempotency_keys")
      .values(row)
      .onConflict((conflict) =>
        conflict.column("hash").doUpdateSet(row).where("idempotency_keys.expires_at", "<=", now),
      )
      .returning("hash")
      .executeTakeFirst();
    if (taken) return undefined;
    const known = await build
      .selectFrom("idempotency_keys")
      .selectAll()
      .where("hash", "=", hash)
      .executeTakeFirst();
    // Released in between: its holder did not get it done, so this one tries.
    if (!known) return this.claim(claim, now);
    return {
      hash: known.hash,
      request: known.request,
      expiresAt: known.expires_at,
      ...(known.answer !== null && { answer: known.answer }),
    };
  }

  async answer(hash: SecretHash, answer: Uint8Array, expiresAt: Instant): Promise<void> {
    await this.#db.build
      .updateTable("idempotency_keys")
      .set({ answer, expires_at: expiresAt })
      .where("hash", "=", hash)
      .execute();
  }

  async release(hash: SecretHash): Promise<void> {
    await this.#db.build.deleteFrom("idempotency_keys").where("hash", "=", hash).execute();
  }

  async prune(now: Instant): Promise<void> {
    await this.#db.build.deleteFrom("idempotency_keys").where("expires_at", "<=", now).execute();
  }
}
