import { CallerError, type TenantId } from "@lorats/base";
import type {
  MqttCredential,
  MqttCredentialId,
  MqttCredentialStore,
  Page,
  PageQuery,
} from "@lorats/platform";
import { chunks } from "./chunks.ts";
import { inOrder, pageFrom, rowsFor } from "./listing.ts";
import type { SqlDatabase } from "./sql-database.ts";
import type { MqttCredentialTable } from "./tables.ts";

type Body = Pick<MqttCredential, "applicationId" | "name" | "mayCommand" | "ephemeral">;

export class SqlMqttCredentialStore implements MqttCredentialStore {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  async create(credentials: readonly MqttCredential[]): Promise<void> {
    const { build } = this.#db;
    const outcome = await this.#db.write(
      credentials.map((one) => build.insertInto("mqtt_credentials").values(toRow(one)).compile()),
    );
    if (outcome.ok) return;
    const { username } = credentials[outcome.statement]!;
    throw new CallerError("MQTT_CREDENTIAL_EXISTS", `MQTT user ${username} exists`);
  }

  async delete(ids: readonly MqttCredentialId[]): Promise<void> {
    const { build } = this.#db;
    await this.#db.write(
      chunks(ids).map((some) =>
        build.deleteFrom("mqtt_credentials").where("id", "in", some).compile(),
      ),
    );
  }

  async get(ids: readonly MqttCredentialId[]): Promise<readonly MqttCredential[]> {
    const { build } = this.#db;
    const queries = chunks(ids).map((some) =>
      build.selectFrom("mqtt_credentials").selectAll().where("id", "in", some).compile(),
    );
    return inOrder(ids, (await this.#db.read(queries)).flat().map(fromRow));
  }

  async byUsername(username: string): Promise<MqttCredential | undefined> {
    const select = this.#db.build.selectFrom("mqtt_credentials").selectAll();
    const row = await select.where("username", "=", username).executeTakeFirst();
    return row && fromRow(row);
  }

  async list(
    query: PageQuery & { readonly tenantId?: TenantId | undefined },
  ): Promise<Page<MqttCredential>> {
    const { after, limit, tenantId } = query;
    let select = this.#db.build.selectFrom("mqtt_credentials").selectAll().orderBy("id");
    if (after !== undefined) select = select.where("id", ">", after);
    if (tenantId !== undefined) select = select.where("tenant_id", "=", tenantId);
    return pageFrom(await select.limit(rowsFor(limit)).execute(), limit, fromRow);
  }
}

function toRow(credential: MqttCredential): MqttCredentialTable {
  const { applicationId, name, mayCommand, ephemeral } = credential;
  return {
    id: credential.id,
    tenant_id: credential.tenantId,
    username: credential.username,
    hash: credential.hash,
    body: JSON.stringify({ applicationId, name, mayCommand, ephemeral } satisfies Body),
    created_at: credential.createdAt,
    expires_at: credential.expiresAt ?? null,
  };
}

function fromRow(row: MqttCredentialTable): MqttCredential {
  return {
    id: row.id as MqttCredentialId,
    tenantId: row.tenant_id as TenantId,
    ...(JSON.parse(row.body) as Body),
    username: row.username,
    hash: row.hash,
    createdAt: row.created_at,
    ...(row.expires_at !== null && { expiresAt: row.expires_at }),
  };
}
