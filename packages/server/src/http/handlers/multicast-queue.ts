import { newId, parseInstant, type DeviceId } from "@lorats/base";
import type { MulticastGroup } from "@lorats/network";
import { recordChange } from "../../audit.ts";
import { queueItemOf, sendable, showQueueItem } from "../../queue-items.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { orProblem } from "../problem.ts";

const LISTED = 1000;

/** A group's queue stands where those of devices do. */
function queueOf({ id, tenantId }: MulticastGroup) {
  return { id: id as string as DeviceId, tenantId };
}

type Operations = "listGroupQueue" | "enqueueToGroup" | "flushGroupQueue";

export const multicastQueueHandlers: Handlers<Operations> = {
  async listGroupQueue({ services, principal, params }) {
    const { registry, downlinks } = services.stores;
    const { multicastGroups } = registry;
    const group = await loadOwned(multicastGroups, params.id, principal, "downlinks", "read");
    const { id } = queueOf(group);
    const waiting = (await downlinks.peek([id], LISTED)).get(id) ?? [];
    return { items: waiting.map(showQueueItem) };
  },

  async enqueueToGroup({ services, principal, params, body }) {
    const { clock, random, stores, network } = services;
    const { multicastGroups } = stores.registry;
    const group = await loadOwned(multicastGroups, params.id, principal, "downlinks", "write");
    const { fPort, data } = body;
    const content = orProblem(sendable({ fPort, payload: Uint8Array.fromBase64(data) }));
    const item = queueItemOf(queueOf(group), clock.now(), {
      id: body.itemId ?? newId<string>(clock, random),
      ...content,
      confirmed: false,
      expiresAt: body.expiresAt === undefined ? undefined : parseInstant(body.expiresAt),
    });
    await network.enqueueMulticast([item]);
    const after = showQueueItem(item);
    const { actor } = principal;
    const { tenantId } = group;
    await recordChange(services, { actor, tenantId, kind: "queue-item", id: item.id, after });
    return after;
  },

  async flushGroupQueue({ services, principal, params }) {
    const { registry, downlinks } = services.stores;
    const { multicastGroups } = registry;
    const group = await loadOwned(multicastGroups, params.id, principal, "downlinks", "write");
    const { actor } = principal;
    const { tenantId } = group;
    for (const item of await downlinks.flush([queueOf(group).id])) {
      const before = showQueueItem(item);
      await recordChange(services, { actor, tenantId, kind: "queue-item", id: item.id, before });
    }
  },
};
