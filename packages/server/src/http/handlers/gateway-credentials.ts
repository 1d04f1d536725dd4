import { randomBytes } from "node:crypto";
import { formatInstant, newId, toHex, type Instant, type KeyId } from "@lorats/base";
import type { Gateway } from "@lorats/network";
import {
  credentialHolds,
  hashSecret,
  newSecret,
  type GatewayCredential,
  type GatewayCredentialId,
} from "@lorats/platform";
import { recordChange } from "../../audit.ts";
import type { Principal } from "../../auth/principal.ts";
import { certificateHash } from "../../doors/common/credential-check.ts";
import { withKeys } from "../../key-change.ts";
import { newKey } from "../../pki/gateway-authority.ts";
import { readSigningRequest } from "../../pki/signing-request.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { HttpProblem, notFound } from "../problem.ts";
import { pageOf } from "../shapes.ts";
import { expiry } from "./expiry.ts";

type Operations =
  | "listGatewayCredentials"
  | "createGatewayToken"
  | "createGatewayCertificate"
  | "revokeGatewayCredential"
  | "setGatewayLtsKey"
  | "deleteGatewayLtsKey"
  | "getGatewayAuthority";

export const gatewayCredentialHandlers: Handlers<Operations> = {
  async listGatewayCredentials({ services, principal, params, query }) {
    const { id } = await owned(services, principal, params.id, "read");
    const page = await services.stores.gatewayCredentials.list({ ...query, gatewayId: id });
    const now = services.clock.now();
    return pageOf(page, (credential) => show(credential, now));
  },

  async createGatewayToken({ services, principal, params, body }) {
    const gateway = await owned(services, principal, params.id, "write");
    const token = newSecret("lts_gw", services.random);
    const credential: GatewayCredential = {
      ...fresh(services, gateway, body.name),
      kind: "token",
      hash: hashSecret(token),
      ...expiry(body.expiresAt, services.clock),
    };
    return { ...(await store(services, principal, credential)), token };
  },

  async createGatewayCertificate({ services, principal, params, body }) {
    const gateway = await owned(services, principal, params.id, "write");
    const { authority, config, stores } = services;
    if (body.renews !== undefined) {
      const [older] = await stores.gatewayCredentials.get([body.renews as GatewayCredentialId]);
      if (older?.gatewayId !== gateway.id) throw notFound();
    }
    const { spki, privateKey } = keyFor(body.signingRequest);
    const days = body.days ?? config["gateways.certificate_days"];
    const issued = await authority.issue({ kind: "client" }, gateway.eui, spki, days);
    const credential: GatewayCredential = {
      ...fresh(services, gateway, body.name),
      kind: "certificate",
      hash: certificateHash(issued.der),
      serial: issued.serial,
      expiresAt: BigInt(issued.notAfter.getTime()) * 1_000_000n,
    };
    return {
      ...(await store(services, principal, credential)),
      certificate: issued.pem,
      ...(privateKey !== undefined && { privateKey }),
      authority: await authority.certificatePem(),
    };
  },

  async revokeGatewayCredential({ services, principal, params }) {
    const { id: gatewayId, tenantId } = await owned(services, principal, params.id, "write");
    const { gatewayCredentials } = services.stores;
    const id = params.credentialId as GatewayCredentialId;
    const [credential] = await gatewayCredentials.get([id]);
    if (credential?.gatewayId !== gatewayId) throw notFound();
    const now = services.clock.now();
    await gatewayCredentials.revoke([id], now);
    const [revoked] = await gatewayCredentials.get([id]);
    const change = { before: show(credential, now), after: show(revoked!, now) };
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "gateway-credential", id, ...change });
  },

  async setGatewayLtsKey({ services, principal, params, body }) {
    const gateway = await owned(services, principal, params.id, "write");
    const { clock, random, stores } = services;
    const secret = body.key ? Buffer.from(body.key, "hex") : randomBytes(LTS_KEY_BYTES);
    const ltsKeyId = newId<KeyId>(clock, random);
    const { tenantId } = gateway;
    const key = { id: ltsKeyId, tenantId, kind: "gateway" as const };
    await stores.keys.put([{ ...key, secret: new Uint8Array(secret) }]);
    await changeKey(services, principal, gateway, ltsKeyId);
    return body.key === undefined ? { key: toHex(secret) } : {};
  },

  async deleteGatewayLtsKey({ services, principal, params }) {
    const gateway = await owned(services, principal, params.id, "write");
    await changeKey(services, principal, gateway, undefined);
  },

  async getGatewayAuthority({ services }) {
    const { authority } = services;
    return {
      certificate: await authority.certificatePem(),
      revocationList: await authority.revocationListPem(await revokedOf(services)),
    };
  },
};

const LTS_KEY_BYTES = 32;

function owned(
  { stores }: Services,
  principal: Principal,
  id: string,
  action: "read" | "write",
): Promise<Gateway> {
  return loadOwned(stores.registry.gateways, id, principal, "gateways", action);
}

function show(credential: GatewayCredential, now: Instant) {
  const { hash: _, createdAt, expiresAt, revokedAt, serial, ...rest } = credential;
  const state: "valid" | "revoked" | "expired" = credentialHolds(credential, now)
    ? "valid"
    : revokedAt !== undefined
      ? "revoked"
      : "expired";
  return {
    ...rest,
    ...(serial !== undefined && { serial }),
    state,
    createdAt: formatInstant(createdAt),
    ...(expiresAt !== undefined && { expiresAt: formatInstant(expiresAt) }),
    ...(revokedAt !== undefined && { revokedAt: formatInstant(revokedAt) }),
  };
}

function fresh({ clock, random }: Services, { id: gatewayId, tenantId }: Gateway, name: string) {
  const id = newId<GatewayCredentialId>(clock, random);
  return { id, tenantId, gatewayId, name, createdAt: clock.now() };
}

async function store(services: Services, principal: Principal, credential: GatewayCredential) {
  await services.stores.gatewayCredentials.create([credential]);
  const after = show(credential, services.clock.now());
  const { id, tenantId } = credential;
  const { actor } = principal;
  await recordChange(services, { actor, tenantId, kind: "gateway-credential", id, after });
  return after;
}

/** The key that a certificate is for: the asker's, or a new one. */
function keyFor(signingRequest: string | undefined): {
  readonly spki: Uint8Array;
  readonly privateKey?: string;
} {
  if (signingRequest === undefined) {
    const { spki, pem } = newKey();
    return { spki, privateKey: pem };
  }
  const spki = readSigningRequest(signingRequest);
  if (!spki.ok) throw new HttpProblem(400, spki.code, spki.reason);
  return { spki: spki.value };
}

/** The old key is destroyed: nothing is proven with it any more. */
async function changeKey(
  services: Services,
  { actor }: Principal,
  gateway: Gateway,
  ltsKeyId: KeyId | undefined,
): Promise<void> {
  const { registry } = services.stores;
  const { ltsKeyId: old, ...bare } = gateway;
  await withKeys(services, { fresh: [ltsKeyId], former: [old] }, () =>
    registry.gateways.update([{ ...bare, ...(ltsKeyId && { ltsKeyId }) }]),
  );
  const { id, tenantId } = gateway;
  const before = { ltsKeyId: old ?? null };
  const after = { ltsKeyId: ltsKeyId ?? null };
  await recordChange(services, { actor, tenantId, kind: "gateway", id, before, after });
}

async function revokedOf({ stores }: Services) {
  const revoked: { serial: Uint8Array; revokedAt: Date }[] = [];
  let after: string | undefined;
  do {
    const page = await stores.gatewayCredentials.list({ after, limit: 1000 });
    for (const { serial, revokedAt } of page.items) {
      if (serial === undefined || revokedAt === undefined) continue;
      const at = new Date(Number(revokedAt / 1_000_000n));
      revoked.push({ serial: Buffer.from(serial, "hex"), revokedAt: at });
    }
    after = page.next;
  } while (after !== undefined);
  return revoked;
}

/** Ends everything that a gateway could prove itself with. */
export async function revokeAllOf(services: Services, { id, ltsKeyId }: Gateway): Promise<void> {
  const { gatewayCredentials, keys } = services.stores;
  const now = services.clock.now();
  let after: string | undefined;
  do {
    const page = await gatewayCredentials.list({ gatewayId: id, after, limit: 1000 });
    await gatewayCredentials.revoke(
      page.items.map((one) => one.id),
      now,
    );
    after = page.next;
  } while (after !== undefined);
  if (ltsKeyId !== undefined) await keys.destroy([ltsKeyId]);
}
