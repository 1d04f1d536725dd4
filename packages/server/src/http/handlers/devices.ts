import {
  CallerError,
  formatInstant,
  fromHex,
  newId,
  type ApplicationId,
  type DeviceId,
  type Eui64,
  type Instant,
  type KeyId,
  type KeyKind,
  type TenantId,
} from "@lorats/base";
import type { Device } from "@lorats/network";
import { recordChange } from "../../audit.ts";
import { knowsTenant } from "../../auth/principal.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { merged, pageOf, shown } from "../shapes.ts";
import { tenantOfList } from "../tenancy.ts";

/** Neither keys nor their ids, nor variables, which may hold secrets. */
function show(device: Device, lastSeenAt?: Instant) {
  const { appKeyId, nwkKeyId, variables: _, ...rest } = device;
  return {
    ...shown(rest),
    tags: { ...device.tags },
    hasAppKey: appKeyId !== undefined,
    hasNwkKey: nwkKeyId !== undefined,
    ...(lastSeenAt !== undefined && { lastSeenAt: formatInstant(lastSeenAt) }),
  };
}

async function showNow({ lastSeen }: Services, device: Device) {
  return show(device, (await lastSeen.of([device.id])).get(device.id));
}

interface RootKeys {
  readonly appKey?: string | undefined;
  readonly nwkKey?: string | undefined;
}

/** Stores root keys under ids of their own; what is kept in the device are the ids. */
async function storeKeys(
  { clock, random, stores }: Services,
  tenantId: TenantId,
  { appKey, nwkKey }: RootKeys,
): Promise<{ appKeyId?: KeyId; nwkKeyId?: KeyId }> {
  const make = (kind: KeyKind, hex: string) => ({
    id: newId<KeyId>(clock, random),
    tenantId,
    kind,
    secret: fromHex(hex),
  });
  const app = appKey === undefined ? undefined : make("app-key", appKey);
  const nwk = nwkKey === undefined ? undefined : make("nwk-key", nwkKey);
  const keys = [app, nwk].filter((key) => key !== undefined);
  if (keys.length > 0) await stores.keys.put(keys);
  return { ...(app && { appKeyId: app.id }), ...(nwk && { nwkKeyId: nwk.id }) };
}

async function destroyKeys(
  { stores }: Services,
  ids: readonly (KeyId | undefined)[],
): Promise<void> {
  const known = ids.filter((id) => id !== undefined);
  if (known.length > 0) await stores.keys.destroy(known);
}

type Operations = "listDevices" | "createDevice" | "getDevice" | "updateDevice" | "deleteDevice";

export const deviceHandlers: Handlers<Operations> = {
  async listDevices({ services, principal, query }) {
    const { registry } = services.stores;
    const owner = await tenantOfApplication(services, query.applicationId);
    const implied = owner !== undefined && knowsTenant(principal, owner) ? owner : undefined;
    const asked = query.tenantId ?? implied;
    const tenantId = tenantOfList(principal, asked, "devices");
    const page = await registry.devices.list({ ...query, tenantId });
    const seen = await services.lastSeen.of(page.items.map(({ id }) => id));
    return pageOf(page, (device) => show(device, seen.get(device.id)));
  },

  async createDevice({ services, principal, body }) {
    const { clock, random, stores } = services;
    const { registry } = stores;
    const { appKey, nwkKey, devEui, joinEui, name = devEui, ...rest } = body;
    const { tenantId } = await loadOwned(
      registry.applications,
      body.applicationId,
      principal,
      "devices",
      "write",
    );
    const id = newId<DeviceId>(clock, random);
    const keyIds = await storeKeys(services, tenantId, { appKey, nwkKey });
    const euis = {
      devEui: devEui as Eui64,
      ...(joinEui !== undefined && { joinEui: joinEui as Eui64 }),
    };
    const draft = { ...rest, ...euis, ...keyIds, name, id, tenantId };
    const created = await create(services, draft);
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "device", id, after: show(created) });
    return showNow(services, created);
  },

  async getDevice({ services, principal, params }) {
    const { devices } = services.stores.registry;
    return showNow(services, await loadOwned(devices, params.id, principal, "devices", "read"));
  },

  async updateDevice({ services, principal, params, body }) {
    const { registry } = services.stores;
    const entity = await loadOwned(registry.devices, params.id, principal, "devices", "write");
    const { id, tenantId } = entity;
    const { appKey, nwkKey, joinEui, ...rest } = body;
    const keyIds = await storeKeys(services, tenantId, { appKey, nwkKey });
    const euis = joinEui === undefined ? {} : { joinEui: joinEui as Eui64 };
    let updated: Device;
    try {
      const next = merged(entity, { ...rest, ...euis, ...keyIds });
      updated = (await registry.devices.update([next]))[0]!;
    } catch (error) {
      await destroyKeys(services, [keyIds.appKeyId, keyIds.nwkKeyId]);
      throw error;
    }
    await destroyKeys(services, [
      keyIds.appKeyId && entity.appKeyId,
      keyIds.nwkKeyId && entity.nwkKeyId,
    ]);
    const { actor } = principal;
    const change = { before: show(entity), after: show(updated) };
    await recordChange(services, { actor, tenantId, kind: "device", id, ...change });
    return showNow(services, updated);
  },

  async deleteDevice({ services, principal, params }) {
    const { registry } = services.stores;
    const entity = await loadOwned(registry.devices, params.id, principal, "devices", "write");
    const { id, tenantId } = entity;
    await registry.devices.delete([id]);
    await services.network.forget([id]);
    await destroyKeys(services, [entity.appKeyId, entity.nwkKeyId]);
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "device", id, before: show(entity) });
  },
};

/** Keys of a device that could not be created are not left behind. */
async function create(
  services: Services,
  draft: Parameters<Services["stores"]["registry"]["devices"]["create"]>[0][number],
): Promise<Device> {
  const { tenants, devices } = services.stores.registry;
  try {
    const tenant = (await tenants.get([draft.tenantId])).get(draft.tenantId);
    const limit = tenant?.maxDevices ?? 0;
    if (limit > 0 && (await devices.count({ tenantId: draft.tenantId })) >= limit) {
      throw new CallerError("TENANT_QUOTA", `this tenant may have ${limit} devices`);
    }
    return (await devices.create([draft]))[0]!;
  } catch (error) {
    await destroyKeys(services, [draft.appKeyId, draft.nwkKeyId]);
    throw error;
  }
}

/** Lets those with several tenants list an application's devices without naming its tenant. */
async function tenantOfApplication(
  { stores }: Services,
  id: ApplicationId | undefined,
): Promise<TenantId | undefined> {
  if (id === undefined) return undefined;
  return (await stores.registry.applications.get([id])).get(id)?.tenantId;
}
