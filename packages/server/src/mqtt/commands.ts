import {
  CallerError,
  accept,
  newId,
  type ApplicationId,
  type Eui64,
  type Result,
} from "@lorats/base";
import { newEvent } from "@lorats/events";
import type { Device, QueueItem } from "@lorats/network";
import { parseDownCommand, readDownTopic, type DownCommand } from "@lorats/platform";
import { encodeFor } from "../encode-downlink.ts";
import { recordChange } from "../audit.ts";
import { deviceQueueItem, sendable, showQueueItem } from "../queue-items.ts";
import type { Services } from "../services.ts";
import type { MqttCredential } from "@lorats/platform";

/** What became of a command. */
export type CommandOutcome =
  | { readonly ok: true }
  /** Why it was refused. */
  | { readonly ok: false; readonly code: string; readonly reason: string };

/**
 * Obeys a command, and tells the device's application where it cannot: as a `log` event, since MQTT has no word for it. What is
 * wrong with a command stays wrong, so it is acknowledged; only what may go better later is thrown.
 */
export async function takeCommand(
  services: Services,
  topic: string,
  payload: Uint8Array,
  credential: Pick<MqttCredential, "id">,
): Promise<CommandOutcome> {
  const outcome = await obeyCommand(services, topic, payload, credential);
  if (outcome.ok) return outcome;
  const { code, reason } = outcome;
  const to = readDownTopic(topic);
  const device = to && (await deviceOf(services, to));
  if (!device) return outcome;
  const { id: deviceId, devEui, tenantId } = device;
  const { clock, stores } = services;
  const at = { tenantId, key: deviceId, time: clock.now() };
  const body = { code, reason, deviceId, devEui, receptions: [] };
  await stores.log.append([newEvent("refusal", at, body)]);
  return outcome;
}

/**
 * Puts what somebody asks for by `command/down` into the device's queue. The broker has checked that he may ask
 * that of this application.
 */
async function obeyCommand(
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
  try {
    await network.enqueue([item]);
  } catch (error) {
    // Its id is taken, by the same command that came before the line broke.
    if (error instanceof CallerError) return refused(error.code, error.message);
    throw error;
  }
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
  { applicationId, devEui }: Pick<DownCommand, "applicationId" | "devEui">,
): Promise<Device | undefined> {
  const eui = devEui as Eui64;
  const all = (await stores.registry.devices.byEui([eui])).get(eui) ?? [];
  return all.find((device) => device.applicationId === (applicationId as ApplicationId));
}
