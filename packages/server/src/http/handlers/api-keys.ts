import { formatInstant, newId } from "@lorats/base";
import {
  hashSecret,
  isScope,
  newSecret,
  covers,
  RESOURCES,
  ACTIONS,
  type ApiKey,
  type ApiKeyId,
  type Scope,
} from "@lorats/platform";
import { recordChange, SERVER_TENANT } from "../../audit.ts";
import { mayIn, type Principal } from "../../auth/principal.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { HttpProblem, invalidField, notFound } from "../problem.ts";
import { pageOf } from "../shapes.ts";
import { demand, demandEverywhere, tenantOfList, tenantOfNew } from "../tenancy.ts";
import { expiry } from "./expiry.ts";

function showKey({ id, tenantId, name, scopes, deviceId, createdAt, expiresAt }: ApiKey) {
  return {
    id,
    ...(tenantId !== undefined && { tenantId }),
    name,
    scopes: [...scopes],
    ...(deviceId !== undefined && { deviceId }),
    createdAt: formatInstant(createdAt),
    ...(expiresAt !== undefined && { expiresAt: formatInstant(expiresAt) }),
  };
}

/** Nobody hands out what he does not have himself. */
export function demandHeld(
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

type Operations = "listApiKeys" | "createApiKey" | "deleteApiKey";

export const apiKeyHandlers: Handlers<Operations> = {
  async listApiKeys({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "api-keys");
    return pageOf(await services.stores.apiKeys.list({ ...query, tenantId }), showKey);
  },

  async createApiKey({ services, principal, body }) {
    const { clock, random, stores } = services;
    const { deviceId, scopes = [] } = body;
    if (scopes.length > 0 === (deviceId !== undefined)) {
      throw new HttpProblem(400, "HTTP_INVALID", "give scopes, or the device that the key is of");
    }
    const unknown = (scopes as readonly string[]).find((scope) => !isScope(scope));
    if (unknown !== undefined) throw invalidField("scopes", `no scope is ${unknown}`);
    const { devices } = stores.registry;
    // Whoever may change a device may speak for it.
    const device = deviceId && (await loadOwned(devices, deviceId, principal, "devices", "write"));
    const tenantId =
      body.serverWide && !device
        ? undefined
        : tenantOfNew(principal, device?.tenantId ?? body.tenantId, "api-keys");
    if (tenantId === undefined) demandEverywhere(principal, "api-keys", "write");
    demandHeld(principal, tenantId, scopes);
    const secret = newSecret("lts_key", random);
    const key: ApiKey = {
      id: newId<ApiKeyId>(clock, random),
      tenantId,
      name: body.name,
      hash: hashSecret(secret),
      scopes,
      ...(deviceId !== undefined && { deviceId }),
      createdAt: clock.now(),
      ephemeral: false,
      ...expiry(body.expiresAt, clock),
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
};
