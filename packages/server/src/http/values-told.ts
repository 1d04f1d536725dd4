import { fromBase64, type DeviceId } from "@lorats/base";
import type { StoredEvent } from "@lorats/events";
import type { Device } from "@lorats/network";
import { saidBy, withExternal } from "@lorats/platform";
import type { Services } from "../services.ts";

type Uplink = Extract<StoredEvent, { type: "uplink" }>;
type Values = Readonly<Record<string, unknown>>;

/**
 * What everybody is told of uplinks, in the log's order or its reverse: decoded by the codecs that the devices have now,
 * calibrated, enriched with what was known then. Undefined where there is nothing to tell.
 */
export async function valuesTold(
  { stores, codecs, enrichments }: Pick<Services, "stores" | "codecs" | "enrichments">,
  uplinks: readonly Uplink[],
  devices: ReadonlyMap<DeviceId, Device>,
): Promise<readonly (Values | undefined)[]> {
  const ids = [...devices.values()].map(({ profileId }) => profileId);
  const profiles = await stores.registry.deviceProfiles.get([...new Set(ids)]);
  const jobs = uplinks.flatMap(({ position, body, time }) => {
    const device = devices.get(body.deviceId);
    const codec = device && profiles.get(device.profileId)?.codec;
    const { fPort } = body;
    if (!codec || !fPort || body.sealed) return [];
    const bytes = fromBase64(body.frmPayload);
    const { variables, tenantId } = device;
    const { applicationId, deviceId } = body;
    const frame = { tenantId, applicationId, deviceId, time, position };
    return [{ codec, fPort, bytes, time, variables, frame }];
  });
  const [outcomes, externals] = await Promise.all([
    codecs.decode(jobs),
    enrichments.history.of(jobs.map(({ frame }) => frame)),
  ]);
  const told = jobs.map(({ frame: { position }, variables }, i) => {
    const decoded = outcomes[i];
    const said = decoded?.ok ? saidBy({ variables }, decoded.object) : undefined;
    return [position, withExternal(said, externals[i])] as const;
  });
  const byPosition = new Map(told);
  return uplinks.map(({ position }) => byPosition.get(position));
}
