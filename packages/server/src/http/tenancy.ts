import type { TenantId } from "@lorats/base";
import type { Action, Resource } from "@lorats/platform";
import { covers } from "@lorats/platform";
import { knowsTenant, mayIn, type Principal } from "../auth/principal.ts";
import { forbidden, HttpProblem, notFound } from "./problem.ts";

/**
 * Passes when the principal may do that in the tenant. A tenant that it has nothing to do with looks as if it did
 * not exist, and so does everything in it.
 */
export function demand(
  principal: Principal,
  tenantId: TenantId,
  resource: Resource,
  action: Action,
): void {
  if (mayIn(principal, tenantId, resource, action)) return;
  if (!knowsTenant(principal, tenantId)) throw notFound();
  throw forbidden(`${resource}:${action}`);
}

/** Passes when the principal may do that in every tenant and with the server. */
export function demandEverywhere(principal: Principal, resource: Resource, action: Action): void {
  if (!covers(principal.everywhere, resource, action)) {
    throw forbidden(`${resource}:${action} of the whole server`);
  }
}

/**
 * The tenant that a list is about: the one asked for, or the only one there is for this principal. Undefined means
 * all, for those who may see all.
 */
export function tenantOfList(
  principal: Principal,
  asked: TenantId | undefined,
  resource: Resource,
): TenantId | undefined {
  if (asked !== undefined) {
    demand(principal, asked, resource, "read");
    return asked;
  }
  if (covers(principal.everywhere, resource, "read")) return undefined;
  return onlyTenant(principal, resource, "read");
}

/** The tenant that something new goes to. */
export function tenantOfNew(
  principal: Principal,
  asked: TenantId | undefined,
  resource: Resource,
): TenantId {
  if (asked === undefined) return onlyTenant(principal, resource, "write");
  demand(principal, asked, resource, "write");
  return asked;
}

function onlyTenant(principal: Principal, resource: Resource, action: Action): TenantId {
  const tenants = [...principal.tenants.keys()].filter((id) =>
    mayIn(principal, id, resource, action),
  );
  if (tenants.length === 1) return tenants[0]!;
  throw new HttpProblem(400, "HTTP_TENANT_REQUIRED", "say which tenant: tenantId is missing");
}
