import { formatInstant, type Instant } from "@lorats/base";
import type { Device } from "@lorats/network";
import type { Known } from "@lorats/platform";
import type { Services } from "../services.ts";
import { shown } from "../http/shapes.ts";

/** What else is known of a device now. */
interface Now {
  readonly lastSeenAt?: Instant | undefined;
  readonly location?: Known | undefined;
}

/** Neither keys nor their ids, nor variables, which may hold secrets. */
export function showDevice(device: Device, { lastSeenAt, location }: Now = {}) {
  const { appKeyId, nwkKeyId, variables: _, ...rest } = device;
  return {
    ...shown(rest),
    tags: { ...device.tags },
    hasAppKey: appKeyId !== undefined,
    hasNwkKey: nwkKeyId !== undefined,
    ...(lastSeenAt !== undefined && { lastSeenAt: formatInstant(lastSeenAt) }),
    ...(location && { location: showLocation(location) }),
  };
}

function showLocation({ place, source, time }: Known) {
  return { ...place, source, time: formatInstant(time) };
}

/** Devices with what is known of them now. */
export async function showDevicesNow(
  { lastSeen, lastLocations }: Pick<Services, "lastSeen" | "lastLocations">,
  devices: readonly Device[],
) {
  const ids = devices.map(({ id }) => id);
  const [seen, located] = await Promise.all([lastSeen.of(ids), lastLocations.of(ids)]);
  return devices.map((device) => {
    const { id } = device;
    return showDevice(device, { lastSeenAt: seen.get(id), location: located.get(id) });
  });
}

export async function showDeviceNow(services: Services, device: Device) {
  return (await showDevicesNow(services, [device]))[0]!;
}
