import { CallerError, type TenantId } from "@lorats/base";
import { newEvent } from "@lorats/events";
import type { Application, Device, DeviceProfile } from "@lorats/network";
import { recordChange, recordChanges } from "../audit.ts";
import { forgetDeadLetters } from "../erasure.ts";
import type { Services } from "../services.ts";
import { showQueueItem } from "../queue-items.ts";
import { showDevice } from "./device-view.ts";

/**
 * Moves a device to an application, which may be another tenant's. Its session, keys, history and measurements go with it; what
 * its former people had queued for it, and what their targets had refused of it, does not. Alarms that are open are cleared there
 * and raised anew where it went.
 * @throws {CallerError} `DEVICE_IN_GROUP`, `REG_DUPLICATE` when the DevEUI is known there, `REG_CONFLICT`, `TENANT_QUOTA`
 */
export async function moveDevice(
  services: Services,
  actor: string,
  device: Device,
  { id: applicationId, tenantId }: Application,
  { id: profileId }: DeviceProfile,
): Promise<Device> {
  const { registry } = services.stores;
  if (applicationId !== device.applicationId) await refuseInGroup(services, device);
  const next = { ...device, tenantId, applicationId, profileId };
  const before = showDevice(device);
  if (tenantId === device.tenantId) {
    const [updated] = await registry.devices.update([next]);
    await services.movedDevices.note(updated!);
    const after = showDevice(updated!);
    const { id } = device;
    await recordChange(services, { actor, tenantId, kind: "device", id, before, after });
    return updated!;
  }
  await services.quotas.demand(tenantId, "devices", actor);
  const moved = await registry.devices.move(next);
  await services.movedDevices.note(moved);
  await flushQueue(services, actor, device);
  await forgetDeadLetters(services.stores, device.tenantId, device.id);
  await moveAlarms(services, actor, device, tenantId);
  const entry = { actor, kind: "device", id: device.id };
  // Neither side's audit log names the other side.
  await recordChanges(services, [
    { ...entry, tenantId: device.tenantId, before },
    { ...entry, tenantId, after: showDevice(moved) },
  ]);
  return moved;
}

/** A trouble goes on where the device is now. Its details stay behind: they may name things of the former tenant. */
async function moveAlarms(
  { alarms, stores, clock }: Services,
  actor: string,
  { id, tenantId: former }: Device,
  tenantId: TenantId,
): Promise<void> {
  const open = (await stores.alarms.active()).filter(
    ({ subject, tenantId: owner, state }) =>
      subject.kind === "device" && subject.id === id && owner === former && state !== "pending",
  );
  for (const one of open) {
    await alarms.command(one.id, { kind: "clear", actor, note: "the device was moved away" });
  }
  const signals = open.map(({ code, subject, severity, message }) => {
    const body = { code, subject, severity, message, state: "raised" } as const;
    return newEvent("alarm-signal", { tenantId, key: id, time: clock.now() }, body);
  });
  if (signals.length > 0) await stores.log.append(signals);
}

async function refuseInGroup(
  { stores }: Services,
  { id, tenantId, applicationId }: Device,
): Promise<void> {
  const { multicastGroups } = stores.registry;
  const groups = await multicastGroups.list({ tenantId, applicationId, limit: 1000 });
  const group = groups.items.find(({ deviceIds }) => deviceIds.includes(id));
  if (!group) return;
  const what = `take the device out of the multicast group “${group.name}” first`;
  throw new CallerError("DEVICE_IN_GROUP", what);
}

async function flushQueue(
  services: Services,
  actor: string,
  { id: deviceId, tenantId }: Device,
): Promise<void> {
  const flushed = await services.stores.downlinks.flush([deviceId]);
  await recordChanges(
    services,
    flushed.map((item) => {
      const before = showQueueItem(item);
      return { actor, tenantId, kind: "queue-item", id: item.id, before };
    }),
  );
}
