import { formatInstant, newId, type Eui64, type GatewayId, type Instant } from "@lorats/base";
import type { Gateway, GatewaySeen } from "@lorats/network";
import { recordChange } from "../../audit.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { revokeAllOf } from "./gateway-credentials.ts";
import { defined, merged, pageOf, shown } from "../shapes.ts";
import { tenantOfList, tenantOfNew } from "../tenancy.ts";

/** So many of its own intervals without a word make a gateway offline. */
const SILENT_INTERVALS = 3;

const show = ({ antennas, ...gateway }: Gateway) => ({
  ...shown(gateway),
  tags: { ...gateway.tags },
  ...(antennas && { antennas: [...antennas] }),
});

/** Whether a gateway can be reached, as its silence tells. */
export function stateOf(
  { statsIntervalS }: Gateway,
  seen: GatewaySeen | undefined,
  now: Instant,
): "never-seen" | "online" | "offline" {
  if (seen === undefined) return "never-seen";
  const silentS = Number(now - seen.lastSeenAt) / 1e9;
  return silentS <= SILENT_INTERVALS * statsIntervalS ? "online" : "offline";
}

function showSeen(
  { doors, clock }: Pick<Services, "doors" | "clock">,
  gateway: Gateway,
  seen: GatewaySeen | undefined,
) {
  const connection = doors.connection(gateway.id);
  return {
    ...show(gateway),
    hasLtsKey: gateway.ltsKeyId !== undefined,
    state: stateOf(gateway, seen, clock.now()),
    ...(connection && {
      connection: { ...connection, since: formatInstant(connection.since) },
    }),
    ...(seen && { lastSeenAt: formatInstant(seen.lastSeenAt) }),
    ...(seen?.reportedLocation && { reportedLocation: seen.reportedLocation }),
  };
}

async function showNow(services: Services, gateway: Gateway) {
  const seen = await services.stores.registry.gateways.lastSeen([gateway.id]);
  return showSeen(services, gateway, seen.get(gateway.id));
}

type Operations =
  | "listGateways"
  | "createGateway"
  | "getGateway"
  | "updateGateway"
  | "deleteGateway"
  | "getGatewayAirtime"
  | "getGatewayHours"
  | "runGatewayCommand";

export const gatewayHandlers: Handlers<Operations> = {
  async getGatewayAirtime({ services, principal, params }) {
    const { gateways } = services.stores.registry;
    const { id } = await loadOwned(gateways, params.id, principal, "gateways", "read");
    const { share, subBands } = services.network.airtime(id);
    return { share, subBands: [...subBands] };
  },

  async getGatewayHours({ services, principal, params }) {
    const { gateways } = services.stores.registry;
    const { id } = await loadOwned(gateways, params.id, principal, "gateways", "read");
    const { clock, gatewayHours } = services;
    return {
      countedSince: formatInstant(gatewayHours.countedSince),
      items: gatewayHours.recent(id, clock.now()),
    };
  },

  async runGatewayCommand({ services, principal, params, body }) {
    const { gateways } = services.stores.registry;
    const gateway = await loadOwned(gateways, params.id, principal, "gateways", "write");
    const { id, tenantId } = gateway;
    services.doors.run(id, body);
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "gateway-command", id, after: body });
  },

  async listGateways({ services, principal, query }) {
    const tenantId = tenantOfList(principal, query.tenantId, "gateways");
    const { gateways } = services.stores.registry;
    const page = await gateways.list({ ...query, tenantId });
    const seen = await gateways.lastSeen(page.items.map(({ id }) => id));
    return pageOf(page, (gateway) => showSeen(services, gateway, seen.get(gateway.id)));
  },

  async createGateway({ services, principal, body }) {
    const { clock, random, stores } = services;
    const tenantId = tenantOfNew(principal, body.tenantId, "gateways");
    await services.quotas.demand(tenantId, "gateways", principal.actor);
    const id = newId<GatewayId>(clock, random);
    const { name = body.eui, location, ...rest } = body;
    const place = location && { location: defined(location) };
    const draft = { ...defined(rest), ...place, name, eui: body.eui as Eui64, id, tenantId };
    const [created] = await stores.registry.gateways.create([draft]);
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "gateway", id, after: show(created!) });
    return showNow(services, created!);
  },

  async getGateway({ services, principal, params }) {
    const { gateways } = services.stores.registry;
    return showNow(services, await loadOwned(gateways, params.id, principal, "gateways", "read"));
  },

  async updateGateway({ services, principal, params, body }) {
    const { gateways } = services.stores.registry;
    const entity = await loadOwned(gateways, params.id, principal, "gateways", "write");
    const { location, ...rest } = body;
    const change = { ...rest, location: location && defined(location) };
    const [updated] = await gateways.update([merged(entity, change)]);
    const { id, tenantId } = entity;
    const { actor } = principal;
    const sides = { before: show(entity), after: show(updated!) };
    await recordChange(services, { actor, tenantId, kind: "gateway", id, ...sides });
    return showNow(services, updated!);
  },

  async deleteGateway({ services, principal, params }) {
    const { gateways } = services.stores.registry;
    const entity = await loadOwned(gateways, params.id, principal, "gateways", "write");
    await gateways.delete([entity.id]);
    await revokeAllOf(services, entity);
    const { id, tenantId } = entity;
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "gateway", id, before: show(entity) });
  },
};
