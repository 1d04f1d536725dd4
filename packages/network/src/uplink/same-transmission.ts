import type { ClosedFrame } from "./collector.ts";
import { type Copy, endMonoOf } from "./reception.ts";

/** Copies of one transmission lie within this, as far as counters tell. */
const SAME_TRANSMISSION_NS = 300_000_000n;

/** The same transmission, heard at the same moment, that only took longer to get here. */
export function isSameTransmission(copy: Copy, { frame }: ClosedFrame): boolean {
  const { gpsNs, utc } = copy.uplink.times;
  for (const other of frame.copies) {
    const times = other.uplink.times;
    if (gpsNs !== undefined && times.gpsNs !== undefined) return near(gpsNs, times.gpsNs);
    if (utc !== undefined && times.utc !== undefined) return near(utc, times.utc);
  }
  if (!copy.reading) return false;
  return near(endMonoOf(copy), endMonoOf(frame.copies[0]!));
}

function near(a: bigint, b: bigint): boolean {
  const apart = a > b ? a - b : b - a;
  return apart < SAME_TRANSMISSION_NS;
}
