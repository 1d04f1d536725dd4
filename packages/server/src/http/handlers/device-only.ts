import { parseInstant } from "@lorats/base";
import { newEvent } from "@lorats/events";
import type { Device, QueueItem } from "@lorats/network";
import type { Observed } from "@lorats/platform";
import type { Principal } from "../../auth/principal.ts";
import { showQueueItem } from "../../queue-items.ts";
import type { Services } from "../../services.ts";
import type { Handlers } from "../call.ts";
import { HttpProblem, notFound } from "../problem.ts";

const LISTED = 100;

/** What a device may do that speaks for itself. Whose credential it is says which device it is. */
export const deviceOnlyHandlers: Handlers<"sendUplink" | "listDownlinks" | "confirmDownlink"> = {
  async sendUplink({ services, principal, body }) {
    const { data, object, sentAt, location, ...rest } = body;
    if ((data === undefined) === (object === undefined)) {
      throw new HttpProblem(400, "HTTP_INVALID", "give either data or object");
    }
    const device = await ownDevice(services, principal);
    const { tenantId, devEui } = device;
    await services.quotas.demandEvents(tenantId, 1, principal.actor);
    const observed: Observed = {
      ...rest,
      identity: { network: "http", id: devEui },
      devEui,
      payload: data === undefined ? undefined : Uint8Array.fromBase64(data),
      object,
      heardAt: sentAt === undefined ? undefined : parseInstant(sentAt),
      place: location,
      heardBy: [],
    };
    const source = { id: principal.actor.replace(/^key:/, ""), tenantId };
    const { kept } = await services.connectors.intake.keep(source, [observed], () => device);
    return { kept: kept > 0, ...(await waitingFor(services, device)) };
  },

  async listDownlinks({ services, principal }) {
    return waitingFor(services, await ownDevice(services, principal));
  },

  async confirmDownlink({ services, principal, params }) {
    const { stores, clock } = services;
    const device = await ownDevice(services, principal);
    const { id: deviceId, tenantId, applicationId, devEui } = device;
    const item = (await queueOf(services, device)).find(({ id }) => id === params.itemId);
    if (!item) throw notFound();
    if (item.pendingFCnt !== undefined) {
      throw new HttpProblem(409, "QUEUE_ITEM_PENDING", "it is on its way by radio");
    }
    const at = { tenantId, key: deviceId, time: clock.now() };
    const body = { deviceId, applicationId, devEui, queueItemId: item.id };
    await stores.log.append([newEvent("delivery", at, { ...body, outcome: "acknowledged" })]);
    await stores.downlinks.remove([item.id]);
  },
};

/** A key that outlived its device, or whose device went to another tenant, speaks for nobody. */
async function ownDevice({ stores }: Services, { deviceId, tenants }: Principal): Promise<Device> {
  const device = (await stores.registry.devices.get([deviceId!])).get(deviceId!);
  if (!device || !tenants.has(device.tenantId)) throw notFound();
  if (device.disabled) throw new HttpProblem(403, "DEVICE_DISABLED", "the device is disabled");
  return device;
}

async function queueOf({ stores }: Services, { id }: Device): Promise<readonly QueueItem[]> {
  return (await stores.downlinks.peek([id], LISTED)).get(id) ?? [];
}

async function waitingFor(services: Services, device: Device) {
  const now = services.clock.now();
  const items = (await queueOf(services, device)).filter(
    ({ expiresAt }) => expiresAt === undefined || expiresAt > now,
  );
  return { items: items.map(showQueueItem) };
}
