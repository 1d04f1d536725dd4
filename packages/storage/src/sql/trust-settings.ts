import type { ApplicationId, DeviceId, TenantId } from "@lorats/base";
import type { HoppingEnrolment, TrustPolicy, TrustSettings } from "@lorats/trust";
import type { SqlDatabase } from "./sql-database.ts";

type Kind = "policy" | "hopping";

export class SqlTrustSettings implements TrustSettings {
  readonly #db: SqlDatabase;

  constructor(db: SqlDatabase) {
    this.#db = db;
  }

  policies(): Promise<ReadonlyMap<ApplicationId, TrustPolicy>> {
    return this.#all("policy");
  }

  setPolicy(tenantId: TenantId, id: ApplicationId, policy: TrustPolicy): Promise<void> {
    return this.#set("policy", tenantId, id, policy);
  }

  hopping(): Promise<ReadonlyMap<DeviceId, HoppingEnrolment>> {
    return this.#all("hopping");
  }

  async setHopping(tenantId: TenantId, id: DeviceId, enrolment?: HoppingEnrolment): Promise<void> {
    if (enrolment) return this.#set("hopping", tenantId, id, enrolment);
    await this.#db.build
      .deleteFrom("trust_settings")
      .where("kind", "=", "hopping")
      .where("id", "=", id)
      .execute();
  }

  async #all<Id extends string, Body>(kind: Kind): Promise<ReadonlyMap<Id, Body>> {
    const rows = await this.#db.build
      .selectFrom("trust_settings")
      .selectAll()
      .where("kind", "=", kind)
      .execute();
    return new Map(rows.map(({ id, body }) => [id as Id, JSON.parse(body) as Body]));
  }

  async #set(kind: Kind, tenantId: TenantId, id: string, value: object): Promise<void> {
    const body = JSON.stringify(value);
    await this.#db.build
      .insertInto("trust_settings")
      .values({ kind, id, tenant_id: tenantId, body })
      .onConflict((conflict) => conflict.columns(["kind", "id"]).doUpdateSet({ body }))
      .execute();
  }
}
