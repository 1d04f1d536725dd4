import type { DeviceId, TenantId, UserId } from "@lorats/base";
import {
  covers,
  type Action,
  type ApiKey,
  type Resource,
  type Scope,
  ROLE_SCOPES,
  type User,
} from "@lorats/platform";

/** Somebody, or some program, that proved who it is. */
export interface Principal {
  /** As the audit log names it: `user:<id>` or `key:<id>`. */
  readonly actor: string;
  readonly kind: "user" | "api-key";
  readonly name: string;
  readonly email?: string;
  readonly userId?: UserId;
  /** A device that speaks for itself; it may do nothing else. */
  readonly deviceId?: DeviceId;
  /** What it may do in every tenant, and with the server itself. */
  readonly everywhere: readonly Scope[];
  /** What it may do in single tenants. */
  readonly tenants: ReadonlyMap<TenantId, readonly Scope[]>;
  /** Tenants that it is an owner of. */
  readonly owns: ReadonlySet<TenantId>;
  /** It came with a cookie, which a browser also sends along for pages that are not ours. */
  readonly byCookie: boolean;
}

export function principalOfUser(user: User): Principal {
  return {
    actor: `user:${user.id}`,
    kind: "user",
    name: user.name === "" ? user.email : user.name,
    email: user.email,
    userId: user.id,
    everywhere: user.isServerAdmin ? ["*"] : [],
    tenants: new Map(user.memberships.map(({ tenantId, role }) => [tenantId, ROLE_SCOPES[role]])),
    owns: ownedBy(user),
    byCookie: true,
  };
}

/** Tenants that a user is an owner of. */
export function ownedBy({ memberships }: Pick<User, "memberships">): ReadonlySet<TenantId> {
  const owned = memberships.filter(({ role }) => role === "owner");
  return new Set(owned.map(({ tenantId }) => tenantId));
}

export function principalOfKey(key: ApiKey): Principal {
  const { tenantId, scopes, deviceId } = key;
  return {
    actor: `key:${key.id}`,
    kind: "api-key",
    name: key.name,
    everywhere: tenantId === undefined ? scopes : [],
    tenants: tenantId === undefined ? new Map() : new Map([[tenantId, scopes]]),
    // What an owner hands to a program is never ownership itself.
    owns: new Set(),
    byCookie: false,
    ...(deviceId !== undefined && { deviceId }),
  };
}

/** Whether it may do that in that tenant. */
export function mayIn(
  { everywhere, tenants }: Principal,
  tenantId: TenantId,
  resource: Resource,
  action: Action,
): boolean {
  return (
    covers(everywhere, resource, action) || covers(tenants.get(tenantId) ?? [], resource, action)
  );
}

/** Whether it may do that anywhere at all. */
export function mayAnywhere(
  { everywhere, tenants }: Principal,
  resource: Resource,
  action: Action,
): boolean {
  return [everywhere, ...tenants.values()].some((scopes) => covers(scopes, resource, action));
}

/** Whether it has to do with a tenant: whoever has not must not learn that it exists. */
export function knowsTenant({ everywhere, tenants }: Principal, tenantId: TenantId): boolean {
  return everywhere.length > 0 || tenants.has(tenantId);
}
