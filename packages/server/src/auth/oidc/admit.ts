import { newId, type UserId } from "@lorats/base";
import type { User } from "@lorats/platform";
import { recordChange, SERVER_TENANT } from "../../audit.ts";
import type { OidcProvider } from "../../config/oidc-provider.ts";
import { showUser } from "../user-view.ts";
import type { Services } from "../../services.ts";
import { HttpProblem } from "../../http/problem.ts";
import { decideAccount, verifiedEmail, type AccountChange, type Claims } from "./account.ts";

/** The account that these claims open, made or brought up to date as they say. @throws {HttpProblem} 403 with the reason */
export async function admit(
  services: Services,
  provider: OidcProvider,
  claims: Claims,
): Promise<User> {
  const { users, registry } = services.stores;
  const email = verifiedEmail(claims);
  const decision = decideAccount(provider, claims, {
    byIdentity: await users.byIdentity({ issuer: provider.issuer, subject: claims.sub }),
    byEmail: email === undefined ? undefined : await users.byEmail(email),
  });
  if (decision.kind === "refuse") throw new HttpProblem(403, decision.code, decision.reason);
  const to = decision.kind === "create" ? decision.user : decision.to;
  // A tenant that was deleted since the settings were written is nobody's to be in.
  const known = await registry.tenants.get(to.memberships.map(({ tenantId }) => tenantId));
  const asked = {
    ...to,
    memberships: to.memberships.filter(({ tenantId }) => known.has(tenantId)),
  };
  return decision.kind === "create"
    ? create(services, provider, asked)
    : update(services, provider, decision.user, asked);
}

async function create(
  services: Services,
  provider: OidcProvider,
  change: AccountChange,
): Promise<User> {
  const { clock, random, stores } = services;
  const id = newId<UserId>(clock, random);
  const user: User = { ...change, id, active: true, createdAt: clock.now(), version: 1 };
  await stores.users.create([user]);
  await record(services, provider, undefined, user);
  return user;
}

async function update(
  services: Services,
  provider: OidcProvider,
  user: User,
  change: AccountChange,
): Promise<User> {
  const next = { ...user, ...change };
  if (JSON.stringify(showUser(next)) === JSON.stringify(showUser(user))) return user;
  const updated = await services.stores.users.update(next);
  await record(services, provider, user, updated);
  return updated;
}

function record(
  services: Services,
  { id: providerId }: OidcProvider,
  before: User | undefined,
  after: User,
): Promise<void> {
  return recordChange(services, {
    actor: `oidc:${providerId}`,
    tenantId: after.memberships[0]?.tenantId ?? SERVER_TENANT,
    kind: "user",
    id: after.id,
    ...(before && { before: showUser(before) }),
    after: showUser(after),
  });
}
