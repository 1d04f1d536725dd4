import type { ApplicationId, Clock, DeviceId } from "@lorats/base";
import type { StoredEvent } from "@lorats/events";
import type { Device } from "@lorats/network";
import { everyItem, type Item, type ItemStore } from "@lorats/platform";

/** A device that was moved; `tenantId` and `applicationId` are whose it is now. */
export interface MovedDevice extends Item<DeviceId> {
  readonly applicationId: ApplicationId;
}

/**
 * Which devices were moved. Their events stand in the log for ever under the tenant of their time; who may read them
 * is decided by whose the device is now.
 */
export class MovedDevices {
  readonly #store: ItemStore<MovedDevice>;
  readonly #clock: Clock;
  readonly #owners = new Map<string, Pick<MovedDevice, "tenantId" | "applicationId">>();

  constructor(store: ItemStore<MovedDevice>, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  async load(): Promise<void> {
    for await (const moved of everyItem(this.#store)) this.#owners.set(moved.id, moved);
  }

  /** Durable once resolved. */
  async note({ id, tenantId, applicationId }: Device): Promise<void> {
    const moved = { id, tenantId, applicationId, createdAt: this.#clock.now(), version: 1 };
    await this.#store.delete([id]);
    await this.#store.create([moved]);
    this.#owners.set(id, moved);
  }

  /** Whether a tenant's own events hold one that is another's by now. */
  hides({ key, type, tenantId }: Pick<StoredEvent, "key" | "type" | "tenantId">): boolean {
    const owner = this.#owners.get(key)?.tenantId;
    // What people changed, and when, stays in the books of those who changed it.
    return owner !== undefined && owner !== tenantId && type !== "change";
  }

  /** Where a device is now, if it was moved since. */
  applicationOf(deviceId: DeviceId, otherwise: ApplicationId): ApplicationId {
    return this.#owners.get(deviceId)?.applicationId ?? otherwise;
  }
}
