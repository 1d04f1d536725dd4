import type { Ciphers, Region } from "@lorats/lorawan";
import type { Transmission } from "../air/transmission.ts";
import {
  gpsSecondsAt,
  isAwaitedBeacon,
  isBeaconLocked,
  isInPingSlot,
  ownPingSlots,
  type DeviceTime,
} from "./class-b.ts";
import type { DeviceState } from "./device-state.ts";
import { loraRate } from "./region.ts";
import { openWindows } from "./multicast.ts";
import { isInWindow, isTunedTo, type RadioWindow } from "./windows.ts";

/** What a device listens for and how well it knows the time. */
export interface ListeningState {
  /** Of class A, after the newest uplink. */
  readonly windows: readonly RadioWindow[];
  readonly time: DeviceTime | undefined;
}

/** How a device comes to hear a frame. */
export type HeardAs = "class-a" | "class-b" | "class-c" | "beacon" | "multicast";

/**
 * Whether the radio is tuned to a transmission when it begins, and why; undefined when it is not.
 *
 * @param device its class, its session and groups, and how often it listens in class B
 */
export function listening(
  device: Pick<DeviceState, "session" | "groups"> & {
    readonly region: Region;
    readonly deviceClass: "A" | "B" | "C";
    readonly periodicity: number;
  },
  { windows, time }: ListeningState,
  sent: Transmission,
  ciphers: Ciphers,
): HeardAs | undefined {
  const { region, session, deviceClass } = device;
  if (isInWindow(windows, sent)) return "class-a";
  if (!session) return undefined;
  if (time && deviceClass === "B" && isAwaitedBeacon(region, time, session, sent)) return "beacon";
  if (!sent.invertIq) return undefined;
  if (time && deviceClass === "B" && isBeaconLocked(time, sent.startNs)) {
    const slots = ownPingSlots(region, session, device.periodicity);
    if (isInPingSlot(region, ciphers, time, slots, sent)) return "class-b";
  }
  if (hearsGroup(device, time, sent, ciphers)) return "multicast";
  const rate = loraRate(region, session.rx2DataRate);
  if (deviceClass === "C" && rate && isTunedTo({ freqHz: session.rx2FreqHz, ...rate }, sent)) {
    return "class-c";
  }
  return undefined;
}

function hearsGroup(
  { region, groups }: { readonly region: Region; readonly groups: DeviceState["groups"] },
  time: DeviceTime | undefined,
  sent: Transmission,
  ciphers: Ciphers,
): boolean {
  // Without the time, only windows that were never closed are open.
  const gpsS = time ? gpsSecondsAt(time, sent.startNs) : 0;
  return openWindows(groups, gpsS).some(({ group, window }) => {
    const { freqHz, dataRate, periodicity = 0 } = window;
    if (window.class === "B") {
      const slots = { devAddr: group.addr, periodicity, freqHz, dataRate };
      return time !== undefined && isInPingSlot(region, ciphers, time, slots, sent);
    }
    const rate = loraRate(region, dataRate);
    return rate !== undefined && isTunedTo({ freqHz, ...rate }, sent);
  });
}
