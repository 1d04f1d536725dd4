import { newId, type ApplicationId, type DeviceId, type Eui64, type TenantId } from "@lorats/base";
import type { Device } from "@lorats/network";
import { readDeviceTable, type DeviceRow } from "@lorats/platform";
import { recordChange } from "../../audit.ts";
import { eraseHistory } from "../../erasure.ts";
import { knowsTenant } from "../../auth/principal.ts";
import { importDevices } from "../../devices/import-devices.ts";
import { moveDevice } from "../../devices/move-device.ts";
import { destroyKeys, storeKeys } from "../../devices/root-keys.ts";
import type { Services } from "../../services.ts";
import type { Call, Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { HttpProblem, notFound } from "../problem.ts";
import { merged } from "../shapes.ts";
import { tenantOfList } from "../tenancy.ts";
import { showDevice, showDeviceNow, showDevicesNow } from "../../devices/device-view.ts";

type Operations =
  | "listDevices"
  | "createDevice"
  | "importDevices"
  | "getDevice"
  | "updateDevice"
  | "deleteDevice"
  | "moveDevice";

export const deviceHandlers: Handlers<Operations> = {
  async listDevices({ services, principal, query }) {
    const { registry } = services.stores;
    const owner = await tenantOfApplication(services, query.applicationId);
    const implied = owner !== undefined && knowsTenant(principal, owner) ? owner : undefined;
    const asked = query.tenantId ?? implied;
    const tenantId = tenantOfList(principal, asked, "devices");
    const page = await registry.devices.list({ ...query, tenantId });
    const items = await showDevicesNow(services, page.items);
    return page.next === undefined ? { items } : { items, next: page.next };
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
    const { actor } = principal;
    const created = await create(services, draft, actor);
    await recordChange(services, {
      actor,
      tenantId,
      kind: "device",
      id,
      after: showDevice(created),
    });
    return showDeviceNow(services, created);
  },

  async importDevices({ services, principal, body }) {
    const { applications, deviceProfiles } = services.stores.registry;
    const { applicationId, profileId, dryRun, onError } = body;
    const owner = await loadOwned(applications, applicationId, principal, "devices", "write");
    const { tenantId } = owner;
    if (profileId !== undefined) {
      const profile = await loadOwned(deviceProfiles, profileId, principal, "devices", "write");
      if (profile.tenantId !== tenantId) throw notFound();
    }
    const { rows: asked, ignored } = rowsOf(body);
    const query = { tenantId, applicationId, profileId, rows: asked, dryRun, onError };
    const { rows, created } = await importDevices(services, principal.actor, query);
    const failed = rows.filter(({ outcome }) => outcome === "failed").length;
    return {
      dryRun,
      created,
      failed,
      ignoredColumns: [...ignored],
      rows: [...rows],
    };
  },

  async getDevice({ services, principal, params }) {
    const { devices } = services.stores.registry;
    return showDeviceNow(
      services,
      await loadOwned(devices, params.id, principal, "devices", "read"),
    );
  },

  async updateDevice({ services, principal, params, body }) {
    const { registry } = services.stores;
    const entity = await loadOwned(registry.devices, params.id, principal, "devices", "write");
    const { id, tenantId } = entity;
    const { appKey, nwkKey, joinEui, ...rest } = body;
    const keyIds = await storeKeys(services, tenantId, { appKey, nwkKey });
    const euis = joinEui === undefined ? {} : { joinEui: joinEui as Eui64 | null };
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
    const change = { before: showDevice(entity), after: showDevice(updated) };
    await recordChange(services, { actor, tenantId, kind: "device", id, ...change });
    return showDeviceNow(services, updated);
  },

  async moveDevice({ services, principal, params, body }) {
    const { registry } = services.stores;
    const device = await loadOwned(registry.devices, params.id, principal, "devices", "write");
    const { applications, deviceProfiles } = registry;
    const target = await loadOwned(applications, body.applicationId, principal, "devices", "write");
    const profileId = body.profileId ?? device.profileId;
    const profile = await loadOwned(deviceProfiles, profileId, principal, "devices", "write");
    if (profile.tenantId !== target.tenantId) {
      const what = "name a device profile of the tenant that it goes to";
      throw new HttpProblem(400, "DEVICE_MOVE_PROFILE", what);
    }
    const asked = merged(device, { version: body.version });
    const moved = await moveDevice(services, principal.actor, asked, target, profile);
    return showDeviceNow(services, moved);
  },

  async deleteDevice({ services, principal, params, query }) {
    const { registry } = services.stores;
    const entity = await loadOwned(registry.devices, params.id, principal, "devices", "write");
    const { id, tenantId } = entity;
    await registry.devices.delete([id]);
    await services.network.forget([id]);
    await destroyKeys(services, [entity.appKeyId, entity.nwkKeyId]);
    if (query.history === "erase") await eraseHistory(services, entity);
    const { actor } = principal;
    await recordChange(services, {
      actor,
      tenantId,
      kind: "device",
      id,
      before: showDevice(entity),
    });
  },
};

/** Keys of a device that could not be created are not left behind. */
async function create(
  services: Services,
  draft: Parameters<Services["stores"]["registry"]["devices"]["create"]>[0][number],
  actor: string,
): Promise<Device> {
  const { devices } = services.stores.registry;
  try {
    await services.quotas.demand(draft.tenantId, "devices", actor);
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

function rowsOf({ csv, devices }: Call<"importDevices">["body"]): {
  readonly rows: readonly DeviceRow[];
  readonly ignored: readonly string[];
} {
  if ((csv === undefined) === (devices === undefined)) {
    throw new HttpProblem(400, "HTTP_INVALID", "give either csv or devices");
  }
  if (devices) return { rows: devices.map((fields, i) => ({ line: i + 1, fields })), ignored: [] };
  const table = readDeviceTable(csv!);
  if (!table.ok) throw new HttpProblem(400, table.code, table.reason);
  return table.value;
}
