import type { DevAddr } from "@lorats/base";
import {
  beaconFrequencyHz,
  beaconPeriodStartS,
  decodeBeacon,
  nextPingSlot,
  pingSlotFrequencyHz,
  type BeaconLayout,
  type Ciphers,
  type Region,
} from "@lorats/lorawan";
import type { Transmission } from "../air/transmission.ts";
import type { DeviceSession } from "./device-state.ts";
import { loraRate } from "./region.ts";
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
  region: Region,
  time: DeviceTime,
  session: DeviceSession,
  sent: Transmission,
): boolean {
  if (!sent.isBeacon) return false;
  const gpsNs = sent.startNs + time.gpsMinusMonotonicNs;
  const beaconS = beaconPeriodStartS(gpsNs + BEACON_SEARCH_NS);
  const freqHz = session.beaconFreqHz || beaconFrequencyHz(region, beaconS);
  const early = gpsNs - BigInt(beaconS) * 1_000_000_000n;
  return (
    early <= BEACON_SEARCH_NS &&
    isTunedTo({ freqHz, ...loraRate(region, region.classB.beacon.dataRate)! }, sent)
  );
}

/** The device's time once it has heard a beacon, or undefined if these bytes are none. */
export function hearBeacon(
  region: Region,
  bytes: Uint8Array,
  startedNs: bigint,
): DeviceTime | undefined {
  const beacon = decodeBeacon(beaconLayout(region), bytes);
  if (!beacon.ok) return undefined;
  const { time } = beacon.value;
  return { gpsMinusMonotonicNs: BigInt(time) * 1_000_000_000n - startedNs, lastBeaconS: time };
}

/** How a region's beacon is padded. */
export function beaconLayout({ classB }: Region): BeaconLayout {
  const [rfu1, rfu2] = classB.beacon.rfuBytes;
  return { rfu1, rfu2 };
}

/** Whose ping slots, and how they are set: the device's own, or a multicast group's. */
export interface PingSlots {
  readonly devAddr: DevAddr;
  readonly periodicity: number;
  /** 0: where the region has them, which may hop. */
  readonly freqHz: number;
  readonly dataRate: number;
}

/** The device's own ping slots. */
export function ownPingSlots(
  region: Region,
  { devAddr, pingSlotChannel }: DeviceSession,
  periodicity: number,
): PingSlots {
  const { dataRate } = region.classB.pingSlot;
  return { devAddr, periodicity, ...(pingSlotChannel ?? { freqHz: 0, dataRate }) };
}

/** Whether a transmission begins in one of these slots, as the device's clock has them. */
export function isInPingSlot(
  region: Region,
  ciphers: Ciphers,
  time: DeviceTime,
  slots: PingSlots,
  sent: Transmission,
): boolean {
  const rate = loraRate(region, slots.dataRate);
  const gpsNs = sent.startNs + time.gpsMinusMonotonicNs;
  const beaconS = beaconPeriodStartS(gpsNs);
  const freqHz =
    slots.freqHz || pingSlotFrequencyHz(region, Number.parseInt(slots.devAddr, 16), beaconS);
  if (!rate || !sent.invertIq || !isTunedTo({ freqHz, ...rate }, sent)) return false;
  const from = gpsNs - PING_TOLERANCE_NS - 1n;
  const slot = nextPingSlot(ciphers, slots.devAddr, slots.periodicity, from);
  return slot.gpsNs <= gpsNs + PING_TOLERANCE_NS;
}
