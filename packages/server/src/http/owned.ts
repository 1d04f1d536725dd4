import type { ApplicationId, TenantId } from "@lorats/base";
import type { Collection, Owned, Stored } from "@lorats/network";
import type { Action, Resource } from "@lorats/platform";
import type { Principal } from "../auth/principal.ts";
import type { Services } from "../services.ts";
import { notFound } from "./problem.ts";
import { demand, tenantOfNew } from "./tenancy.ts";

/** Reads one thing of a tenant, if the principal may do that with it. */
export async function loadOwned<Id extends string, E extends Stored & Owned>(
  collection: Collection<Id, E>,
  id: string,
  principal: Principal,
  resource: Resource,
  action: Action,
): Promise<E> {
  // The id comes from the path, where any id may stand; what does not exist is simply not found.
  const entity = (await collection.get([id as Id])).get(id as Id);
  if (!entity) throw notFound();
  demand(principal, entity.tenantId, resource, action);
  return entity;
}

/** The same for what stands in a store of items. */
export async function loadItem<Id extends string, E extends Owned>(
  store: { get(ids: readonly Id[]): Promise<readonly E[]> },
  id: string,
  principal: Principal,
  resource: Resource,
  action: Action,
): Promise<E> {
  const [item] = await store.get([id as Id]);
  if (!item) throw notFound();
  demand(principal, item.tenantId, resource, action);
  return item;
}

/** The tenant of something new that may belong to one application. */
export async function tenantOfCreated(
  { stores }: Pick<Services, "stores">,
  principal: Principal,
  body: {
    readonly tenantId?: TenantId | undefined;
    readonly applicationId?: ApplicationId | undefined;
  },
  resource: Resource,
): Promise<TenantId> {
  const { applications } = stores.registry;
  const { applicationId } = body;
  const application =
    applicationId && (await loadOwned(applications, applicationId, principal, resource, "write"));
  return tenantOfNew(principal, application?.tenantId ?? body.tenantId, resource);
}
