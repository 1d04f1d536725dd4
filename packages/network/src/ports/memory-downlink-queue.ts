import { CallerError, type DeviceId } from "@lorats/base";
import type { DownlinkQueue, QueueItem } from "./downlink-queue.ts";

/** Items that one device may have waiting. */
export const MAX_QUEUE_LENGTH = 1000;

/** Queues in memory, for tests and simulations. */
export class MemoryDownlinkQueue implements DownlinkQueue {
  readonly #items = new Map<string, QueueItem>();
  readonly #queues = new Map<DeviceId, string[]>();

  async add(items: readonly QueueItem[]): Promise<void> {
    const fresh = new Set<string>();
    const lengths = new Map<DeviceId, number>();
    for (const { id, deviceId } of items) {
      if (this.#items.has(id) || fresh.has(id)) {
        throw new CallerError("NS_QUEUE_DUPLICATE", `a queued downlink has the id ${id} already`);
      }
      fresh.add(id);
      const length = (lengths.get(deviceId) ?? this.#queues.get(deviceId)?.length ?? 0) + 1;
      if (length > MAX_QUEUE_LENGTH) {
        throw new CallerError("NS_QUEUE_FULL", `${MAX_QUEUE_LENGTH} downlinks wait already`);
      }
      lengths.set(deviceId, length);
    }
    for (const item of items) {
      this.#items.set(item.id, item);
      const queue = this.#queues.get(item.deviceId) ?? [];
      queue.push(item.id);
      this.#queues.set(item.deviceId, queue);
    }
  }

  async peek(
    deviceIds: readonly DeviceId[],
    limit: number,
  ): Promise<ReadonlyMap<DeviceId, readonly QueueItem[]>> {
    const found = new Map<DeviceId, readonly QueueItem[]>();
    for (const deviceId of deviceIds) {
      const queue = this.#queues.get(deviceId);
      if (queue)
        found.set(
          deviceId,
          queue.slice(0, limit).map((id) => this.#items.get(id)!),
        );
    }
    return found;
  }

  async waiting(): Promise<readonly DeviceId[]> {
    return [...this.#queues.keys()];
  }

  async update(items: readonly QueueItem[]): Promise<void> {
    for (const item of items) if (this.#items.has(item.id)) this.#items.set(item.id, item);
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const item = this.#items.get(id);
      if (!item) continue;
      this.#items.delete(id);
      const left = this.#queues.get(item.deviceId)!.filter((other) => other !== id);
      if (left.length > 0) this.#queues.set(item.deviceId, left);
      else this.#queues.delete(item.deviceId);
    }
  }

  async flush(deviceIds: readonly DeviceId[]): Promise<readonly QueueItem[]> {
    const flushed: QueueItem[] = [];
    for (const deviceId of deviceIds) {
      for (const id of this.#queues.get(deviceId) ?? []) {
        flushed.push(this.#items.get(id)!);
        this.#items.delete(id);
      }
      this.#queues.delete(deviceId);
    }
    return flushed;
  }
}
