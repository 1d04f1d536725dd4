import type { DeviceProfile } from "@lorats/api";
import { client } from "../../../client.ts";
import { base64ToHex, spacedHex } from "../../../format.ts";

export interface NewestPayload {
  readonly device: string;
  readonly fPort: number;
  readonly hex: string;
}

/** Devices of the profile that are asked for their uplinks, those heard of last first. */
const ASKED = 5;
const UPLINKS = 20;

/** The newest payload of a device with this profile; undefined when none of those looked at sent any. */
export async function newestPayload(profileId: string): Promise<NewestPayload | undefined> {
  const { items } = await client.listDevices({
    profileId: profileId as DeviceProfile["id"],
    limit: 1000,
  });
  const heard = items
    .filter(({ lastSeenAt }) => lastSeenAt !== undefined)
    .toSorted((a, b) => Date.parse(b.lastSeenAt!) - Date.parse(a.lastSeenAt!));
  for (const { id, name } of heard.slice(0, ASKED)) {
    const uplinks = await client.listUplinks({ deviceId: id, limit: UPLINKS });
    // Port 0 carries commands of the network, which no codec reads.
    const found = uplinks.items.find(({ fPort, data }) => (fPort ?? 0) > 0 && data !== "");
    if (found)
      return { device: name, fPort: found.fPort!, hex: spacedHex(base64ToHex(found.data)) };
  }
  return undefined;
}
