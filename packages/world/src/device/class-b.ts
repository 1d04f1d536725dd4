import type { DevAddr } from "@lorats/base";
import {
  beaconFrequencyHz,
  beaconPeriodStartS,
  BEACON_SF9,
  decodeBeacon,
  nextPingSlot,
  type Ciphers,
} from "@lorats/lorawan";
import type { Transmission } from "../air/transmission.ts";
import { loraRate } from "./channels.ts";
import type { DeviceSession } from "./device-state.ts";
import { EU868 } from "./region.ts";
import { isTunedTo } from "./windows.ts";

/** After the last beacon a device may go on with its own clock for so long. @see LoRaWAN L2 1.0.4 §12.1: 120 minutes */
const BEACON_LESS_S = 7200;
/** A device that knows the time to 1/256 s, or drifted since the last beacon, listens so much around the next one. */
const BEACON_SEARCH_NS = 60_000_000n;
/** A ping slot lasts 30 ms; a preamble that begins within it is found. */
const PING_TOLERANCE_NS = 10_000_000n;

/** What a device knows of GPS time: lost with a reset. */
export interface DeviceTime {
  /** GPS nanoseconds minus the device's monotonic clock. */
  readonly gpsMinusMonotonicNs: bigint;
  /** Start of the newest beacon heard, seconds since the GPS epoch. */
  readonly lastBeaconS: number | undefined;
}

export function gpsSecondsAt(time: DeviceTime, monotonicNs: bigint): number {
  return Number(monotonicNs + time.gpsMinusMonotonicNs) / 1e9;
}

/** Whether the device hears beacons, or heard one not long ago, and may use ping slots. */
export function isBeaconLocked(time: DeviceTime | undefined, monotonicNs: bigint): boolean {
  return (
    time?.lastBeaconS !== undefined &&
    gpsSecondsAt(time, monotonicNs) - time.lastBeaconS < BEACON_LESS_S
  );
}

/** Whether a transmission is where and when the device looks for a beacon. */
export function isAwaitedBeacon(
  time: DeviceTime,
  session: DeviceSession,
  sent: Transmission,
): boolean {
  if (!sent.isBeacon) return false;
  const gpsNs = sent.startNs + time.gpsMinusMonotonicNs;
  const beaconS = beaconPeriodStartS(gpsNs + BEACON_SEARCH_NS);
  const freqHz = session.beaconFreqHz || beaconFrequencyHz(EU868, beaconS);
  const early = gpsNs - BigInt(beaconS) * 1_000_000_000n;
  return (
    early <= BEACON_SEARCH_NS &&
    isTunedTo({ freqHz, ...loraRate(EU868.classB.beacon.dataRate)! }, sent)
  );
}

/** The device's time once it has heard a beacon, or undefined if these bytes are none. */
export function hearBeacon(bytes: Uint8Array, startedNs: bigint): DeviceTime | undefined {
  const beacon = decodeBeacon(BEACON_SF9, bytes);
  if (!beacon.ok) return undefined;
  const { time } = beacon.value;
  return { gpsMinusMonotonicNs: BigInt(time) * 1_000_000_000n - startedNs, lastBeaconS: time };
}

/** Whose ping slots, and how they are set: the device's own, or a multicast group's. */
export interface PingSlots {
  readonly devAddr: DevAddr;
  readonly periodicity: number;
  readonly freqHz: number;
  readonly dataRate: number;
}

/** The device's own ping slots. */
export function ownPingSlots(
  { devAddr, pingSlotChannel }: DeviceSession,
  periodicity: number,
): PingSlots {
  const { frequency, dataRate } = EU868.classB.pingSlot;
  const channel = pingSlotChannel ?? { freqHz: frequency.firstHz, dataRate };
  return { devAddr, periodicity, ...channel };
}

/** Whether a transmission begins in one of these slots, as the device's clock has them. */
export function isInPingSlot(
  ciphers: Ciphers,
  time: DeviceTime,
  slots: PingSlots,
  sent: Transmission,
): boolean {
  const rate = loraRate(slots.dataRate);
  if (!rate || !sent.invertIq || !isTunedTo({ freqHz: slots.freqHz, ...rate }, sent)) return false;
  const gpsNs = sent.startNs + time.gpsMinusMonotonicNs;
  const from = gpsNs - PING_TOLERANCE_NS - 1n;
  const slot = nextPingSlot(ciphers, slots.devAddr, slots.periodicity, from);
  return slot.gpsNs <= gpsNs + PING_TOLERANCE_NS;
}
