import { CallerError, type TenantId } from "@lorats/base";
import type { ApiKey, ApiKeyId, ApiKeyStore, Page, PageQuery, SecretHash } from "@lorats/platform";
import { chunks } from "./chunks.ts";
import { inOrder, pageFrom, rowsFor } from "./listing.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { ApiKeyTable } from "./tables.ts";

type Body = Pick<ApiKey, "name" | "scopes" | "ephemeral" | "deviceId">;

export class SqlApiKeyStore implements ApiKeyStore {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async create(keys: readonly ApiKey[]): Promise<void> {
    const { build } = this.#db;
    const inserts = keys.map((key) => build.insertInto("api_keys").values(toRow(key)).compile());
    const outcome = await this.#db.write(inserts);
    if (!outcome.ok) {
      throw new CallerError("API_KEY_EXISTS", "there is already an API key with this id or secret");
    }
  }

  async delete(ids: readonly ApiKeyId[]): Promise<void> {
    const { build } = this.#db;
    await this.#db.write(
      chunks(ids).map((some) => build.deleteFrom("api_keys").where("id", "in", some).compile()),
    );
  }

  async get(ids: readonly ApiKeyId[]): Promise<readonly ApiKey[]> {
    const { build } = this.#db;
    const queries = chunks(ids).map((some) =>
      build.selectFrom("api_keys").selectAll().where("id", "in", some).compile(),
    );
    return inOrder(ids, (await this.#db.read(queries)).flat().map(fromRow));
  }

  async byHash(hash: SecretHash): Promise<ApiKey | undefined> {
    const query = this.#db.build.selectFrom("api_keys").selectAll().where("hash", "=", hash);
    const row = await query.executeTakeFirst();
    return row && fromRow(row);
  }

  async list(
    query: PageQuery & { readonly tenantId?: TenantId | undefined },
  ): Promise<Page<ApiKey>> {
    const { after, limit, tenantId } = query;
    let select = this.#db.build.selectFrom("api_keys").selectAll().orderBy("id");
    if (after !== undefined) select = select.where("id", ">", after);
    if (tenantId !== undefined) select = select.where("tenant_id", "=", tenantId);
    return pageFrom(await select.limit(rowsFor(limit)).execute(), limit, fromRow);
  }
}

function toRow(key: ApiKey): ApiKeyTable {
  const { name, scopes, ephemeral, deviceId } = key;
  return {
    id: key.id,
    tenant_id: key.tenantId ?? null,
    hash: key.hash,
    body: JSON.stringify({ name, scopes, ephemeral, deviceId } satisfies Body),
    created_at: key.createdAt,
    expires_at: key.expiresAt ?? null,
  };
}

function fromRow(row: ApiKeyTable): ApiKey {
  return {
    id: row.id as ApiKeyId,
    ...(JSON.parse(row.body) as Body),
    hash: row.hash,
    createdAt: row.created_at,
    ...(row.tenant_id !== null && { tenantId: row.tenant_id as TenantId }),
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  };
}
