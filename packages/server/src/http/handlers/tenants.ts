import { newId, type TenantId } from "@lorats/base";
import type { Tenant } from "@lorats/network";
import { recordChange } from "../../audit.ts";
import type { Handlers } from "../call.ts";
import { notFound } from "../problem.ts";
import { defined, merged, pageOf, shown } from "../shapes.ts";
import { endTenant } from "../../tenants/end-tenant.ts";
import { usageOf } from "../../usage/usage-of.ts";
import { demand, demandEverywhere } from "../tenancy.ts";

/** Limits that were set before there were more of them are there, too: none. */
const NO_LIMITS = { maxIntegrations: 0, maxCallsPerHour: 0, maxEventsPerHour: 0, maxStorageMib: 0 };

const show = (tenant: Tenant) => ({
  ...NO_LIMITS,
  ...shown(tenant),
  tags: { ...tenant.tags },
  devAddrPrefixes: [...tenant.devAddrPrefixes],
});

/** What a tenant may have is not for the tenant to say. */
const GRANTED = ["maxDevices", "maxGateways", "devAddrPrefixes", ...Object.keys(NO_LIMITS)] as (
  | "maxDevices"
  | "maxGateways"
  | "devAddrPrefixes"
  | keyof typeof NO_LIMITS
)[];

type Operations =
  | "listTenants"
  | "createTenant"
  | "getTenant"
  | "getQuotas"
  | "getUsage"
  | "updateTenant"
  | "deleteTenant";

export const tenantHandlers: Handlers<Operations> = {
  async listTenants({ services, principal, query }) {
    const { tenants } = services.stores.registry;
    if (principal.everywhere.length > 0) return pageOf(await tenants.list(query), show);
    const own = await tenants.get([...principal.tenants.keys()]);
    return { items: [...own.values()].map(show) };
  },

  async createTenant({ services, principal, body }) {
    demandEverywhere(principal, "tenants", "write");
    const { clock, random, stores } = services;
    const id = newId<TenantId>(clock, random);
    const [created] = await stores.registry.tenants.create([{ id, ...defined(body) }]);
    const after = show(created!);
    await recordChange(services, {
      actor: principal.actor,
      tenantId: id,
      kind: "tenant",
      id,
      after,
    });
    return after;
  },

  async getTenant({ services, principal, params }) {
    return show(
      await load(services.stores.registry.tenants, params.id, (id) =>
        demand(principal, id, "tenants", "read"),
      ),
    );
  },

  async getQuotas({ services, principal, params }) {
    const { tenants } = services.stores.registry;
    const { id } = await load(tenants, params.id, (one) =>
      demand(principal, one, "tenants", "read"),
    );
    return { items: await services.quotas.states(id) };
  },

  async getUsage({ services, principal, params, query }) {
    const { tenants } = services.stores.registry;
    const { id } = await load(tenants, params.id, (one) => demand(principal, one, "usage", "read"));
    return usageOf(services, id, query);
  },

  async updateTenant({ services, principal, params, body }) {
    const { tenants } = services.stores.registry;
    const tenant = await load(tenants, params.id, (id) =>
      demand(principal, id, "tenants", "write"),
    );
    if (GRANTED.some((field) => body[field] !== undefined)) {
      demandEverywhere(principal, "tenants", "write");
    }
    const [updated] = await tenants.update([merged(tenant, body)]);
    const after = show(updated!);
    const { actor } = principal;
    const { id } = tenant;
    await recordChange(services, {
      actor,
      tenantId: id,
      kind: "tenant",
      id,
      before: show(tenant),
      after,
    });
    return after;
  },

  async deleteTenant({ services, principal, params }) {
    demandEverywhere(principal, "tenants", "write");
    const { tenants } = services.stores.registry;
    const tenant = await load(tenants, params.id, () => {});
    await tenants.delete([tenant.id]);
    const { id } = tenant;
    await recordChange(services, {
      actor: principal.actor,
      tenantId: id,
      kind: "tenant",
      id,
      before: show(tenant),
    });
    await endTenant(services, id, principal.actor);
  },
};

async function load(
  tenants: { get(ids: readonly TenantId[]): Promise<ReadonlyMap<TenantId, Tenant>> },
  id: string,
  check: (id: TenantId) => void,
): Promise<Tenant> {
  const tenant = (await tenants.get([id as TenantId])).get(id as TenantId);
  if (!tenant) throw notFound();
  check(tenant.id);
  return tenant;
}
