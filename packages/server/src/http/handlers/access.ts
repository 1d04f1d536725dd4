import { formatInstant, newId, parseInstant, type Instant, type UserId } from "@lorats/base";
import {
  hashSecret,
  isScope,
  newSecret,
  covers,
  RESOURCES,
  ACTIONS,
  type ApiKey,
  type ApiKeyId,
  type MqttCredential,
  type MqttCredentialId,
  type Scope,
  type User,
} from "@lorats/platform";
import { recordChange, SERVER_TENANT } from "../../audit.ts";
import { hashPassword } from "../../auth/password.ts";
import { mayIn, type Principal } from "../../auth/principal.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { HttpProblem, notFound } from "../problem.ts";
import { defined, merged, pageOf } from "../shapes.ts";
import { demand, demandEverywhere, tenantOfList, tenantOfNew } from "../tenancy.ts";

function showKey({ id, tenantId, name, scopes, createdAt, expiresAt }: ApiKey) {
  return {
    id,
    ...(tenantId !== undefined && { tenantId }),
    name,
    scopes: [...scopes],
    createdAt: formatInstant(createdAt),
    ...(expiresAt !== undefined && { expiresAt: formatInstant(expiresAt) }),
  };
}

function showCredential(credential: MqttCredential) {
  const { hash: _, ephemeral: __, createdAt, expiresAt, ...rest } = credential;
  return {
    ...defined(rest),
    createdAt: formatInstant(createdAt),
    ...(expiresAt !== undefined && { expiresAt: formatInstant(expiresAt) }),
  };
}

function showUser({ passwordHash, createdAt, memberships, ...rest }: User) {
  return {
    ...rest,
    memberships: [...memberships],
    hasPassword: passwordHash !== undefined,
    createdAt: formatInstant(createdAt),
  };
}

function expiry(text: string | undefined): { expiresAt?: Instant } {
  return text === undefined ? {} : { expiresAt: parseInstant(text) };
}

/** Nobody hands out what he does not have himself. */
function demandHeld(
  principal: Principal,
  tenantId: ApiKey["tenantId"],
  scopes: readonly Scope[],
): void {
  for (const resource of RESOURCES) {
    for (const action of ACTIONS) {
      if (!covers(scopes, resource, action)) continue;
      if (tenantId === undefined) demandEverywhere(principal, resource, action);
      else if (!mayIn(principal, tenantId, resource, action)) {
        throw new HttpProblem(
          403,
          "HTTP_FORBIDDEN",
          `you do not have ${resource}:${action} yourself`,
        );
      }
    }
  }
}

type Operations =
  | "listApiKeys"
  | "createApiKey"
  | "deleteApiKey"
  | "listMqttCredentials"
  | "createMqttCredential"
  | "deleteMqttCredential"
  | "listUsers"
  | "createUser"
  | "getUser"
  | "updateUser"
  | "deleteUser";

export const accessHandlers: Handlers<Operations> = {
  async listApiKeys({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "api-keys");
    return pageOf(await services.stores.apiKeys.list({ ...query, tenantId }), showKey);
  },

  async createApiKey({ services, principal, body }) {
    const { clock, random, stores } = services;
    const unknown = (body.scopes as readonly string[]).find((scope) => !isScope(scope));
    if (unknown !== undefined) throw new HttpProblem(400, "HTTP_INVALID", `no scope is ${unknown}`);
    const tenantId = body.serverWide
      ? undefined
      : tenantOfNew(principal, body.tenantId, "api-keys");
    if (body.serverWide) demandEverywhere(principal, "api-keys", "write");
    demandHeld(principal, tenantId, body.scopes);
    const secret = newSecret("lts_key", random);
    const key: ApiKey = {
      id: newId<ApiKeyId>(clock, random),
      tenantId,
      name: body.name,
      hash: hashSecret(secret),
      scopes: body.scopes,
      createdAt: clock.now(),
      ephemeral: false,
      ...expiry(body.expiresAt),
    };
    await stores.apiKeys.create([key]);
    const { actor } = principal;
    const owner = tenantId ?? SERVER_TENANT;
    await recordChange(services, {
      actor,
      tenantId: owner,
      kind: "api-key",
      id: key.id,
      after: showKey(key),
    });
    return { ...showKey(key), secret };
  },

  async deleteApiKey({ services, principal, params }) {
    const { apiKeys } = services.stores;
    const [key] = await apiKeys.get([params.id as ApiKeyId]);
    if (!key) throw notFound();
    if (key.tenantId === undefined) {
      if (principal.everywhere.length === 0) throw notFound();
      demandEverywhere(principal, "api-keys", "write");
    } else demand(principal, key.tenantId, "api-keys", "write");
    await apiKeys.delete([key.id]);
    const { actor } = principal;
    const owner = key.tenantId ?? SERVER_TENANT;
    await recordChange(services, {
      actor,
      tenantId: owner,
      kind: "api-key",
      id: key.id,
      before: showKey(key),
    });
  },

  async listMqttCredentials({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "mqtt-credentials");
    const page = await services.stores.mqttCredentials.list({ ...query, tenantId });
    return pageOf(page, showCredential);
  },

  async createMqttCredential({ services, principal, body }) {
    const { clock, random, stores } = services;
    const { registry, mqttCredentials } = stores;
    const application =
      body.applicationId &&
      (await loadOwned(
        registry.applications,
        body.applicationId,
        principal,
        "mqtt-credentials",
        "write",
      ));
    const asked = application?.tenantId ?? body.tenantId;
    const tenantId = tenantOfNew(principal, asked, "mqtt-credentials");
    demand(principal, tenantId, "events", "read");
    if (body.mayCommand) demand(principal, tenantId, "downlinks", "write");
    const id = newId<MqttCredentialId>(clock, random);
    const password = newSecret("lts_mqtt", random);
    const credential: MqttCredential = {
      id,
      tenantId,
      name: body.name,
      username: `app-${id.slice(-12)}`,
      hash: hashSecret(password),
      mayCommand: body.mayCommand,
      createdAt: clock.now(),
      ephemeral: false,
      ...(body.applicationId !== undefined && { applicationId: body.applicationId }),
      ...expiry(body.expiresAt),
    };
    await mqttCredentials.create([credential]);
    const after = showCredential(credential);
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "mqtt-credential", id, after });
    return { ...after, password };
  },

  async deleteMqttCredential({ services, principal, params }) {
    const { mqttCredentials } = services.stores;
    const [credential] = await mqttCredentials.get([params.id as MqttCredentialId]);
    if (!credential) throw notFound();
    const { id, tenantId } = credential;
    demand(principal, tenantId, "mqtt-credentials", "write");
    await mqttCredentials.delete([id]);
    const { actor } = principal;
    const before = showCredential(credential);
    await recordChange(services, { actor, tenantId, kind: "mqtt-credential", id, before });
  },

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
    demandMayPlace(principal, body.isServerAdmin ?? false, body.memberships ?? user.memberships);
    const updated = await users.update(merged(user, body));
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
): void {
  if (asServerAdmin || memberships.length === 0) demandEverywhere(principal, "users", "write");
  for (const { tenantId } of memberships) demand(principal, tenantId, "users", "write");
}
