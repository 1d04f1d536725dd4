import type { MqttChange, MqttJournal, MqttRecord } from "@lorats/platform";
import { CompiledQuery } from "kysely";
import type { SqlDatabase } from "./sql-database.ts";

export class SqlMqttJournal implements MqttJournal {
  readonly #db: SqlDatabase;
  readonly #upsert: string;

  constructor(db: SqlDatabase) {
    this.#db = db;
    this.#upsert = upsertOf(db);
  }

  async load(): Promise<readonly MqttRecord[]> {
    const rows = await this.#db.build
      .selectFrom("mqtt_records")
      .selectAll()
      .orderBy("number")
      .execute();
    return rows.map(({ kind, owner, key, number, body }) => ({
      kind: kind as MqttRecord["kind"],
      owner,
      key,
      number: Number(number),
      body,
    }));
  }

  async write(changes: readonly MqttChange[]): Promise<void> {
    if (changes.length > 0) await this.#db.write(changes.map((change) => this.#statement(change)));
  }

  #statement(change: MqttChange): CompiledQuery<unknown> {
    if ("put" in change) {
      const { kind, owner, key, number, body } = change.put;
      return CompiledQuery.raw(this.#upsert, [kind, owner, key, BigInt(number), body]);
    }
    const { build } = this.#db;
    const { kind, owner } = "remove" in change ? change.remove : change.clear;
    const remove = build
      .deleteFrom("mqtt_records")
      .where("kind", "=", kind)
      .where("owner", "=", owner);
    return ("remove" in change ? remove.where("key", "=", change.remove.key) : remove).compile();
  }
}

/** Compiled once: a message for a client that is away costs its parameters only. */
function upsertOf({ build }: SqlDatabase): string {
  return build
    .insertInto("mqtt_records")
    .values({ kind: "", owner: "", key: "", number: 0n, body: "" })
    .onConflict((conflict) =>
      conflict.columns(["kind", "owner", "key"]).doUpdateSet((row) => ({
        number: row.ref("excluded.number"),
        body: row.ref("excluded.body"),
      })),
    )
    .compile().sql;
}
