import { formatInstant, type Eui64, type GatewayId, type Instant } from "@lorats/base";
import type { Gateway, GatewaySeen } from "@lorats/network";
import { recordChange } from "../../audit.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { RegistryResource } from "../registry-resource.ts";
import { revokeAllOf } from "./gateway-credentials.ts";
import { defined, pageOf, shown } from "../shapes.ts";
import { tenantOfNew } from "../tenancy.ts";

/** So many of its own intervals without a word make a gateway offline. */
const SILENT_INTERVALS = 3;

const show = ({ antennas, ...gateway }: Gateway) => ({
  ...shown(gateway),
  tags: { ...gateway.tags },
  ...(antennas && { antennas: [...antennas] }),
});

const GATEWAYS = new RegistryResource<GatewayId, Gateway>({
  kind: "gateway",
  resource: "gateways",
  collection: ({ gateways }) => gateways,
  show,
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
  async getGatewayAirtime(call) {
    const { id } = await GATEWAYS.load(call, call.params.id, "read");
    const { share, subBands } = call.services.network.airtime(id);
    return { share, subBands: [...subBands] };
  },

  async getGatewayHours(call) {
    const { id } = await GATEWAYS.load(call, call.params.id, "read");
    const { clock, gatewayHours } = call.services;
    return {
      countedSince: formatInstant(gatewayHours.countedSince),
      items: gatewayHours.recent(id, clock.now()),
    };
  },

  async runGatewayCommand(call) {
    const { services, principal, body } = call;
    const { id, tenantId } = await GATEWAYS.load(call, call.params.id, "write");
    services.doors.run(id, body);
    const { actor } = principal;
    await recordChange(services, { actor, tenantId, kind: "gateway-command", id, after: body });
  },

  async listGateways(call) {
    const { services, query } = call;
    const page = await GATEWAYS.list(call, query);
    const { gateways } = services.stores.registry;
    const seen = await gateways.lastSeen(page.items.map(({ id }) => id));
    return pageOf(page, (gateway) => showSeen(services, gateway, seen.get(gateway.id)));
  },

  async createGateway(call) {
    const { services, principal, body } = call;
    const { tenantId: asked, name = body.eui, location, ...rest } = body;
    const tenantId = tenantOfNew(principal, asked, "gateways");
    await services.quotas.demand(tenantId, "gateways", principal.actor);
    const place = location && { location: defined(location) };
    const fields = { ...defined(rest), ...place, name, eui: body.eui as Eui64 };
    return showNow(services, await GATEWAYS.create(call, tenantId, fields));
  },

  async getGateway(call) {
    return showNow(call.services, await GATEWAYS.load(call, call.params.id, "read"));
  },

  async updateGateway(call) {
    const { services, body } = call;
    const gateway = await GATEWAYS.load(call, call.params.id, "write");
    const { location, ...rest } = body;
    const change = { ...rest, location: location && defined(location) };
    return showNow(services, await GATEWAYS.update(call, gateway, change));
  },

  async deleteGateway(call) {
    const gateway = await GATEWAYS.load(call, call.params.id, "write");
    await GATEWAYS.delete(call, gateway);
    await revokeAllOf(call.services, gateway);
  },
};
