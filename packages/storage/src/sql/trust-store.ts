import { InternalError, type TenantId } from "@lorats/base";
import type { Cursor } from "@lorats/events";
import type { SubjectKind, TrustPositions, TrustRow, TrustStore } from "@lorats/trust";
import type { CompiledQuery } from "kysely";
import { chunks } from "./chunks.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { TrustStateTable } from "./tables.ts";
import { withParameters } from "./template.ts";

const FRAMES = "trust-frames";
const OTHERS = "trust-others";

export class SqlTrustStore implements TrustStore {
  readonly #db: SqlDatabase;
  #upsert: CompiledQuery<unknown> | undefined;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async load(kind: SubjectKind, ids: readonly string[]): Promise<ReadonlyMap<string, TrustRow>> {
    const { build } = this.#db;
    const queries = chunks(ids).map((some) =>
      build
        .selectFrom("trust_states")
        .selectAll()
        .where("kind", "=", kind)
        .where("id", "in", some)
        .compile(),
    );
    const found = (await this.#db.read(queries)).flat();
    return new Map(found.map((row) => [row.id, fromRow(row)]));
  }

  async all(kind: SubjectKind): Promise<readonly TrustRow[]> {
    const { build } = this.#db;
    const rows = await build
      .selectFrom("trust_states")
      .selectAll()
      .where("kind", "=", kind)
      .execute();
    return rows.map(fromRow);
  }

  async save(rows: readonly TrustRow[], { frames, others }: TrustPositions): Promise<void> {
    const { build } = this.#db;
    const statements = rows.map((row) => this.#saveOne(toRow(row)));
    const positions = [
      [FRAMES, frames],
      [OTHERS, others],
    ] as const;
    for (const [name, position] of positions) {
      if (position === undefined) continue;
      statements.push(
        build
          .insertInto("checkpoints")
          .values({ name, position })
          .onConflict((conflict) => conflict.column("name").doUpdateSet({ position }))
          .compile(),
      );
    }
    const outcome = await this.#db.write(statements);
    if (!outcome.ok) throw new InternalError("STORE_DEFECT", "a trust state broke a table's rule");
  }

  #saveOne(values: TrustStateTable): CompiledQuery<unknown> {
    this.#upsert ??= this.#db.build
      .insertInto("trust_states")
      .values(values)
      .onConflict((conflict) =>
        conflict.columns(["kind", "id"]).doUpdateSet((row) => ({
          tenant_id: row.ref("excluded.tenant_id"),
          state: row.ref("excluded.state"),
          due_at_ms: row.ref("excluded.due_at_ms"),
        })),
      )
      .compile();
    return withParameters(this.#upsert, Object.values(values));
  }

  async positions(): Promise<TrustPositions> {
    const rows = await this.#db.build
      .selectFrom("checkpoints")
      .selectAll()
      .where("name", "in", [FRAMES, OTHERS])
      .execute();
    const at = (name: string): Cursor | undefined =>
      rows.find((row) => row.name === name)?.position as Cursor | undefined;
    const [frames, others] = [at(FRAMES), at(OTHERS)];
    return {
      ...(frames !== undefined && { frames }),
      ...(others !== undefined && { others }),
    };
  }

  async overdue(beforeMs: number, limit: number): Promise<readonly TrustRow[]> {
    const rows = await this.#db.build
      .selectFrom("trust_states")
      .selectAll()
      .where("due_at_ms", "is not", null)
      .where("due_at_ms", "<", BigInt(beforeMs))
      .orderBy("due_at_ms")
      .limit(limit)
      .execute();
    return rows.map(fromRow);
  }

  async delete(kind: SubjectKind, ids: readonly string[]): Promise<void> {
    const { build } = this.#db;
    await this.#db.write(
      chunks(ids).map((some) =>
        build.deleteFrom("trust_states").where("kind", "=", kind).where("id", "in", some).compile(),
      ),
    );
  }

  async clear(): Promise<void> {
    const { build } = this.#db;
    await this.#db.write([
      build.deleteFrom("trust_states").compile(),
      build.deleteFrom("checkpoints").where("name", "in", [FRAMES, OTHERS]).compile(),
    ]);
  }
}

function toRow({ kind, id, tenantId, state, dueAtMs }: TrustRow): TrustStateTable {
  const due_at_ms = dueAtMs === undefined ? null : BigInt(dueAtMs);
  return { kind, id, tenant_id: tenantId, state, due_at_ms };
}

function fromRow({ kind, id, tenant_id, state, due_at_ms }: TrustStateTable): TrustRow {
  return {
    kind: kind as SubjectKind,
    id,
    tenantId: tenant_id as TenantId,
    state,
    ...(due_at_ms !== null && { dueAtMs: Number(due_at_ms) }),
  };
}
