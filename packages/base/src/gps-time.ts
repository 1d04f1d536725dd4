import { NS_PER_S, type Instant } from "./instant.ts";

/** The GPS epoch, 1980-01-06T00:00:00Z, as an {@link Instant}. */
export const GPS_EPOCH: Instant = 315_964_800n * NS_PER_S;

/**
 * UTC seconds since the Unix epoch at which GPS − UTC became the stated number of seconds.
 * Source: IERS Bulletin C; none has been announced after 2017-01-01.
 */
export const LEAP_SECONDS: readonly (readonly [utcSeconds: number, gpsMinusUtcS: number])[] = [
  [362_793_600, 1],
  [394_329_600, 2],
  [425_865_600, 3],
  [489_024_000, 4],
  [567_993_600, 5],
  [631_152_000, 6],
  [662_688_000, 7],
  [709_948_800, 8],
  [741_484_800, 9],
  [773_020_800, 10],
  [820_454_400, 11],
  [867_715_200, 12],
  [915_148_800, 13],
  [1_136_073_600, 14],
  [1_230_768_000, 15],
  [1_341_100_800, 16],
  [1_435_708_800, 17],
  [1_483_228_800, 18],
];

/** GPS − UTC in whole seconds at a UTC instant. */
export function gpsMinusUtcS(instant: Instant): number {
  for (let i = LEAP_SECONDS.length - 1; i >= 0; i--) {
    const [since, offset] = LEAP_SECONDS[i]!;
    if (instant >= BigInt(since) * NS_PER_S) return offset;
  }
  return 0;
}

/** Nanoseconds since the GPS epoch. */
export function instantToGps(instant: Instant): bigint {
  return instant - GPS_EPOCH + BigInt(gpsMinusUtcS(instant)) * NS_PER_S;
}

/** From nanoseconds since the GPS epoch. A time inside a leap second maps to the second after it. */
export function gpsToInstant(gpsNs: bigint): Instant {
  const linear = gpsNs + GPS_EPOCH;
  for (let i = LEAP_SECONDS.length - 1; i >= 0; i--) {
    const [since, offset] = LEAP_SECONDS[i]!;
    const utc = linear - BigInt(offset) * NS_PER_S;
    if (utc >= BigInt(since) * NS_PER_S) return utc;
    const previous = BigInt(i > 0 ? LEAP_SECONDS[i - 1]![1] : 0);
    if (linear - previous * NS_PER_S >= BigInt(since) * NS_PER_S) return BigInt(since) * NS_PER_S;
  }
  return linear;
}
