import {
  fromHex,
  newId,
  type DevAddr,
  type DeviceId,
  type GatewayId,
  type KeyId,
  type MulticastGroupId,
  type TenantId,
} from "@lorats/base";
import type { MulticastGroup } from "@lorats/network";
import { withKeys } from "../../key-change.ts";
import type { Services } from "../../services.ts";
import type { Call, Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { notFound } from "../problem.ts";
import { RegistryResource } from "../registry-resource.ts";
import { pageOf, shown } from "../shapes.ts";

/** Neither keys nor their ids. */
function show(group: MulticastGroup) {
  const { mcNetSKeyId: _, mcAppSKeyId: __, ...rest } = group;
  return {
    ...shown(rest),
    tags: { ...group.tags },
    deviceIds: [...group.deviceIds],
    gatewayIds: [...group.gatewayIds],
  };
}

/** Stores a session key of the group under an id of its own. */
async function storeKey(
  { clock, random, stores }: Services,
  tenantId: TenantId,
  hex: string,
): Promise<KeyId> {
  const id = newId<KeyId>(clock, random);
  await stores.keys.put([{ id, tenantId, kind: "session", secret: fromHex(hex) }]);
  return id;
}

const GROUPS = new RegistryResource<MulticastGroupId, MulticastGroup>({
  kind: "multicast-group",
  resource: "devices",
  collection: ({ multicastGroups }) => multicastGroups,
  show,
});

async function change(
  call: Pick<Call<"updateMulticastGroup">, "services" | "principal">,
  id: string,
  fields: (group: MulticastGroup) => Partial<MulticastGroup>,
) {
  const group = await GROUPS.load(call, id, "write");
  const changed = fields(group);
  await checkMembers(call.services, group.tenantId, {
    deviceIds: added(changed.deviceIds, group.deviceIds),
    gatewayIds: added(changed.gatewayIds, group.gatewayIds),
  });
  return show(await GROUPS.update(call, group, changed));
}

/** Members of other tenants look as if they did not exist. */
async function checkMembers(
  { stores }: Services,
  tenantId: TenantId,
  { deviceIds = [], gatewayIds = [] }: Partial<Pick<MulticastGroup, "deviceIds" | "gatewayIds">>,
): Promise<void> {
  const { devices, gateways } = stores.registry;
  const [members, senders] = [await devices.get(deviceIds), await gateways.get(gatewayIds)];
  const foreign =
    deviceIds.some((id) => members.get(id)?.tenantId !== tenantId) ||
    gatewayIds.some((id) => senders.get(id)?.tenantId !== tenantId);
  if (foreign) throw notFound();
}

/** Members that were not there before: those that were may be gone from the registry by now. */
function added<T>(after: readonly T[] = [], before: readonly T[]): readonly T[] {
  const known = new Set(before);
  return after.filter((id) => !known.has(id));
}

function without<T>(all: readonly T[], one: string): readonly T[] {
  return all.filter((id) => id !== one);
}

type Operations =
  | "listMulticastGroups"
  | "createMulticastGroup"
  | "getMulticastGroup"
  | "updateMulticastGroup"
  | "deleteMulticastGroup"
  | "addGroupDevice"
  | "removeGroupDevice"
  | "addGroupGateway"
  | "removeGroupGateway";

export const multicastGroupHandlers: Handlers<Operations> = {
  async listMulticastGroups(call) {
    return pageOf(await GROUPS.list(call, call.query), show);
  },

  async createMulticastGroup(call) {
    const { services, principal, body } = call;
    const { registry } = services.stores;
    const { mcNetSKey, mcAppSKey, mcAddr, ...rest } = body;
    const { applications } = registry;
    const owner = await loadOwned(applications, body.applicationId, principal, "devices", "write");
    const { tenantId } = owner;
    await checkMembers(services, tenantId, body);
    const mcNetSKeyId = await storeKey(services, tenantId, mcNetSKey);
    const mcAppSKeyId = await storeKey(services, tenantId, mcAppSKey);
    const fields = { ...rest, mcAddr: mcAddr as DevAddr, mcNetSKeyId, mcAppSKeyId };
    const fresh = [mcNetSKeyId, mcAppSKeyId];
    const created = await withKeys(services, { fresh }, () =>
      GROUPS.create(call, tenantId, fields),
    );
    return show(created);
  },

  async getMulticastGroup(call) {
    return show(await GROUPS.load(call, call.params.id, "read"));
  },

  async updateMulticastGroup(call) {
    const { services, params, body } = call;
    const { mcNetSKey, mcAppSKey, mcAddr, ...rest } = body;
    const group = await GROUPS.load(call, params.id, "write");
    const { tenantId } = group;
    const stored = async (hex: string | undefined): Promise<KeyId | undefined> =>
      hex === undefined ? undefined : await storeKey(services, tenantId, hex);
    const mcNetSKeyId = await stored(mcNetSKey);
    const mcAppSKeyId = await stored(mcAppSKey);
    const fields = {
      ...rest,
      ...(mcAddr && { mcAddr: mcAddr as DevAddr }),
      ...(mcNetSKeyId && { mcNetSKeyId }),
      ...(mcAppSKeyId && { mcAppSKeyId }),
    };
    const keys = {
      fresh: [mcNetSKeyId, mcAppSKeyId],
      former: [mcNetSKeyId && group.mcNetSKeyId, mcAppSKeyId && group.mcAppSKeyId],
    };
    return await withKeys(services, keys, () =>
      change(call, params.id, () => fields as Partial<MulticastGroup>),
    );
  },

  async deleteMulticastGroup(call) {
    const { stores, network } = call.services;
    const group = await GROUPS.load(call, call.params.id, "write");
    await GROUPS.delete(call, group);
    await network.forget([group.id as string as DeviceId]);
    await stores.keys.destroy([group.mcNetSKeyId, group.mcAppSKeyId]);
  },

  async addGroupDevice(call) {
    const member = call.params.memberId as DeviceId;
    return await change(call, call.params.id, ({ deviceIds }) => ({
      deviceIds: [...without(deviceIds, member), member],
    }));
  },

  async removeGroupDevice(call) {
    return await change(call, call.params.id, ({ deviceIds }) => ({
      deviceIds: without(deviceIds, call.params.memberId),
    }));
  },

  async addGroupGateway(call) {
    const member = call.params.memberId as GatewayId;
    return await change(call, call.params.id, ({ gatewayIds }) => ({
      gatewayIds: [...without(gatewayIds, member), member],
    }));
  },

  async removeGroupGateway(call) {
    return await change(call, call.params.id, ({ gatewayIds }) => ({
      gatewayIds: without(gatewayIds, call.params.memberId),
    }));
  },
};
