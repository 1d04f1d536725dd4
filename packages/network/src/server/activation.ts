import { CallerError, type DevAddr, type Instant } from "@lorats/base";
import type { Activation, NewEvent, SessionKeyIds } from "@lorats/events";
import { rx2FrequencyHz } from "@lorats/lorawan";
import { regionOf } from "../radio/regions.ts";
import type { Device } from "../registry/device.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";

/** A session that somebody sets by hand. Its keys are in the key store already. */
export interface PersonalSession {
  readonly devAddr: DevAddr;
  readonly keys: SessionKeyIds;
  /** The counters to expect and to use next. */
  readonly fCntUp: number;
  readonly nFCntDown: number;
  readonly aFCntDown: number;
}

/**
 * The event that sets or ends a session. What a personalised device assumes of its receive windows is its profile's,
 * or the region's.
 * @throws {CallerError} `NS_BAD_SESSION`
 */
export function activationEvent(
  device: Device,
  profile: DeviceProfile,
  session: PersonalSession | undefined,
  time: Instant,
): NewEvent<"activation"> {
  const at = { tenantId: device.tenantId, key: device.id, time };
  if (!session) return { type: "activation", ...at, body: { deviceId: device.id } };
  for (const counter of [session.fCntUp, session.nFCntDown, session.aFCntDown]) {
    if (!Number.isInteger(counter) || counter < 0 || counter > 0xffff_ffff) {
      throw new CallerError("NS_BAD_SESSION", "frame counters are 0 … 4,294,967,295");
    }
  }
  if (!/^[0-9a-f]{8}$/.test(session.devAddr)) {
    throw new CallerError("NS_BAD_SESSION", "a DevAddr has 8 lower-case hexadecimal digits");
  }
  const region = regionOf(profile);
  const body: Activation = {
    deviceId: device.id,
    session: {
      ...session,
      macVersion: profile.macVersion,
      region: profile.region,
      rx1DelayS: profile.rx.rx1DelayS ?? 1,
      rx1DrOffset: profile.rx.rx1DrOffset ?? 0,
      rx2DataRate: profile.rx.rx2DataRate ?? region.rx2.dataRate,
      rx2FreqHz: profile.rx.rx2FreqHz ?? rx2FrequencyHz(region),
    },
  };
  return { type: "activation", ...at, body };
}
