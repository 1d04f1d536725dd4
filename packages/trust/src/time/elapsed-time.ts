import { CallerError } from "@lorats/base";

/*
 * Elapsed-time payload: sensor records with how long ago each was taken, and the device's clock (paper §7.2).
 *
 *   payload = head [tick] [slot] record*
 *   head    = 1 byte: version 001 in bits 7…5; bit 4: elapsed times in seconds, otherwise in 1/64 s;
 *             bits 3…2: tick, 0 none, 1 of 16 bits in 1/4 s, 2 of 24 bits in 1/64 s; bit 1: slot; bit 0: 0
 *   tick    = the device's clock when the frame starts, least significant byte first; it wraps (4.5 h, 72.8 h)
 *   slot    = number of the schedule's slot, 16 bits, least significant byte first; it wraps
 *   record  = elapsed length data
 *   elapsed = LEB128, at most 5 bytes
 *   length  = 1 byte
 *
 * `examples/device/` has the encoder in C.
 */

/** A sensor record and how long before the frame it was taken. */
export interface ElapsedRecord {
  readonly elapsedS: number;
  readonly data: Uint8Array;
}

export interface ElapsedPayload {
  readonly records: readonly ElapsedRecord[];
  /** Resolution of the elapsed times, s. */
  readonly unitS: number;
  readonly tick?: DeviceTick | undefined;
  /** 0 … 65,535. */
  readonly slot?: number | undefined;
}

/** A device's own clock, which wraps. */
export interface DeviceTick {
  readonly count: number;
  readonly bits: 16 | 24;
}

const VERSION = 1;
const FINE_S = 1 / 64;
/** 36 days in 1/64 s; what is older belongs into the record itself. */
const MAX_ELAPSED_UNITS = 0xffff_ffff;

export function tickUnitS(tick: DeviceTick): number {
  return tick.bits === 24 ? FINE_S : 1 / 4;
}

/** @throws {CallerError} `TRUST_BAD_ELAPSED` a time below 0 or too long, a record beyond 255 bytes */
export function encodeElapsed(payload: ElapsedPayload): Uint8Array {
  const { records, unitS, tick, slot } = payload;
  const bytes: number[] = [
    (VERSION << 5) |
      (unitS === 1 ? 0x10 : 0) |
      ((tick === undefined ? 0 : tick.bits === 16 ? 1 : 2) << 2) |
      (slot === undefined ? 0 : 2),
  ];
  const tickBits = tick?.bits ?? 0;
  for (let shift = 0; shift < tickBits; shift += 8) bytes.push((tick!.count >> shift) & 255);
  if (slot !== undefined) bytes.push(slot & 255, (slot >> 8) & 255);
  for (const { elapsedS, data } of records) {
    let units = Math.round(elapsedS / unitS);
    if (!(units >= 0 && units <= MAX_ELAPSED_UNITS) || data.length > 255) {
      throw new CallerError(
        "TRUST_BAD_ELAPSED",
        "a record is 0 s to 2³² units old and 255 bytes long at most",
      );
    }
    while (units >= 128) {
      bytes.push((units % 128) | 128);
      units = Math.floor(units / 128);
    }
    bytes.push(units, data.length, ...data);
  }
  return Uint8Array.from(bytes);
}

/** Reads a payload; undefined for anything that is not one. */
export function decodeElapsed(bytes: Uint8Array): ElapsedPayload | undefined {
  const head = bytes[0];
  if (head === undefined || head >> 5 !== VERSION || (head & 1) !== 0) return undefined;
  const unitS = head & 0x10 ? 1 : FINE_S;
  const size = (head >> 2) & 3;
  if (size === 3) return undefined;
  let at = 1;
  const littleEndian = (length: number): number => {
    let value = 0;
    for (let i = length - 1; i >= 0; i--) value = value * 256 + (bytes[at + i] ?? Number.NaN);
    at += length;
    return value;
  };
  const tick: DeviceTick | undefined =
    size === 0 ? undefined : { count: littleEndian(size + 1), bits: size === 1 ? 16 : 24 };
  const slot = head & 2 ? littleEndian(2) : undefined;
  if (at > bytes.length) return undefined;
  const records: ElapsedRecord[] = [];
  while (at < bytes.length) {
    let units = 0;
    let scale = 1;
    let byte: number | undefined;
    do {
      byte = bytes[at++];
      if (byte === undefined || scale > 2 ** 28) return undefined;
      units += (byte & 127) * scale;
      scale *= 128;
    } while (byte & 128);
    const length = bytes[at++];
    if (length === undefined || at + length > bytes.length || units > MAX_ELAPSED_UNITS)
      return undefined;
    records.push({ elapsedS: units * unitS, data: bytes.subarray(at, at + length) });
    at += length;
  }
  return { records, unitS, ...(tick && { tick }), ...(slot !== undefined && { slot }) };
}

/** Clocks of microcontrollers keep 40 ppm: so much of a waiting time is not known (paper §3.2). */
const WAITING_DRIFT = 40e-6;

/** When a record was taken, and how sure that is. */
export interface RecordTime {
  readonly agoNs: bigint;
  readonly sdNs: number;
}

/**
 * How long before the frame's onset its records were taken, with their deviations: the frame's own, the resolution
 * and the drift of the device's clock while they waited.
 *
 * @param repeatedS how long the frame may have been repeated for: repeats carry the elapsed times of the first
 * transmission, and when that was not heard the records are older than they say by up to so much
 */
export function recordTimes(
  { records, unitS }: ElapsedPayload,
  frameSdNs: number,
  repeatedS: number,
): readonly RecordTime[] {
  return records.map(({ elapsedS }) => {
    const drift = WAITING_DRIFT * elapsedS;
    const resolution = unitS / Math.sqrt(12);
    // What is only bounded counts as uniform.
    const repeat = repeatedS / Math.sqrt(12);
    return {
      agoNs: BigInt(Math.round((elapsedS + repeatedS / 2) * 1e9)),
      sdNs: Math.hypot(frameSdNs, 1e9 * Math.hypot(drift, resolution, repeat)),
    };
  });
}
