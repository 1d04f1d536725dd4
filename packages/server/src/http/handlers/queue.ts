import { formatInstant, newId, parseInstant, toBase64 } from "@lorats/base";
import type { QueueItem } from "@lorats/network";
import { recordChange } from "../../audit.ts";
import type { Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";

const LISTED = 1000;
/** Transmissions of one message: an unconfirmed one goes out once, a confirmed one until it is acknowledged. */
const CONFIRMED_ATTEMPTS = 3;

function show(item: QueueItem) {
  return {
    id: item.id,
    fPort: item.fPort,
    data: toBase64(item.payload),
    confirmed: item.confirmed,
    createdAt: formatInstant(item.createdAt),
    ...(item.expiresAt !== undefined && { expiresAt: formatInstant(item.expiresAt) }),
    pending: item.pendingFCnt !== undefined,
  };
}

export const queueHandlers: Handlers<"listQueue" | "enqueue" | "flushQueue"> = {
  async listQueue({ services, principal, params }) {
    const { registry, downlinks } = services.stores;
    const { id } = await loadOwned(registry.devices, params.id, principal, "downlinks", "read");
    const waiting = (await downlinks.peek([id], LISTED)).get(id) ?? [];
    return { items: waiting.map(show) };
  },

  async enqueue({ services, principal, params, body }) {
    const { clock, random, stores } = services;
    const { registry, downlinks } = stores;
    const device = await loadOwned(registry.devices, params.id, principal, "downlinks", "write");
    const item: QueueItem = {
      id: body.itemId ?? newId<string>(clock, random),
      tenantId: device.tenantId,
      deviceId: device.id,
      fPort: body.fPort,
      payload: Uint8Array.fromBase64(body.data),
      confirmed: body.confirmed,
      createdAt: clock.now(),
      attemptsLeft: body.confirmed ? CONFIRMED_ATTEMPTS : 1,
      ...(body.expiresAt !== undefined && { expiresAt: parseInstant(body.expiresAt) }),
    };
    await downlinks.add([item]);
    const after = show(item);
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
      const before = show(item);
      await recordChange(services, { actor, tenantId, kind: "queue-item", id: item.id, before });
    }
  },
};
