import { NS_PER_S, newId, type TenantId, type UserId } from "@lorats/base";
import {
  hashSecret,
  newSecret,
  type ApiKeyId,
  type MqttCredentialId,
  type Scope,
  type User,
} from "@lorats/platform";
import { recordChange } from "./audit.ts";
import type { Services } from "./services.ts";

/** The address of the first user; people can add others and remove this one. */
const ADMIN_EMAIL = "admin@localhost";
const SIGN_IN_VALID_S = 86_400n;

/** The first tenant, made at the first start. */
export async function ensureTenant(services: Services): Promise<TenantId> {
  const { clock, random, stores } = services;
  const { tenants } = stores.registry;
  const [first] = (await tenants.list({ limit: 1 })).items;
  if (first) return first.id;
  const id = newId<TenantId>(clock, random);
  const name = "Home";
  await tenants.create([
    {
      id,
      name,
      description: "Made at the first start",
      tags: {},
      maxDevices: 0,
      maxGateways: 0,
      sharesUplinks: true,
      sharesDownlinks: false,
      devAddrPrefixes: [],
    },
  ]);
  await recordChange(services, {
    actor: "system",
    tenantId: id,
    kind: "tenant",
    id,
    after: { name },
  });
  return id;
}

/** A fresh one-time token that signs an administrator in; older ones that were not used end here. */
export async function adminSignIn(services: Services): Promise<string> {
  const { clock, random, stores } = services;
  const admin = await ensureAdmin(services);
  await stores.signInTokens.deleteOfUser(admin.id);
  const token = newSecret("lts_once", random);
  await stores.signInTokens.create({
    hash: hashSecret(token),
    userId: admin.id,
    expiresAt: clock.now() + SIGN_IN_VALID_S * NS_PER_S,
  });
  return token;
}

async function ensureAdmin(services: Services): Promise<User> {
  const { clock, random, stores } = services;
  const users = await stores.users.list({ limit: 1000 });
  const known = users.items.find(({ isServerAdmin, active }) => isServerAdmin && active);
  if (known) return known;
  const admin: User = {
    id: newId<UserId>(clock, random),
    email: ADMIN_EMAIL,
    name: "Administrator",
    isServerAdmin: true,
    active: true,
    memberships: [],
    createdAt: clock.now(),
    version: 1,
  };
  await stores.users.create([admin]);
  return admin;
}

/** Revokes the credentials that an earlier start made for itself. */
export async function revokeEphemeral({ stores }: Services): Promise<void> {
  const { apiKeys, mqttCredentials } = stores;
  let after: string | undefined;
  do {
    const page = await apiKeys.list({ after, limit: 1000 });
    await apiKeys.delete(page.items.filter((key) => key.ephemeral).map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
  do {
    const page = await mqttCredentials.list({ after, limit: 1000 });
    await mqttCredentials.delete(page.items.filter((one) => one.ephemeral).map(({ id }) => id));
    after = page.next;
  } while (after !== undefined);
}

/** A key that holds until the next start. */
export async function ephemeralKey(
  { clock, random, stores }: Services,
  tenantId: TenantId,
  name: string,
  scopes: readonly Scope[],
): Promise<string> {
  const secret = newSecret("lts_key", random);
  await stores.apiKeys.create([
    {
      id: newId<ApiKeyId>(clock, random),
      tenantId,
      name,
      hash: hashSecret(secret),
      scopes,
      createdAt: clock.now(),
      ephemeral: true,
    },
  ]);
  return secret;
}

/** A credential that may listen until the next start. */
export async function ephemeralMqttCredential(
  { clock, random, stores }: Services,
  tenantId: TenantId,
): Promise<{ readonly username: string; readonly password: string }> {
  const password = newSecret("lts_mqtt", random);
  const username = "demo";
  await stores.mqttCredentials.create([
    {
      id: newId<MqttCredentialId>(clock, random),
      tenantId,
      name: "Demonstration",
      username,
      hash: hashSecret(password),
      mayCommand: false,
      createdAt: clock.now(),
      ephemeral: true,
    },
  ]);
  return { username, password };
}
