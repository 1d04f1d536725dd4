import type { Cursor } from "@lorats/events";
import type { PublisherCursorStore } from "@lorats/platform";
import type { SqlDatabase } from "./sql-database.ts";

export class SqlPublisherCursorStore implements PublisherCursorStore {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async load(follower: string): Promise<Cursor | undefined> {
    const row = await this.#db.build
      .selectFrom("publisher_cursors")
      .select("cursor")
      .where("follower", "=", follower)
      .executeTakeFirst();
    return row?.cursor as Cursor | undefined;
  }

  async save(follower: string, cursor: Cursor): Promise<void> {
    await this.#db.build
      .insertInto("publisher_cursors")
      .values({ follower, cursor })
      .onConflict((conflict) => conflict.column("follower").doUpdateSet({ cursor }))
      .execute();
  }

  async delete(follower: string): Promise<void> {
    await this.#db.build.deleteFrom("publisher_cursors").where("follower", "=", follower).execute();
  }
}
