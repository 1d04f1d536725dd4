import { formatInstant, type Instant } from "@lorats/base";
import type { Device, DeviceProfile } from "@lorats/network";
import type { Known } from "@lorats/platform";
import type { Services } from "../services.ts";
import { shown } from "../http/shapes.ts";

/** A device may miss so many of its uplinks before it counts as overdue. */
const MISSED = 3;

/** What else is known of a device now. */
interface Now {
  readonly state?: "never-seen" | "active" | "overdue" | undefined;
  readonly lastSeenAt?: Instant | undefined;
  readonly location?: Known | undefined;
}

/** Neither keys nor their ids, nor variables, which may hold secrets. */
export function showDevice(device: Device, { state, lastSeenAt, location }: Now = {}) {
  const { appKeyId, nwkKeyId, variables: _, ...rest } = device;
  return {
    ...shown(rest),
    tags: { ...device.tags },
    hasAppKey: appKeyId !== undefined,
    hasNwkKey: nwkKeyId !== undefined,
    ...(state && { state }),
    ...(lastSeenAt !== undefined && { lastSeenAt: formatInstant(lastSeenAt) }),
    ...(location && { location: showLocation(location) }),
  };
}

function showLocation({ place, source, time }: Known) {
  return { ...place, source, time: formatInstant(time) };
}

/** Devices with what is known of them now. */
export async function showDevicesNow(
  {
    lastSeen,
    lastLocations,
    stores,
    clock,
  }: Pick<Services, "lastSeen" | "lastLocations" | "stores" | "clock">,
  devices: readonly Device[],
) {
  const ids = devices.map(({ id }) => id);
  const [seen, located, profiles] = await Promise.all([
    lastSeen.of(ids),
    lastLocations.of(ids),
    stores.registry.deviceProfiles.get([...new Set(devices.map(({ profileId }) => profileId))]),
  ]);
  const now = clock.now();
  return devices.map((device) => {
    const { id, profileId } = device;
    const lastSeenAt = seen.get(id);
    const state = stateOf(profiles.get(profileId), lastSeenAt, now);
    return showDevice(device, { state, lastSeenAt, location: located.get(id) });
  });
}

function stateOf(
  profile: Pick<DeviceProfile, "uplinkIntervalS"> | undefined,
  lastSeenAt: Instant | undefined,
  now: Instant,
): NonNullable<Now["state"]> {
  if (lastSeenAt === undefined) return "never-seen";
  const expectedS = profile?.uplinkIntervalS ?? 0;
  const silentS = Number(now - lastSeenAt) / 1e9;
  return expectedS > 0 && silentS > MISSED * expectedS ? "overdue" : "active";
}

export async function showDeviceNow(services: Services, device: Device) {
  return (await showDevicesNow(services, [device]))[0]!;
}
