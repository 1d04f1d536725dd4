import { newId, parseInstant } from "@lorats/base";
import { recordChange } from "../../audit.ts";
import { queueItemOf, showQueueItem } from "../../queue-items.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";

const LISTED = 1000;

export const queueHandlers: Handlers<"listQueue" | "enqueue" | "flushQueue"> = {
  async listQueue({ services, principal, params }) {
    const { registry, downlinks } = services.stores;
    const { id } = await loadOwned(registry.devices, params.id, principal, "downlinks", "read");
    const waiting = (await downlinks.peek([id], LISTED)).get(id) ?? [];
    return { items: waiting.map(showQueueItem) };
  },

  async enqueue({ services, principal, params, body }) {
    const { clock, random, stores, network } = services;
    const { registry } = stores;
    const device = await loadOwned(registry.devices, params.id, principal, "downlinks", "write");
    const item = queueItemOf(device, clock.now(), {
      id: body.itemId ?? newId<string>(clock, random),
      fPort: body.fPort,
      payload: Uint8Array.fromBase64(body.data),
      confirmed: body.confirmed,
      expiresAt: body.expiresAt === undefined ? undefined : parseInstant(body.expiresAt),
    });
    await network.enqueue([item]);
    const after = showQueueItem(item);
    const { actor } = principal;
    const { tenantId } = device;
    await recordChange(services, { actor, tenantId, kind: "queue-item", id: item.id, after });
    return after;
  },

  async flushQueue({ services, principal, params }) {
    const { registry, downlinks } = services.stores;
    const device = await loadOwned(registry.devices, params.id, principal, "downlinks", "write");
    const { actor } = principal;
    const { tenantId } = device;
    for (const item of await downlinks.flush([device.id])) {
      const before = showQueueItem(item);
      await recordChange(services, { actor, tenantId, kind: "queue-item", id: item.id, before });
    }
  },
};
