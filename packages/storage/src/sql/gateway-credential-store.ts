import { CallerError, type GatewayId, type Instant, type TenantId } from "@lorats/base";
import type {
  GatewayCredential,
  GatewayCredentialId,
  GatewayCredentialQuery,
  GatewayCredentialStore,
  Page,
  SecretHash,
} from "@lorats/platform";
import { chunks } from "./chunks.ts";
import { inOrder, pageFrom, rowsFor } from "./listing.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { GatewayCredentialTable } from "./tables.ts";

type Body = Pick<GatewayCredential, "name" | "kind" | "serial">;

export class SqlGatewayCredentialStore implements GatewayCredentialStore {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async create(credentials: readonly GatewayCredential[]): Promise<void> {
    const { build } = this.#db;
    const inserts = credentials.map((one) =>
      build.insertInto("gateway_credentials").values(toRow(one)).compile(),
    );
    if ((await this.#db.write(inserts)).ok) return;
    throw new CallerError("GATEWAY_CREDENTIAL_EXISTS", "there is such a credential already");
  }

  async get(ids: readonly GatewayCredentialId[]): Promise<readonly GatewayCredential[]> {
    const { build } = this.#db;
    const queries = chunks(ids).map((some) =>
      build.selectFrom("gateway_credentials").selectAll().where("id", "in", some).compile(),
    );
    return inOrder(ids, (await this.#db.read(queries)).flat().map(fromRow));
  }

  async byHash(hash: SecretHash): Promise<GatewayCredential | undefined> {
    const select = this.#db.build.selectFrom("gateway_credentials").selectAll();
    const row = await select.where("hash", "=", hash).executeTakeFirst();
    return row && fromRow(row);
  }

  async revoke(ids: readonly GatewayCredentialId[], at: Instant): Promise<void> {
    const { build } = this.#db;
    await this.#db.write(
      chunks(ids).map((some) =>
        build
          .updateTable("gateway_credentials")
          .set({ revoked_at: at })
          .where("id", "in", some)
          .where("revoked_at", "is", null)
          .compile(),
      ),
    );
  }

  async list(query: GatewayCredentialQuery): Promise<Page<GatewayCredential>> {
    const { after, limit, tenantId, gatewayId } = query;
    let select = this.#db.build.selectFrom("gateway_credentials").selectAll().orderBy("id");
    if (after !== undefined) select = select.where("id", ">", after);
    if (tenantId !== undefined) select = select.where("tenant_id", "=", tenantId);
    if (gatewayId !== undefined) select = select.where("gateway_id", "=", gatewayId);
    return pageFrom(await select.limit(rowsFor(limit)).execute(), limit, fromRow);
  }
}

function toRow(credential: GatewayCredential): GatewayCredentialTable {
  const { name, kind, serial } = credential;
  return {
    id: credential.id,
    tenant_id: credential.tenantId,
    gateway_id: credential.gatewayId,
    hash: credential.hash,
    body: JSON.stringify({ name, kind, serial } satisfies Body),
    created_at: credential.createdAt,
    expires_at: credential.expiresAt ?? null,
    revoked_at: credential.revokedAt ?? null,
  };
}

function fromRow(row: GatewayCredentialTable): GatewayCredential {
  return {
    id: row.id as GatewayCredentialId,
    tenantId: row.tenant_id as TenantId,
    gatewayId: row.gateway_id as GatewayId,
    ...(JSON.parse(row.body) as Body),
    hash: row.hash,
    createdAt: row.created_at,
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
    ...(row.revoked_at !== null && { revokedAt: row.revoked_at }),
  };
}
