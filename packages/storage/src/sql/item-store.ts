import type { TenantId } from "@lorats/base";
import {
  itemChanged,
  itemExists,
  itemUnknown,
  type Item,
  type ItemStore,
  type Page,
  type PageQuery,
} from "@lorats/platform";
import { chunks } from "./chunks.ts";
import { inOrder, pageFrom, rowsFor } from "./listing.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { Tables } from "./tables.ts";

type Row = Tables["items"];

/** Items of one kind, in a table that all kinds share. */
export class SqlItemStore<E extends Item> implements ItemStore<E> {
  readonly #db: SqlDatabase;
  readonly #kind: string;

  constructor(db: SqlDatabase, kind: string) {
    this.#db = db;
    this.#kind = kind;
  }

  async create(items: readonly E[]): Promise<void> {
    const { build } = this.#db;
    const outcome = await this.#db.write(
      items.map((one) => build.insertInto("items").values(this.#row(one)).compile()),
    );
    if (!outcome.ok) throw itemExists();
  }

  async update(item: E): Promise<E> {
    const { id, version } = item;
    const row = await this.#db.build
      .updateTable("items")
      .set(this.#row({ ...item, version: version + 1 }))
      .where("kind", "=", this.#kind)
      .where("id", "=", id)
      .where("version", "=", BigInt(version))
      .returningAll()
      .executeTakeFirst();
    if (row) return fromRow<E>(row);
    throw (await this.get([id])).length === 0 ? itemUnknown() : itemChanged();
  }

  async delete(ids: readonly E["id"][]): Promise<void> {
    const { build } = this.#db;
    await this.#db.write(
      chunks(ids).map((some) =>
        build.deleteFrom("items").where("kind", "=", this.#kind).where("id", "in", some).compile(),
      ),
    );
  }

  async get(ids: readonly E["id"][]): Promise<readonly E[]> {
    const { build } = this.#db;
    const queries = chunks(ids).map((some) =>
      build
        .selectFrom("items")
        .selectAll()
        .where("kind", "=", this.#kind)
        .where("id", "in", some)
        .compile(),
    );
    return inOrder(
      ids,
      (await this.#db.read(queries)).flat().map((row) => fromRow<E>(row)),
    );
  }

  async list(query: PageQuery & { readonly tenantId?: TenantId | undefined }): Promise<Page<E>> {
    const { after, limit, tenantId } = query;
    let select = this.#db.build
      .selectFrom("items")
      .selectAll()
      .where("kind", "=", this.#kind)
      .orderBy("id");
    if (after !== undefined) select = select.where("id", ">", after);
    if (tenantId !== undefined) select = select.where("tenant_id", "=", tenantId);
    const rows = await select.limit(rowsFor(limit)).execute();
    return pageFrom(rows, limit, (row) => fromRow<E>(row));
  }

  #row({ id, tenantId, createdAt, version, ...body }: E): Row {
    return {
      kind: this.#kind,
      id,
      tenant_id: tenantId,
      body: JSON.stringify(body),
      version: BigInt(version),
      created_at: createdAt,
    };
  }
}

function fromRow<E extends Item>(row: Row): E {
  const body = JSON.parse(row.body) as Omit<E, keyof Item>;
  const { id, tenant_id: tenantId, created_at: createdAt } = row;
  return { id, tenantId, ...body, createdAt, version: Number(row.version) } as unknown as E;
}
