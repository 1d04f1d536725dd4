import { fromBase64, type DeviceId } from "@lorats/base";
import type { StoredEvent } from "@lorats/events";
import type { Device } from "@lorats/network";
import type { DecodeOutcome } from "@lorats/platform";
import type { Services } from "../services.ts";

type Uplink = Extract<StoredEvent, { type: "uplink" }>;

/** What the codecs that the devices have now make of their payloads; undefined where there is none. */
export async function decodeUplinks(
  { stores, codecs }: Services,
  uplinks: readonly Uplink[],
  devices: ReadonlyMap<DeviceId, Device>,
): Promise<readonly (DecodeOutcome | undefined)[]> {
  const ids = [...devices.values()].map(({ profileId }) => profileId);
  const profiles = await stores.registry.deviceProfiles.get([...new Set(ids)]);
  const jobs = uplinks.map(({ body, time }) => {
    const device = devices.get(body.deviceId);
    const codec = device && profiles.get(device.profileId)?.codec;
    const { fPort } = body;
    if (!codec || !fPort || body.sealed) return undefined;
    return { codec, fPort, bytes: fromBase64(body.frmPayload), time, variables: device.variables };
  });
  const outcomes = await codecs.decode(jobs.filter((job) => job !== undefined));
  let next = 0;
  return jobs.map((job) => (job ? outcomes[next++] : undefined));
}
