import { newId, parseInstant } from "@lorats/base";
import type { Device } from "@lorats/network";
import { recordChange } from "../../audit.ts";
import { deviceQueueItem, sendable, showQueueItem } from "../../queue-items.ts";
import { encodeFor } from "../../encode-downlink.ts";
import type { Services } from "../../services.ts";
import type { Call, Handlers } from "../call.ts";
import { loadOwned } from "../owned.ts";
import { orProblem } from "../problem.ts";

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
    const content = await contentOf(services, device, body);
    const item = await deviceQueueItem(registry, device, clock.now(), {
      id: body.itemId ?? newId<string>(clock, random),
      ...content,
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

/** The bytes to be sent: those given, or what the device's codec makes of values. */
async function contentOf(
  services: Services,
  device: Device,
  { data, object, fPort }: Call<"enqueue">["body"],
): Promise<{ fPort: number; payload: Uint8Array }> {
  if (!object) return orProblem(sendable({ fPort, payload: Uint8Array.fromBase64(data) }));
  return orProblem(sendable(orProblem(await encodeFor(services, device, object, fPort))));
}
