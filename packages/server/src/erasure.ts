import type { ApplicationId, DeviceId, Eui64, TenantId } from "@lorats/base";
import { everyItem } from "@lorats/platform";
import type { Device } from "@lorats/network";
import type { Services } from "./services.ts";

/**
 * Erases what a device said: the payloads in its events, with the key that they are sealed under, what was measured
 * from them, messages that targets refused, and those that the MQTT broker keeps for clients. That there were frames, when and how they were received, stays.
 */
export async function eraseHistory(
  { stores, lastLocations, keptWords }: Pick<Services, "stores" | "lastLocations" | "keptWords">,
  { id, tenantId, devEui }: Pick<Device, "id" | "tenantId" | "devEui">,
): Promise<void> {
  await stores.log.erase([id]);
  lastLocations.forget([id]);
  await stores.measurements.forget([id]);
  await forgetDeadLetters(stores, tenantId, id);
  await keptWords.forget({ id, devEui, except: await applicationsOfNamesakes(stores, devEui) });
}

/** Where the DevEUI is another device's by now: tenants give their devices DevEUIs without asking each other. */
async function applicationsOfNamesakes(
  { registry: { applications, devices } }: Pick<Services["stores"], "registry">,
  devEui: Eui64,
): Promise<ReadonlySet<ApplicationId>> {
  const namesakes = (await devices.byEui([devEui])).get(devEui) ?? [];
  const found = new Set<ApplicationId>();
  for (const { tenantId } of namesakes) {
    for await (const { id } of everyItem(applications, tenantId)) found.add(id);
  }
  return found;
}

/** Gives up what targets of a tenant refused of a device. */
export async function forgetDeadLetters(
  stores: Pick<Services["stores"], "integrations" | "deadLetters">,
  tenantId: TenantId,
  deviceId: DeviceId,
): Promise<void> {
  for await (const integration of everyItem(stores.integrations, tenantId)) {
    const letters = stores.deadLetters(integration.id);
    const about: string[] = [];
    for await (const letter of everyItem(letters, tenantId)) {
      if (letter.message.deviceId === deviceId) about.push(letter.id);
    }
    await letters.delete(about);
  }
}
