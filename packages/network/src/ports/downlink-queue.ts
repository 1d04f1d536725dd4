import type { DeviceId, Instant, TenantId } from "@lorats/base";

/** A message that an application wants to have sent to a device. */
export interface QueueItem {
  /** UUID. */
  readonly id: string;
  readonly tenantId: TenantId;
  readonly deviceId: DeviceId;
  /** 1 … 223 for applications. */
  readonly fPort: number;
  /** Plaintext. */
  readonly payload: Uint8Array;
  readonly confirmed: boolean;
  readonly createdAt: Instant;
  /** After this it is dropped with a notice. */
  readonly expiresAt?: Instant;
  /** Transmissions that are left. */
  readonly attemptsLeft: number;
  /** The counter of a confirmed item that is on its way and not acknowledged yet. */
  readonly pendingFCnt?: number;
  /** When a pending item counts as lost. */
  readonly pendingUntil?: Instant;
}

/** Messages to devices, first in, first out. */
export interface DownlinkQueue {
  /** @throws {CallerError} `NS_QUEUE_DUPLICATE` when an id is taken, `NS_QUEUE_FULL` past 1,000 items a device */
  add(items: readonly QueueItem[]): Promise<void>;
  /** The first items of each device, at most `limit` each; devices without any are missing. */
  peek(
    deviceIds: readonly DeviceId[],
    limit: number,
  ): Promise<ReadonlyMap<DeviceId, readonly QueueItem[]>>;
  /** Devices for which something waits. */
  waiting(): Promise<readonly DeviceId[]>;
  /** Replaces items by id, in place; ids that are gone are passed over. */
  update(items: readonly QueueItem[]): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
  /** Removes everything that waits for these devices and returns it. */
  flush(deviceIds: readonly DeviceId[]): Promise<readonly QueueItem[]>;
}
