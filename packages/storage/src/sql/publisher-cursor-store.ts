import type { Cursor } from "@lorats/events";
import type { PublisherCursorStore } from "@lorats/platform";
import { keepCursor, readCursor } from "./follower-cursor.ts";
import type { SqlDatabase } from "./sql-database.ts";

export class SqlPublisherCursorStore implements PublisherCursorStore {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  load(follower: string): Promise<Cursor | undefined> {
    return readCursor(this.#db, follower);
  }

  async save(follower: string, cursor: Cursor): Promise<void> {
    await this.#db.write([keepCursor(this.#db, follower, cursor)]);
  }

  async delete(follower: string): Promise<void> {
    await this.#db.build.deleteFrom("publisher_cursors").where("follower", "=", follower).execute();
  }
}
