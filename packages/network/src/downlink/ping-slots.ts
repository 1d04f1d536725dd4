import { type Clock, type DevAddr, instantToGps, gpsToInstant } from "@lorats/base";
import { type Ciphers, type Region, pingSlotFrequencyHz, pingSlotsAfter } from "@lorats/lorawan";
import type { Session } from "../device/session.ts";
import type { DeviceProfile } from "../registry/device-profile.ts";
import type { TimedWindow } from "./attempts.ts";
import { pingSlotWindow } from "./windows.ts";

/** When and where somebody listens in class B: a device, or a multicast group. */
export interface PingSlotPlan {
  readonly devAddr: DevAddr;
  /** 0 … 7: a slot every 2^n seconds. */
  readonly periodicity: number;
  readonly dataRate: number;
  /** 0 or absent: where the region says, which may hop. */
  readonly freqHz?: number;
}

/** What a device is believed to do: as it said, as it was told, else as its profile and region have it. */
export function pingSlotPlan(
  region: Region,
  { devAddr, radio }: Session,
  { classB }: DeviceProfile,
): PingSlotPlan {
  const { periodicity, dataRate, freqHz } = radio.pingSlot ?? {};
  return {
    devAddr,
    periodicity: periodicity ?? classB?.pingSlotPeriodicity ?? 7,
    dataRate: dataRate ?? region.classB.pingSlot.dataRate,
    freqHz: freqHz ?? 0,
  };
}

/** The next `count` ping slots from a moment of the server's monotonic clock on. */
export function pingSlots(
  ciphers: Ciphers,
  clock: Clock,
  region: Region,
  plan: PingSlotPlan,
  from: { readonly mono: bigint; readonly count: number },
): TimedWindow[] {
  const toUtc = clock.now() - clock.monotonic();
  const found: TimedWindow[] = [];
  const after = instantToGps(from.mono + toUtc);
  for (const { gpsNs, beaconTimeS } of pingSlotsAfter(
    ciphers,
    plan.devAddr,
    plan.periodicity,
    after,
  )) {
    const hopped = (): number =>
      pingSlotFrequencyHz(region, Number.parseInt(plan.devAddr, 16), beaconTimeS);
    const freqHz = plan.freqHz || hopped();
    const window = pingSlotWindow(region, { freqHz, dataRate: plan.dataRate });
    if (!window) return [];
    found.push({ window, gpsNs, startMono: gpsToInstant(gpsNs) - toUtc });
    if (found.length >= from.count) break;
  }
  return found;
}
