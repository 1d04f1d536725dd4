import type { Instant, UserId } from "@lorats/base";
import type { SecretHash, WebSession, WebSessionStore } from "@lorats/platform";
import type { SqlDatabase } from "./sql-database.ts";

export class SqlWebSessionStore implements WebSessionStore {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async create({ hash, userId, createdAt, expiresAt }: WebSession): Promise<void> {
    const row = { hash, user_id: userId, created_at: createdAt, expires_at: expiresAt };
    await this.#db.build.insertInto("web_sessions").values(row).execute();
  }

  async find(hash: SecretHash, now: Instant): Promise<WebSession | undefined> {
    const row = await this.#db.build
      .selectFrom("web_sessions")
      .selectAll()
      .where("hash", "=", hash)
      .where("expires_at", ">", now)
      .executeTakeFirst();
    if (!row) return undefined;
    const { user_id, created_at, expires_at } = row;
    return {
      hash: row.hash,
      userId: user_id as UserId,
      createdAt: created_at,
      expiresAt: expires_at,
    };
  }

  async delete(hash: SecretHash): Promise<void> {
    await this.#db.build.deleteFrom("web_sessions").where("hash", "=", hash).execute();
  }

  async deleteOfUser(userId: UserId): Promise<void> {
    await this.#db.build.deleteFrom("web_sessions").where("user_id", "=", userId).execute();
  }

  async prune(now: Instant): Promise<void> {
    await this.#db.build.deleteFrom("web_sessions").where("expires_at", "<=", now).execute();
  }
}
