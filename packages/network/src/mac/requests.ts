import type { Instant } from "@lorats/base";
import type { Uplink } from "@lorats/events";
import type { DownlinkMacCommand, Region } from "@lorats/lorawan";
import type { Session } from "../device/session.ts";
import type { RegionSettings } from "../options.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";

export interface RequestContext {
  readonly uplink: Uplink;
  readonly now: Instant;
  readonly settings: RegionSettings;
}

/** What the network wants of the device, most urgent first; commands that belong together are one entry. */
export function requestsFor(
  _session: Session,
  _profile: DeviceProfile,
  _region: Region,
  _context: RequestContext,
): readonly (readonly DownlinkMacCommand[])[] {
  return [];
}
