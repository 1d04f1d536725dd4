import type { TenantId } from "@lorats/base";
import type { Tenant } from "@lorats/network";
import type { FastifyReply } from "fastify";
import { recordChange } from "../../audit.ts";
import type { Principal } from "../../auth/principal.ts";
import type { Services } from "../../services.ts";
import { exportTenant } from "../../tenant-document/export-tenant.ts";
import { importTenant } from "../../tenant-document/import-tenant.ts";
import { DOCUMENT_KINDS } from "../../tenant-document/kinds/index.ts";
import type { Handlers } from "../call.ts";
import { notFound } from "../problem.ts";
import { demand } from "../tenancy.ts";

type Operations = "exportTenant" | "exportTenantWithSecrets" | "importTenant";

export const tenantDocumentHandlers: Handlers<Operations> = {
  async exportTenant({ services, principal, params, reply }) {
    const tenant = await load(services, principal, params.id, "read");
    for (const { resource } of DOCUMENT_KINDS) demand(principal, tenant.id, resource, "read");
    plainly(reply);
    return exportTenant(services, tenant);
  },

  async exportTenantWithSecrets({ services, principal, params, body, reply }) {
    const tenant = await load(services, principal, params.id, "write");
    // As whoever is shown the keys of a single device.
    for (const { resource } of DOCUMENT_KINDS) demand(principal, tenant.id, resource, "write");
    const { actor } = principal;
    const { id } = tenant;
    const after = { secrets: "all" };
    const entry = { actor, tenantId: id, kind: "tenant", id, after, isReveal: true };
    await recordChange(services, entry);
    plainly(reply);
    return exportTenant(services, tenant, body.passphrase);
  },

  async importTenant(call) {
    const { services, principal, params, body } = call;
    const { id } = await load(services, principal, params.id, "write");
    return importTenant(call, id, body);
  },
};

/** A document may be large, and we made it ourselves: its schema need not look at each item once more. */
function plainly(reply: FastifyReply): void {
  void reply
    .type("application/json; charset=utf-8")
    .serializer((document: unknown) => JSON.stringify(document));
}

async function load(
  { stores }: Services,
  principal: Principal,
  id: string,
  action: "read" | "write",
): Promise<Tenant> {
  const tenant = (await stores.registry.tenants.get([id as TenantId])).get(id as TenantId);
  if (!tenant) throw notFound();
  demand(principal, tenant.id, "tenants", action);
  return tenant;
}
