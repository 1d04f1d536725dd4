import { SeededRandom, VirtualClock, newId, type TenantId, type UserId } from "@lorats/base";
import type { ApiKey, ApiKeyId } from "../access/api-key.ts";
import type { GatewayCredential, GatewayCredentialId } from "../access/gateway-credential.ts";
import type { MqttCredential, MqttCredentialId } from "../access/mqtt-credential.ts";
import { hashSecret } from "../access/secret.ts";
import type { User } from "../access/user.ts";

const clock = new VirtualClock();
const random = new SeededRandom(11);

/** An id later than every one before. */
export function nextId<Id extends string>(): Id {
  clock.advance(1);
  return newId<Id>(clock, random);
}

export const TENANT_A: TenantId = nextId();
export const TENANT_B: TenantId = nextId();
/** Nanoseconds that a double cannot hold. */
export const T0 = 1_800_000_000_123_456_789n;

export function sampleUser(change: Partial<User> = {}): User {
  const id = nextId<UserId>();
  return {
    id,
    email: `${id}@example.org`,
    name: "Zoë Ω",
    passwordHash: "$argon2id$v=19$m=65536,t=3,p=1$c2FsdA$aGFzaA",
    isServerAdmin: false,
    active: true,
    memberships: [{ tenantId: TENANT_A, role: "operator" }],
    createdAt: T0,
    version: 1,
    ...change,
  };
}

export function sampleApiKey(change: Partial<ApiKey> = {}): ApiKey {
  const id = nextId<ApiKeyId>();
  return {
    id,
    tenantId: TENANT_A,
    name: "collector",
    hash: hashSecret(id),
    scopes: ["devices:read", "events:*"],
    createdAt: T0,
    expiresAt: T0 + 1n,
    ephemeral: false,
    ...change,
  };
}

export function sampleMqttCredential(change: Partial<MqttCredential> = {}): MqttCredential {
  const id = nextId<MqttCredentialId>();
  return {
    id,
    tenantId: TENANT_A,
    applicationId: nextId(),
    name: "Node-RED",
    username: `u-${id}`,
    hash: hashSecret(id),
    mayCommand: true,
    createdAt: T0,
    expiresAt: T0 + 1n,
    ephemeral: true,
    ...change,
  };
}

export function sampleGatewayCredential(
  change: Partial<GatewayCredential> = {},
): GatewayCredential {
  const id = nextId<GatewayCredentialId>();
  return {
    id,
    tenantId: TENANT_A,
    gatewayId: nextId(),
    kind: "token",
    name: "Roof",
    hash: hashSecret(id),
    createdAt: T0,
    expiresAt: T0 + 1n,
    ...change,
  };
}

/** A copy without the optional fields that are undefined: adapters may store them as absent. */
export function present<T extends object>(value: T | undefined): Partial<T> | undefined {
  if (value === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(value).filter(([, field]) => field !== undefined),
  ) as Partial<T>;
}
