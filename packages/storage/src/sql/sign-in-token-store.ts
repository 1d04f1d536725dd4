import type { Instant, UserId } from "@lorats/base";
import type { SecretHash, SignInToken, SignInTokenStore } from "@lorats/platform";
import type { SqlDatabase } from "./sql-database.ts";

export class SqlSignInTokenStore implements SignInTokenStore {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async create({ hash, userId, expiresAt }: SignInToken): Promise<void> {
    const row = { hash, user_id: userId, expires_at: expiresAt };
    await this.#db.build.insertInto("sign_in_tokens").values(row).execute();
  }

  async consume(hash: SecretHash, now: Instant): Promise<SignInToken | undefined> {
    const taken = await this.#db.build
      .deleteFrom("sign_in_tokens")
      .where("hash", "=", hash)
      .returningAll()
      .executeTakeFirst();
    if (!taken || taken.expires_at <= now) return undefined;
    return { hash: taken.hash, userId: taken.user_id as UserId, expiresAt: taken.expires_at };
  }

  async deleteOfUser(userId: UserId): Promise<void> {
    await this.#db.build.deleteFrom("sign_in_tokens").where("user_id", "=", userId).execute();
  }

  async prune(now: Instant): Promise<void> {
    await this.#db.build.deleteFrom("sign_in_tokens").where("expires_at", "<=", now).execute();
  }
}
