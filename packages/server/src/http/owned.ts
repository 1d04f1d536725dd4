import type { Collection, Owned, Stored } from "@lorats/network";
import type { Action, Resource } from "@lorats/platform";
import type { Principal } from "../auth/principal.ts";
import { notFound } from "./problem.ts";
import { demand } from "./tenancy.ts";

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
