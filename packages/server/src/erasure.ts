import type { DeviceId, TenantId } from "@lorats/base";
import { everyItem } from "@lorats/platform";
import type { Device } from "@lorats/network";
import type { Services } from "./services.ts";

/**
 * Erases what a device said: the payloads in its events, with the key that they are sealed under, what was measured
 * from them, and messages that targets refused. That there were frames, when and how they were received, stays.
 */
export async function eraseHistory(
  { stores, lastLocations }: Pick<Services, "stores" | "lastLocations">,
  { id, tenantId }: Pick<Device, "id" | "tenantId">,
): Promise<void> {
  await stores.log.erase([id]);
  lastLocations.forget([id]);
  await stores.measurements.forget([id]);
  await forgetDeadLetters(stores, tenantId, id);
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
