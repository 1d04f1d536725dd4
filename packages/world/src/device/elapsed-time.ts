import { ByteWriter } from "@lorats/base";

/** A reading and how long before the frame it was taken. */
export interface AgedReading {
  readonly elapsedS: number;
  readonly data: Uint8Array;
}

/** Where such payloads are sent; the application's trust policy says so too. */
export const ELAPSED_PORT = 30;

/** Elapsed times and the tick count in this. */
const UNIT_S = 1 / 64;
const TICK_BITS = 24;

/**
 * A payload of readings with their ages, the device's own clock, and the number of its schedule's slot, if it has one.
 *
 *     head 1 | tick 3 | [ slot 2 ] | { elapsed LEB128 | length 1 | data }…
 *     head: 001 in bits 7 … 5, a tick of 24 bits in bits 3 … 2, a slot in bit 1
 *
 * @param clockS the device's clock when the frame starts, seconds; it need not know the time
 */
export function agedPayload(
  readings: readonly AgedReading[],
  clockS: number,
  slot?: number,
): Uint8Array {
  const writer = new ByteWriter();
  writer.u8((1 << 5) | (2 << 2) | (slot === undefined ? 0 : 2));
  const tick = Math.floor(clockS / UNIT_S) % 2 ** TICK_BITS;
  for (let shift = 0; shift < TICK_BITS; shift += 8) writer.u8((tick >> shift) & 0xff);
  if (slot !== undefined) writer.u16le(slot & 0xffff);
  for (const { elapsedS, data } of readings) {
    let units = Math.round(elapsedS / UNIT_S);
    for (; units >= 0x80; units = Math.floor(units / 0x80)) writer.u8((units % 0x80) | 0x80);
    writer.u8(units);
    writer.u8(data.length);
    writer.put(data);
  }
  return writer.finish();
}
