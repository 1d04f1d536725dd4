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
import { recordChange } from "../../audit.ts";
import type { Principal } from "../../auth/principal.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { notFound } from "../problem.ts";
import { merged, pageOf, shown } from "../shapes.ts";
import { tenantOfList } from "../tenancy.ts";

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

async function change(
  services: Services,
  principal: Principal,
  id: string,
  fields: (group: MulticastGroup) => Partial<MulticastGroup>,
) {
  const { multicastGroups } = services.stores.registry;
  const entity = await loadOwned(multicastGroups, id, principal, "devices", "write");
  const changed = fields(entity);
  await checkMembers(services, entity.tenantId, {
    deviceIds: added(changed.deviceIds, entity.deviceIds),
    gatewayIds: added(changed.gatewayIds, entity.gatewayIds),
  });
  const [updated] = await multicastGroups.update([merged(entity, changed)]);
  const after = show(updated!);
  const { actor } = principal;
  const { tenantId } = entity;
  const before = show(entity);
  await recordChange(services, { actor, tenantId, kind: "multicast-group", id, before, after });
  return after;
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
  async listMulticastGroups({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "devices");
    const { multicastGroups } = services.stores.registry;
    return pageOf(await multicastGroups.list({ ...query, tenantId }), show);
  },

  async createMulticastGroup({ services, principal, body }) {
    const { clock, random, stores } = services;
    const { registry, keys } = stores;
    const { mcNetSKey, mcAppSKey, mcAddr, ...rest } = body;
    const { tenantId } = await loadOwned(
      registry.applications,
      body.applicationId,
      principal,
      "devices",
      "write",
    );
    await checkMembers(services, tenantId, body);
    const id = newId<MulticastGroupId>(clock, random);
    const mcNetSKeyId = await storeKey(services, tenantId, mcNetSKey);
    const mcAppSKeyId = await storeKey(services, tenantId, mcAppSKey);
    const draft = { ...rest, id, tenantId, mcAddr: mcAddr as DevAddr, mcNetSKeyId, mcAppSKeyId };
    const created = await registry.multicastGroups.create([draft]).catch(async (error: unknown) => {
      await keys.destroy([mcNetSKeyId, mcAppSKeyId]);
      throw error;
    });
    const after = show(created[0]!);
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "multicast-group", id, after });
    return after;
  },

  async getMulticastGroup({ services, principal, params }) {
    const { multicastGroups } = services.stores.registry;
    return show(await loadOwned(multicastGroups, params.id, principal, "devices", "read"));
  },

  async updateMulticastGroup({ services, principal, params, body }) {
    const { stores } = services;
    const { multicastGroups } = stores.registry;
    const { mcNetSKey, mcAppSKey, mcAddr, ...rest } = body;
    const entity = await loadOwned(multicastGroups, params.id, principal, "devices", "write");
    const { tenantId } = entity;
    const mcNetSKeyId = mcNetSKey && (await storeKey(services, tenantId, mcNetSKey));
    const mcAppSKeyId = mcAppSKey && (await storeKey(services, tenantId, mcAppSKey));
    const fresh = [mcNetSKeyId, mcAppSKeyId].filter(
      (id): id is KeyId => id !== undefined && id !== "",
    );
    const fields = {
      ...rest,
      ...(mcAddr && { mcAddr: mcAddr as DevAddr }),
      ...(mcNetSKeyId && { mcNetSKeyId }),
      ...(mcAppSKeyId && { mcAppSKeyId }),
    };
    let after: ReturnType<typeof show>;
    try {
      after = await change(services, principal, params.id, () => fields as Partial<MulticastGroup>);
    } catch (error) {
      await stores.keys.destroy(fresh);
      throw error;
    }
    const replaced = [mcNetSKeyId && entity.mcNetSKeyId, mcAppSKeyId && entity.mcAppSKeyId];
    await stores.keys.destroy(replaced.filter((id): id is KeyId => Boolean(id)));
    return after;
  },

  async deleteMulticastGroup({ services, principal, params }) {
    const { stores, network } = services;
    const { multicastGroups } = stores.registry;
    const group = await loadOwned(multicastGroups, params.id, principal, "devices", "write");
    const { id, tenantId } = group;
    await multicastGroups.delete([id]);
    await network.forget([id as string as DeviceId]);
    await stores.keys.destroy([group.mcNetSKeyId, group.mcAppSKeyId]);
    const { actor } = principal;
    const before = show(group);
    await recordChange(services, { actor, tenantId, kind: "multicast-group", id, before });
  },

  async addGroupDevice({ services, principal, params }) {
    const member = params.memberId as DeviceId;
    return await change(services, principal, params.id, ({ deviceIds }) => ({
      deviceIds: [...without(deviceIds, member), member],
    }));
  },

  async removeGroupDevice({ services, principal, params }) {
    return await change(services, principal, params.id, ({ deviceIds }) => ({
      deviceIds: without(deviceIds, params.memberId),
    }));
  },

  async addGroupGateway({ services, principal, params }) {
    const member = params.memberId as GatewayId;
    return await change(services, principal, params.id, ({ gatewayIds }) => ({
      gatewayIds: [...without(gatewayIds, member), member],
    }));
  },

  async removeGroupGateway({ services, principal, params }) {
    return await change(services, principal, params.id, ({ gatewayIds }) => ({
      gatewayIds: without(gatewayIds, params.memberId),
    }));
  },
};
