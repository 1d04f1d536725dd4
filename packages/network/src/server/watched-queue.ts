import type { DeviceId } from "@lorats/base";
import type { DownlinkQueue, QueueItem } from "../ports/downlink-queue.ts";

/**
 * The downlink queue as this process uses it: it remembers for whom something waits, so that a device without
 * messages, which is nearly every one, costs no look-up. Only this process adds messages while it runs.
 */
export class WatchedQueue implements DownlinkQueue {
  readonly #queue: DownlinkQueue;
  /** How often something was added for each; undefined until it is known what waits from before. */
  #added: Map<DeviceId, number> | undefined;

  constructor(queue: DownlinkQueue) {
    this.#queue = queue;
  }

  /** Learns what waits from before. Until then every look goes to the store. */
  async waiting(): Promise<readonly DeviceId[]> {
    const ids = await this.#queue.waiting();
    this.#added = new Map(ids.map((id) => [id, 0]));
    return ids;
  }

  async add(items: readonly QueueItem[]): Promise<void> {
    // Before they are there: a look in between finds nothing, but is not believed.
    for (const { deviceId } of items) {
      this.#added?.set(deviceId, (this.#added.get(deviceId) ?? 0) + 1);
    }
    await this.#queue.add(items);
  }

  async peek(
    deviceIds: readonly DeviceId[],
    limit: number,
  ): Promise<ReadonlyMap<DeviceId, readonly QueueItem[]>> {
    const added = this.#added;
    if (!added) return await this.#queue.peek(deviceIds, limit);
    const asked = deviceIds
      .filter((id) => added.has(id))
      .map((id) => [id, added.get(id)!] as const);
    if (asked.length === 0) return new Map();
    const found = await this.#queue.peek(
      asked.map(([id]) => id),
      limit,
    );
    for (const [id, before] of asked) {
      if (!found.has(id) && added.get(id) === before) added.delete(id);
    }
    return found;
  }

  update(items: readonly QueueItem[]): Promise<void> {
    return this.#queue.update(items);
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#queue.remove(ids);
  }

  flush(deviceIds: readonly DeviceId[]): Promise<readonly QueueItem[]> {
    return this.#queue.flush(deviceIds);
  }
}
