import { newId, type UserId } from "@lorats/base";
import { covers, ROLE_SCOPES, type User } from "@lorats/platform";
import { recordChange, SERVER_TENANT } from "../../audit.ts";
import { hashPassword } from "../../auth/password.ts";
import { showUser } from "../../auth/user-view.ts";
import { demandOwnersBy, demandOwnerStays } from "../../auth/owners.ts";
import { mayIn, type Principal } from "../../auth/principal.ts";
import type { Handlers } from "../call.ts";
import { HttpProblem, notFound } from "../problem.ts";
import { merged, pageOf } from "../shapes.ts";
import { demand, demandEverywhere, tenantOfList } from "../tenancy.ts";
import { demandHeld } from "./api-keys.ts";

type Operations = "listUsers" | "createUser" | "getUser" | "updateUser" | "deleteUser";

export const userHandlers: Handlers<Operations> = {
  async listUsers({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "users");
    const page = await services.stores.users.list({ ...query, tenantId });
    return pageOf(page, (user) => showUser(within(principal, user)));
  },

  async createUser({ services, principal, body }) {
    const { clock, random, stores } = services;
    demandMayPlace(principal, body.isServerAdmin, body.memberships);
    const user: User = {
      id: newId<UserId>(clock, random),
      email: body.email,
      name: body.name,
      isServerAdmin: body.isServerAdmin,
      active: true,
      memberships: body.memberships,
      createdAt: clock.now(),
      version: 1,
      ...(body.password !== undefined && { passwordHash: await hashPassword(body.password) }),
    };
    demandOwnersBy(principal, undefined, user);
    await stores.users.create([user]);
    const { actor } = principal;
    const { id } = user;
    await recordChange(services, {
      actor,
      tenantId: homeOf(user),
      kind: "user",
      id,
      after: showUser(user),
    });
    return showUser(user);
  },

  async getUser({ services, principal, params }) {
    const user = await loadUser(services.stores.users, params.id, principal);
    return showUser(within(principal, user));
  },

  async updateUser({ services, principal, params, body }) {
    const { users, webSessions } = services.stores;
    const user = await loadUser(users, params.id, principal);
    demandWholeUser(principal, user);
    demandMayPlace(
      principal,
      body.isServerAdmin ?? false,
      body.memberships ?? user.memberships,
      user,
    );
    const next = merged(user, body);
    demandOwnersBy(principal, user, next);
    await demandOwnerStays(users, user, next);
    const updated = await users.update(next);
    if (!updated.active) await webSessions.deleteOfUser(user.id);
    const { actor } = principal;
    const { id } = user;
    const change = { before: showUser(user), after: showUser(updated) };
    await recordChange(services, { actor, tenantId: homeOf(user), kind: "user", id, ...change });
    return showUser(updated);
  },

  async deleteUser({ services, principal, params }) {
    const { users, webSessions, signInTokens } = services.stores;
    const user = await loadUser(users, params.id, principal);
    demandWholeUser(principal, user);
    demandOwnersBy(principal, user, undefined);
    await demandOwnerStays(users, user);
    await users.delete([user.id]);
    await webSessions.deleteOfUser(user.id);
    await signInTokens.deleteOfUser(user.id);
    const { actor } = principal;
    const { id } = user;
    await recordChange(services, {
      actor,
      tenantId: homeOf(user),
      kind: "user",
      id,
      before: showUser(user),
    });
  },
};

function homeOf(user: User) {
  return user.memberships[0]?.tenantId ?? SERVER_TENANT;
}

/** The user as far as the principal may know: memberships in tenants of others are left out. */
function within(principal: Principal, user: User): User {
  const memberships = user.memberships.filter(({ tenantId }) =>
    mayIn(principal, tenantId, "users", "read"),
  );
  return { ...user, memberships };
}

async function loadUser(
  users: { get(ids: readonly UserId[]): Promise<readonly User[]> },
  id: string,
  principal: Principal,
): Promise<User> {
  const [user] = await users.get([id as UserId]);
  const everywhere = covers(principal.everywhere, "users", "read");
  if (!user || (!everywhere && within(principal, user).memberships.length === 0)) throw notFound();
  return user;
}

/** Whoever changes a user must be over all of him: every tenant he belongs to, and the server if he runs it. */
function demandWholeUser(principal: Principal, user: User): void {
  if (user.isServerAdmin || user.memberships.length === 0) {
    demandEverywhere(principal, "users", "write");
  }
  const whole = user.memberships.every(({ tenantId }) =>
    mayIn(principal, tenantId, "users", "write"),
  );
  if (!whole)
    throw new HttpProblem(403, "HTTP_FORBIDDEN", "the user belongs to other tenants, too");
}

/** Whoever puts a user somewhere must be over users there, and cannot make more of him than he is himself. */
function demandMayPlace(
  principal: Principal,
  asServerAdmin: boolean,
  memberships: User["memberships"],
  before?: User,
): void {
  if (asServerAdmin || memberships.length === 0) demandEverywhere(principal, "users", "write");
  if (asServerAdmin && !before?.isServerAdmin) demandHeld(principal, undefined, ["*"]);
  for (const { tenantId, role } of memberships) {
    demand(principal, tenantId, "users", "write");
    const had = before?.memberships.find((one) => one.tenantId === tenantId);
    if (had?.role !== role) demandHeld(principal, tenantId, ROLE_SCOPES[role]);
  }
}
