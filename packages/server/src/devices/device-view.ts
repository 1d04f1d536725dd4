import { formatInstant, type Instant } from "@lorats/base";
import type { Device } from "@lorats/network";
import type { Services } from "../services.ts";
import { shown } from "../http/shapes.ts";

/** Neither keys nor their ids, nor variables, which may hold secrets. */
export function showDevice(device: Device, lastSeenAt?: Instant) {
  const { appKeyId, nwkKeyId, variables: _, ...rest } = device;
  return {
    ...shown(rest),
    tags: { ...device.tags },
    hasAppKey: appKeyId !== undefined,
    hasNwkKey: nwkKeyId !== undefined,
    ...(lastSeenAt !== undefined && { lastSeenAt: formatInstant(lastSeenAt) }),
  };
}

export async function showDeviceNow({ lastSeen }: Services, device: Device) {
  return showDevice(device, (await lastSeen.of([device.id])).get(device.id));
}
