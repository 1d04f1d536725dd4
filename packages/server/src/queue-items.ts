import { accept, formatInstant, refuse, toBase64, type Instant, type Result } from "@lorats/base";
import type { Device, QueueItem, Registry } from "@lorats/network";

/** A confirmed message goes out until it is acknowledged, so often at most unless the profile says otherwise. */
const CONFIRMED_ATTEMPTS = 3;

interface Wanted {
  readonly id: string;
  readonly fPort: number;
  readonly payload: Uint8Array;
  readonly confirmed: boolean;
  readonly expiresAt?: Instant | undefined;
}

/** The longest payload of LoRaWAN: 250 bytes at the fastest data rates, less header and port. @see RP002-1.0.4 §3 */
const MAX_PAYLOAD_BYTES = 242;

/** Refuses with `DOWN_TOO_LONG` what no data rate of any region carries. */
export function sendable<T extends { readonly payload: Uint8Array }>(content: T): Result<T> {
  const { length } = content.payload;
  if (length <= MAX_PAYLOAD_BYTES) return accept(content);
  const reason = `the payload has ${length} bytes; LoRaWAN carries ${MAX_PAYLOAD_BYTES} at most`;
  return refuse("DOWN_TOO_LONG", reason);
}

/** What waits in a device's queue, made of what somebody wants to have sent. */
export async function deviceQueueItem(
  registry: Registry,
  device: Device,
  now: Instant,
  wanted: Wanted,
): Promise<QueueItem> {
  const item = queueItemOf(device, now, wanted);
  if (!wanted.confirmed) return item;
  const profile = (await registry.deviceProfiles.get([device.profileId])).get(device.profileId);
  return { ...item, attemptsLeft: profile?.confirmedAttempts ?? CONFIRMED_ATTEMPTS };
}

/** The same for a queue whose messages go out once. */
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
    attemptsLeft: 1,
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
