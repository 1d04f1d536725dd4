import { CallerError, type TenantId } from "@lorats/base";
import { covers, everyItem, type User, type UserStore } from "@lorats/platform";
import { ownedBy, type Principal } from "./principal.ts";

const NONE: ReadonlySet<TenantId> = new Set();

type Known = Pick<User, "memberships" | "active">;

/** Whether it may make, change and remove owners of a tenant: an owner may, and whoever runs the server. */
export function managesOwners({ owns, everywhere }: Principal, tenantId: TenantId): boolean {
  return owns.has(tenantId) || covers(everywhere, "users", "write");
}

/** Passes when nobody becomes, is changed as, or stops being an owner but by those who may. @throws {CallerError} `OWNER_ONLY` */
export function demandOwnersBy(
  principal: Principal,
  before: Known | undefined,
  after: Known | undefined,
): void {
  const [was, is] = [before, after].map((user) => (user ? ownedBy(user) : NONE));
  for (const tenantId of was!.union(is!)) demandManagesOwners(principal, tenantId);
}

/** @throws {CallerError} `OWNER_ONLY` */
export function demandManagesOwners(principal: Principal, tenantId: TenantId): void {
  if (managesOwners(principal, tenantId)) return;
  throw new CallerError(
    "OWNER_ONLY",
    "only an owner of the tenant, or whoever runs the server, makes, changes or removes its owners",
  );
}

/** Passes unless a tenant that has an active owner would be left without one. @throws {CallerError} `OWNER_LAST` */
export async function demandOwnerStays(
  users: Pick<UserStore, "list">,
  before: User,
  after?: Known,
): Promise<void> {
  if (!before.active) return;
  const still = after?.active ? ownedBy(after) : NONE;
  for (const tenantId of ownedBy(before).difference(still)) {
    if (await hasOtherOwner(users, tenantId, before.id)) continue;
    throw new CallerError(
      "OWNER_LAST",
      "the tenant would have no owner: make somebody else one first",
    );
  }
}

async function hasOtherOwner(
  users: Pick<UserStore, "list">,
  tenantId: TenantId,
  except: User["id"],
): Promise<boolean> {
  for await (const one of everyItem(users, tenantId)) {
    if (one.id !== except && one.active && ownedBy(one).has(tenantId)) return true;
  }
  return false;
}
