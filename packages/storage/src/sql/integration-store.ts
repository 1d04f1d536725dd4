import { CallerError, type TenantId } from "@lorats/base";
import type {
  Integration,
  IntegrationId,
  IntegrationStore,
  Page,
  PageQuery,
} from "@lorats/platform";
import { chunks } from "./chunks.ts";
import { inOrder, pageFrom, rowsFor } from "./listing.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { Tables } from "./tables.ts";

type Row = Tables["integrations"];
type Body = Omit<Integration, "id" | "tenantId" | "createdAt" | "version">;

export class SqlIntegrationStore implements IntegrationStore {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async create(integrations: readonly Integration[]): Promise<void> {
    const { build } = this.#db;
    const outcome = await this.#db.write(
      integrations.map((one) => build.insertInto("integrations").values(toRow(one)).compile()),
    );
    if (!outcome.ok) {
      throw new CallerError("INTEGRATION_EXISTS", "there is already an integration with this id");
    }
  }

  async update(integration: Integration): Promise<Integration> {
    const { id, version } = integration;
    const update = this.#db.build
      .updateTable("integrations")
      .set(toRow({ ...integration, version: version + 1 }))
      .where("id", "=", id)
      .where("version", "=", BigInt(version))
      .returningAll();
    const row = await update.executeTakeFirst();
    if (row) return fromRow(row);
    if ((await this.get([id])).length === 0) {
      throw new CallerError("INTEGRATION_UNKNOWN", "no such integration");
    }
    throw new CallerError("INTEGRATION_CHANGED", "somebody else changed the integration meanwhile");
  }

  async delete(ids: readonly IntegrationId[]): Promise<void> {
    const { build } = this.#db;
    await this.#db.write(
      chunks(ids).map((some) => build.deleteFrom("integrations").where("id", "in", some).compile()),
    );
  }

  async get(ids: readonly IntegrationId[]): Promise<readonly Integration[]> {
    const { build } = this.#db;
    const queries = chunks(ids).map((some) =>
      build.selectFrom("integrations").selectAll().where("id", "in", some).compile(),
    );
    return inOrder(ids, (await this.#db.read(queries)).flat().map(fromRow));
  }

  async list(
    query: PageQuery & { readonly tenantId?: TenantId | undefined },
  ): Promise<Page<Integration>> {
    const { after, limit, tenantId } = query;
    let select = this.#db.build.selectFrom("integrations").selectAll().orderBy("id");
    if (after !== undefined) select = select.where("id", ">", after);
    if (tenantId !== undefined) select = select.where("tenant_id", "=", tenantId);
    return pageFrom(await select.limit(rowsFor(limit)).execute(), limit, fromRow);
  }
}

function toRow({ id, tenantId, createdAt, version, ...body }: Integration): Row {
  return {
    id,
    tenant_id: tenantId,
    body: JSON.stringify(body satisfies Body),
    version: BigInt(version),
    created_at: createdAt,
  };
}

function fromRow(row: Row): Integration {
  return {
    id: row.id as IntegrationId,
    tenantId: row.tenant_id as TenantId,
    ...(JSON.parse(row.body) as Body),
    createdAt: row.created_at,
    version: Number(row.version),
  };
}
