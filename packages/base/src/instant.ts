import { CallerError } from "./errors.ts";

/** Nanoseconds since 1970-01-01T00:00:00Z, UTC without leap seconds. */
export type Instant = bigint;

export const NS_PER_US = 1_000n;
export const NS_PER_MS = 1_000_000n;
export const NS_PER_S = 1_000_000_000n;

const RFC3339 = /^(\d{4}-\d{2}-\d{2})[Tt ](\d{2}:\d{2}:\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;

/** RFC 3339 in UTC with nine fractional digits, such as `2026-11-21T06:48:19.123456789Z`. */
export function formatInstant(instant: Instant): string {
  let seconds = instant / NS_PER_S;
  let fraction = instant % NS_PER_S;
  if (fraction < 0n) {
    fraction += NS_PER_S;
    seconds -= 1n;
  }
  const date = new Date(Number(seconds) * 1000);
  if (Number.isNaN(date.getTime())) {
    throw new CallerError("TIME_OUT_OF_RANGE", "instant is outside the years that can be printed");
  }
  return `${date.toISOString().slice(0, -5)}.${fraction.toString().padStart(9, "0")}Z`;
}

/**
 * Reads RFC 3339; digits beyond the ninth are cut off.
 * @throws {CallerError} `TIME_BAD_FORMAT`
 */
export function parseInstant(text: string): Instant {
  const match = RFC3339.exec(text);
  const seconds = match ? Date.parse(`${match[1]}T${match[2]}${match[4]!.toUpperCase()}`) : NaN;
  if (!match || Number.isNaN(seconds)) {
    throw new CallerError("TIME_BAD_FORMAT", `not an RFC 3339 time: ${JSON.stringify(text)}`);
  }
  const fraction = (match[3] ?? "").slice(0, 9).padEnd(9, "0");
  return BigInt(seconds) * NS_PER_MS + BigInt(fraction);
}

export function instantFromMs(epochMs: number): Instant {
  return BigInt(Math.round(epochMs * 1000)) * NS_PER_US;
}

/** Milliseconds since the epoch, fractions kept as far as a double holds them (about 0.2 µs today). */
export function instantToMs(instant: Instant): number {
  return Number(instant / NS_PER_MS) + Number(instant % NS_PER_MS) / 1e6;
}

/** `later − earlier` in seconds. */
export function secondsBetween(earlier: Instant, later: Instant): number {
  return Number(later - earlier) / 1e9;
}
