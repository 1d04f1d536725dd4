import type { ApplicationId, DeviceId, Eui64, TenantId } from "@lorats/base";
import type { Device } from "@lorats/network";
import { readDeviceTable, type DeviceRow } from "@lorats/platform";
import { eraseHistory } from "../../erasure.ts";
import { knowsTenant } from "../../auth/principal.ts";
import { importDevices } from "../../devices/import-devices.ts";
import { moveDevice } from "../../devices/move-device.ts";
import { storeKeys } from "../../devices/root-keys.ts";
import { destroyKeys, withKeys } from "../../key-change.ts";
import type { Services } from "../../services.ts";
import type { Call, Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { HttpProblem, notFound } from "../problem.ts";
import { RegistryResource } from "../registry-resource.ts";
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

const DEVICES = new RegistryResource<DeviceId, Device>({
  kind: "device",
  resource: "devices",
  collection: ({ devices }) => devices,
  show: showDevice,
});

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

  async createDevice(call) {
    const { services, principal, body } = call;
    const { applications } = services.stores.registry;
    const { appKey, nwkKey, devEui, joinEui, name = devEui, ...rest } = body;
    const owner = await loadOwned(applications, body.applicationId, principal, "devices", "write");
    const { tenantId } = owner;
    await services.quotas.demand(tenantId, "devices", principal.actor);
    const keyIds = await storeKeys(services, tenantId, { appKey, nwkKey });
    const euis = {
      devEui: devEui as Eui64,
      ...(joinEui !== undefined && { joinEui: joinEui as Eui64 }),
    };
    const fresh = [keyIds.appKeyId, keyIds.nwkKeyId];
    const created = await withKeys(services, { fresh }, () =>
      DEVICES.create(call, tenantId, { ...rest, ...euis, ...keyIds, name }),
    );
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

  async getDevice(call) {
    return showDeviceNow(call.services, await DEVICES.load(call, call.params.id, "read"));
  },

  async updateDevice(call) {
    const { services, body } = call;
    const device = await DEVICES.load(call, call.params.id, "write");
    const { appKey, nwkKey, joinEui, ...rest } = body;
    const keyIds = await storeKeys(services, device.tenantId, { appKey, nwkKey });
    const euis = joinEui === undefined ? {} : { joinEui: joinEui as Eui64 | null };
    const keys = {
      fresh: [keyIds.appKeyId, keyIds.nwkKeyId],
      former: [keyIds.appKeyId && device.appKeyId, keyIds.nwkKeyId && device.nwkKeyId],
    };
    const updated = await withKeys(services, keys, () =>
      DEVICES.update(call, device, { ...rest, ...euis, ...keyIds }),
    );
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

  async deleteDevice(call) {
    const { services, params, query } = call;
    const device = await DEVICES.load(call, params.id, "write");
    await DEVICES.delete(call, device);
    await services.network.forget([device.id]);
    await destroyKeys(services, [device.appKeyId, device.nwkKeyId]);
    if (query.history === "erase") await eraseHistory(services, device);
  },
};

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
