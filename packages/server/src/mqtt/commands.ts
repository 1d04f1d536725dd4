import { accept, newId, type ApplicationId, type Eui64, type Result } from "@lorats/base";
import type { Device, QueueItem } from "@lorats/network";
import { parseDownCommand, type DownCommand } from "@lorats/platform";
import { encodeFor } from "../encode-downlink.ts";
import { recordChange } from "../audit.ts";
import { deviceQueueItem, sendable, showQueueItem } from "../queue-items.ts";
import type { Services } from "../services.ts";
import type { MqttCredential } from "@lorats/platform";

/** What became of a command. */
export interface CommandOutcome {
  readonly ok: boolean;
  /** Why it was refused. */
  readonly code?: string;
  readonly reason?: string;
}

/**
 * Puts what somebody asks for by `command/down` into the device's queue. The broker has checked that he may ask
 * that of this application.
 */
export async function obeyCommand(
  services: Services,
  topic: string,
  payload: Uint8Array,
  { id }: Pick<MqttCredential, "id">,
): Promise<CommandOutcome> {
  const command = parseDownCommand(topic, payload);
  if (!command.ok) return command;
  const device = await deviceOf(services, command.value);
  if (!device) return refused("DOWN_NO_DEVICE", "the application has no such device");
  const { data, fPort, confirmed, id: itemId, expiresAt } = command.value;
  const content: Result<{ fPort: number; payload: Uint8Array }> = data
    ? accept({ fPort, payload: data })
    : await encodeFor(services, device, command.value.object, fPort);
  if (!content.ok) return content;
  const fits = sendable(content.value);
  if (!fits.ok) return fits;
  const { clock, random, network } = services;
  const item: QueueItem = await deviceQueueItem(services.stores.registry, device, clock.now(), {
    id: itemId ?? newId<string>(clock, random),
    ...content.value,
    confirmed,
    expiresAt,
  });
  await network.enqueue([item]);
  await recordChange(services, {
    actor: `mqtt:${id}`,
    tenantId: device.tenantId,
    kind: "queue-item",
    id: item.id,
    after: showQueueItem(item),
  });
  return { ok: true };
}

function refused(code: string, reason: string): CommandOutcome {
  return { ok: false, code, reason };
}

async function deviceOf(
  { stores }: Services,
  { applicationId, devEui }: DownCommand,
): Promise<Device | undefined> {
  const eui = devEui as Eui64;
  const all = (await stores.registry.devices.byEui([eui])).get(eui) ?? [];
  return all.find((device) => device.applicationId === (applicationId as ApplicationId));
}
