import { CallerError, type DevAddr } from "@lorats/base";
import { AesKey } from "../crypto/aes-key.ts";
import type { Ciphers } from "../crypto/ciphers.ts";
import { writeIdLe } from "../frame/wire-id.ts";
import {
  BEACON_PERIOD_S,
  BEACON_RESERVED_MS,
  beaconPeriodStartS,
  SLOT_MS,
  SLOTS_PER_PERIOD,
} from "./timing.ts";

/** The randomiser's key is all zeros: slots are spread, not secret. */
const ZERO_KEY = new AesKey(new Uint8Array(16));
const NS_PER_MS = 1_000_000n;

/**
 * The first slot of a device, or of a multicast group, in a beacon period: 0 … pingPeriod − 1. The others follow
 * every `pingPeriod` slots.
 *
 *     AES(00…, beaconTime 4 | DevAddr 4 | 00…), its first two bytes modulo pingPeriod = 2^(5 + periodicity)
 *
 * @param beaconTimeS start of the beacon period, seconds since the GPS epoch
 * @param periodicity 0 … 7, as in PingSlotInfoReq
 * @see LoRaWAN L2 1.1 §13.2
 */
export function pingOffset(
  ciphers: Ciphers,
  beaconTimeS: number,
  devAddr: DevAddr,
  periodicity: number,
): number {
  const block = new Uint8Array(16);
  new DataView(block.buffer).setUint32(0, beaconTimeS % 2 ** 32, true);
  writeIdLe(devAddr, block, 4);
  ciphers.of(ZERO_KEY).aes.encrypt(block, 16);
  return (block[0]! | (block[1]! << 8)) % pingPeriod(periodicity);
}

/** Slots from one ping slot to the next. @throws {CallerError} `LW_BAD_FIELD` */
export function pingPeriod(periodicity: number): number {
  if (!Number.isInteger(periodicity) || periodicity < 0 || periodicity > 7) {
    throw new CallerError("LW_BAD_FIELD", "a ping-slot periodicity is 0 … 7");
  }
  return 2 ** (5 + periodicity);
}

/** A moment at which a Class B device listens. */
export interface PingSlot {
  /** The slot's start, ns since the GPS epoch. */
  readonly gpsNs: bigint;
  /** Start of its beacon period, which also chooses the channel where ping slots hop. */
  readonly beaconTimeS: number;
  readonly slot: number;
}

/** The ping slots that start after a GPS time, in order, without end. */
export function* pingSlotsAfter(
  ciphers: Ciphers,
  devAddr: DevAddr,
  periodicity: number,
  afterGpsNs: bigint,
): Generator<PingSlot, never> {
  const step = pingPeriod(periodicity);
  let beaconTimeS = beaconPeriodStartS(afterGpsNs);
  for (;;) {
    const first = pingOffset(ciphers, beaconTimeS, devAddr, periodicity);
    for (let slot = first; slot < SLOTS_PER_PERIOD; slot += step) {
      const gpsNs = slotStartNs(beaconTimeS, slot);
      if (gpsNs > afterGpsNs) yield { gpsNs, beaconTimeS, slot };
    }
    beaconTimeS += BEACON_PERIOD_S;
  }
}

/** The first ping slot that starts after a GPS time. */
export function nextPingSlot(
  ciphers: Ciphers,
  devAddr: DevAddr,
  periodicity: number,
  afterGpsNs: bigint,
): PingSlot {
  return pingSlotsAfter(ciphers, devAddr, periodicity, afterGpsNs).next().value;
}

/** When a slot of a beacon period starts, ns since the GPS epoch. */
function slotStartNs(beaconTimeS: number, slot: number): bigint {
  return (BigInt(beaconTimeS) * 1000n + BigInt(BEACON_RESERVED_MS + SLOT_MS * slot)) * NS_PER_MS;
}
