import { formatInstant, type TenantId } from "@lorats/base";
import type { Services } from "../../services.ts";
import { STEP_S } from "../../traffic/traffic.ts";
import type { Handlers } from "../call.ts";
import { tenantOfList } from "../tenancy.ts";
import { stateOf } from "./gateways.ts";

/** Gateways looked at, at most. */
const PAGE = 1000;
const MAX_PAGES = 20;

export const overviewHandlers: Handlers<"getOverview"> = {
  async getOverview({ services, principal, query }) {
    const { clock, stores, traffic } = services;
    const tenantId = tenantOfList(principal, query.tenantId, "events");
    return {
      devices: await stores.registry.devices.count({ tenantId }),
      gateways: await countGateways(services, tenantId),
      stepS: STEP_S,
      countedSince: formatInstant(traffic.countedSince),
      traffic: traffic.recent(tenantId, clock.now()),
    };
  },
};

async function countGateways({ stores, clock }: Services, tenantId: TenantId | undefined) {
  const { gateways } = stores.registry;
  const counts = { online: 0, offline: 0, neverSeen: 0 };
  const now = clock.now();
  let after: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages++) {
    const page = await gateways.list({ tenantId, limit: PAGE, after });
    const seen = await gateways.lastSeen(page.items.map(({ id }) => id));
    for (const gateway of page.items) {
      const state = stateOf(gateway, seen.get(gateway.id), now);
      counts[state === "never-seen" ? "neverSeen" : state]++;
    }
    after = page.next;
    if (after === undefined) break;
  }
  return counts;
}
