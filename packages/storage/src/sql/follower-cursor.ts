import type { Cursor } from "@lorats/events";
import type { CompiledQuery } from "kysely";
import type { SqlDatabase } from "./sql-database.ts";

/** How far into the log a follower has come. */
export async function readCursor(db: SqlDatabase, follower: string): Promise<Cursor | undefined> {
  const row = await db.build
    .selectFrom("publisher_cursors")
    .select("cursor")
    .where("follower", "=", follower)
    .executeTakeFirst();
  return row?.cursor as Cursor | undefined;
}

/** The statement that keeps it, to be written together with what it stands for. */
export function keepCursor(db: SqlDatabase, follower: string, cursor: Cursor): CompiledQuery {
  return db.build
    .insertInto("publisher_cursors")
    .values({ follower, cursor })
    .onConflict((conflict) => conflict.column("follower").doUpdateSet({ cursor }))
    .compile();
}
