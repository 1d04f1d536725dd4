import { CallerError, type Clock } from "@lorats/base";
import type { Collection, Draft, ListQuery, Page, RegistryChange, Stored } from "@lorats/network";
import { type CompiledQuery, type SelectQueryBuilder, sql } from "kysely";
import { chunks } from "./chunks.ts";
import { type KindRules, duplicate, noSuch } from "./registry-kinds.ts";
import type { Expected, SqlDatabase, WriteRefusal } from "./sql-database.ts";
import type { Tables } from "./tables.ts";

const DEFAULT_LIMIT = 100;

/** Every kind's columns are among those of devices, so queries are built as if for them. */
type Row = Tables["devices"];

/** One kind of thing in a table of its own; the database keeps tenants apart and references whole. */
export class SqlCollection<
  Id extends string,
  E extends Stored & { readonly id: Id },
> implements Collection<Id, E> {
  protected readonly db: SqlDatabase;
  readonly #rules: KindRules<E>;
  readonly #table: "devices";
  readonly #clock: Clock;
  readonly #notify: (change: RegistryChange) => void;

  constructor(
    db: SqlDatabase,
    rules: KindRules<E>,
    clock: Clock,
    notify: (change: RegistryChange) => void,
  ) {
    this.db = db;
    this.#rules = rules;
    this.#table = rules.table as "devices";
    this.#clock = clock;
    this.#notify = notify;
  }

  async get(ids: readonly Id[]): Promise<ReadonlyMap<Id, E>> {
    const found = await this.where("id", ids);
    return new Map(found.map((entity) => [entity.id, entity]));
  }

  async list(query: ListQuery): Promise<Page<E>> {
    const { after, limit = DEFAULT_LIMIT } = query;
    let select = this.#narrowed(query).selectAll().orderBy("id");
    if (after !== undefined) select = select.where("id", ">", after);
    const rows = await select.limit(limit + 1).execute();
    const items = rows.slice(0, limit).map((row) => this.#fromRow(row));
    return rows.length > limit ? { items, next: items.at(-1)!.id } : { items };
  }

  async count(query: Omit<ListQuery, "after" | "limit">): Promise<number> {
    const select = this.#narrowed(query).select(({ fn }) => fn.countAll<bigint>().as("count"));
    return Number((await select.executeTakeFirstOrThrow()).count);
  }

  async create(drafts: readonly Draft<E>[]): Promise<readonly E[]> {
    for (const draft of drafts) this.#rules.validate(draft);
    const now = this.#clock.now();
    const created = drafts.map(
      (draft) => ({ ...draft, version: 1, createdAt: now, updatedAt: now }) as unknown as E,
    );
    const inserts = created.map((entity) =>
      this.db.build.insertInto(this.#table).values(this.#toRow(entity)).compile(),
    );
    const outcome = await this.db.write(inserts);
    if (!outcome.ok) throw await this.#explain(outcome, created[outcome.statement]!, true);
    this.#tell(created);
    return created;
  }

  update(entities: readonly E[]): Promise<readonly E[]> {
    return this.change(entities, false);
  }

  protected async change(entities: readonly E[], mayMove: boolean): Promise<readonly E[]> {
    for (const entity of entities) this.#rules.validate(entity);
    const now = this.#clock.now();
    const after = entities.map((entity) => ({
      ...entity,
      version: entity.version + 1,
      updatedAt: now,
    }));
    const released = this.#releaseIdentities(entities);
    const outcome = await this.db.write([
      ...released,
      ...after.map((one) => this.#replace(one, mayMove)),
    ]);
    if (!outcome.ok) {
      throw await this.#explain(outcome, entities[outcome.statement - released.length]!, false);
    }
    const updated = after.map((entity, i) => {
      const [row] = outcome.results[released.length + i]!.rows as [Pick<Row, "created_at">];
      return Object.assign(entity, { createdAt: row.created_at });
    });
    this.#tell(updated);
    return updated;
  }

  async delete(ids: readonly Id[]): Promise<void> {
    const deletes = ids.map((id) => {
      const query = this.db.build.deleteFrom(this.#table).where("id", "=", id).compile();
      return { query, expect: 1 };
    });
    const outcome = await this.db.write(deletes);
    if (!outcome.ok) {
      const { kind } = this.#rules;
      const id = ids[outcome.statement]!;
      if (outcome.reason === "expectation") throw noSuch(kind, id);
      throw new CallerError("REG_IN_USE", `${kind} ${id} is still referred to`);
    }
    this.#notify({ kind: this.#rules.kind, ids });
  }

  /** Things whose column has one of these values. */
  protected async where(column: "id" | "eui", values: readonly string[]): Promise<readonly E[]> {
    const queries = chunks(values).map((some) =>
      this.db.build.selectFrom(this.#table).selectAll().where(column, "in", some).compile(),
    );
    const found = (await this.db.read(queries)).flat();
    return found.map((row) => this.#fromRow(row));
  }

  #narrowed(query: ListQuery): SelectQueryBuilder<Tables, "devices", object> {
    const { search } = query;
    let select = this.db.build.selectFrom(this.#table) as SelectQueryBuilder<
      Tables,
      "devices",
      object
    >;
    const filters = [
      ["tenant_id", query.tenantId],
      ["application_id", query.applicationId],
      ["profile_id", query.profileId],
    ] as const;
    for (const [column, value] of filters) {
      if (value === undefined) continue;
      const isKnown = this.#rules.filters.includes(column);
      select = isKnown ? select.where(column, "=", value) : select.where(sql<boolean>`1 = 0`);
    }
    if (search === undefined) return select;
    const pattern = `%${search.toLowerCase().replace(/[%_\\]/g, String.raw`\$&`)}%`;
    // In a query of its own, since an index then holds all that it has to look through.
    const found = this.db.build
      .selectFrom(this.#table)
      .select("id")
      .where(sql<boolean>`search like ${pattern} escape '\\'`);
    const { tenantId } = query;
    const within = tenantId === undefined ? found : found.where("tenant_id", "=", tenantId);
    return select.where("id", "in", within);
  }

  #replace(entity: E, mayMove: boolean): Expected {
    const { id, created_at: _, ...values } = this.#toRow(entity);
    let update = this.db.build.updateTable(this.#table).set(values).where("id", "=", id);
    update = update.where("version", "=", BigInt(entity.version - 1));
    const { tenant_id: tenantId } = values;
    if (tenantId !== undefined && !mayMove) update = update.where("tenant_id", "=", tenantId);
    return { query: update.returning("created_at").compile(), expect: 1 };
  }

  /** Lets things exchange their identities in one update: no two may hold one even for a moment. */
  #releaseIdentities(entities: readonly E[]): readonly CompiledQuery<unknown>[] {
    const { identity } = this.#rules;
    if (!identity || entities.length < 2) return [];
    return chunks(entities.map(({ id }) => id)).map((some) =>
      this.db.build
        .updateTable(this.#table)
        .set((expression) => ({ [identity.column]: expression.ref("id") }))
        .where("id", "in", some)
        .compile(),
    );
  }

  /** Why the database refused one thing, in words that a person can act on. */
  async #explain({ reason }: WriteRefusal, entity: E, isNew: boolean): Promise<CallerError> {
    const { kind, identity } = this.#rules;
    const stored = (await this.get([entity.id])).get(entity.id);
    if (reason === "unique") {
      const isIdTaken = isNew && stored !== undefined;
      return duplicate(kind, identity && !isIdTaken ? identity.of(entity) : entity.id);
    }
    if (reason === "reference") {
      const fields = "tenantId, applicationId or profileId";
      const what = `${kind} ${entity.id}: ${fields} does not name anything of this tenant`;
      return new CallerError("REG_NO_SUCH", what);
    }
    if (!stored) return noSuch(kind, entity.id);
    if (this.#rules.columns(stored)["tenant_id"] !== this.#rules.columns(entity)["tenant_id"]) {
      return new CallerError("REG_INVALID", "tenantId: things stay with their tenant");
    }
    return new CallerError("REG_CONFLICT", `${kind} ${entity.id} was changed since it was read`);
  }

  #toRow(entity: E): Row {
    const { version, createdAt, updatedAt, ...draft } = entity;
    return {
      id: entity.id,
      ...this.#rules.columns(entity),
      search: this.#rules.texts(entity).join("\n").toLowerCase(),
      body: JSON.stringify(draft),
      version: BigInt(version),
      created_at: createdAt,
      updated_at: updatedAt,
    } as unknown as Row;
  }

  #fromRow(row: Row): E {
    return {
      ...(JSON.parse(row.body) as object),
      version: Number(row.version),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    } as E;
  }

  #tell(entities: readonly E[]): void {
    this.#notify({ kind: this.#rules.kind, ids: entities.map(({ id }) => id) });
  }
}
