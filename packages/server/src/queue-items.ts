import { formatInstant, toBase64, type Instant } from "@lorats/base";
import type { Device, QueueItem } from "@lorats/network";

/** A confirmed message goes out until it is acknowledged, so often at most; an unconfirmed one once. */
const CONFIRMED_ATTEMPTS = 3;

interface Wanted {
  readonly id: string;
  readonly fPort: number;
  readonly payload: Uint8Array;
  readonly confirmed: boolean;
  readonly expiresAt?: Instant | undefined;
}

/** What waits in a device's queue, made of what somebody wants to have sent. */
export function queueItemOf(
  { id: deviceId, tenantId }: Pick<Device, "id" | "tenantId">,
  now: Instant,
  { id, fPort, payload, confirmed, expiresAt }: Wanted,
): QueueItem {
  return {
    id,
    tenantId,
    deviceId,
    fPort,
    payload,
    confirmed,
    createdAt: now,
    attemptsLeft: confirmed ? CONFIRMED_ATTEMPTS : 1,
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

/** As the API shows it. */
export function showQueueItem(item: QueueItem) {
  return {
    id: item.id,
    fPort: item.fPort,
    data: toBase64(item.payload),
    confirmed: item.confirmed,
    createdAt: formatInstant(item.createdAt),
    ...(item.expiresAt !== undefined && { expiresAt: formatInstant(item.expiresAt) }),
    pending: item.pendingFCnt !== undefined,
  };
}
