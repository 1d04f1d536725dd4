import { CallerError } from "./errors.ts";

/** Nanoseconds since 1970-01-01T00:00:00Z, UTC without leap seconds. */
export type Instant = bigint;

export const NS_PER_US = 1_000n;
export const NS_PER_MS = 1_000_000n;
export const NS_PER_S = 1_000_000_000n;

const RFC3339 =
  /^(\d{4}-\d{2}-(\d{2}))[Tt ]((?:[01]\d|2[0-3]):\d{2}):(\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})$/;

/** 0000-01-01 and 10000-01-01: RFC 3339 has four digits for the year. */
const FIRST_INSTANT = -62_167_219_200n * NS_PER_S;
const END_OF_INSTANTS = 253_402_300_800n * NS_PER_S;
const NS_PER_DAY = 86_400n * NS_PER_S;

/** Times are mostly printed while they are now: the last second is remembered. */
let printedSecond: bigint | undefined;
let printed = "";

/**
 * RFC 3339 in UTC with nine fractional digits, such as `2026-11-21T06:48:19.123456789Z`.
 * @throws {CallerError} `TIME_OUT_OF_RANGE` outside the years 0000 … 9999
 */
export function formatInstant(instant: Instant): string {
  if (instant < FIRST_INSTANT || instant >= END_OF_INSTANTS) {
    throw new CallerError("TIME_OUT_OF_RANGE", "instant is outside the years that can be printed");
  }
  let seconds = instant / NS_PER_S;
  let fraction = instant % NS_PER_S;
  if (fraction < 0n) {
    fraction += NS_PER_S;
    seconds -= 1n;
  }
  if (seconds !== printedSecond) {
    printed = new Date(Number(seconds) * 1000).toISOString().slice(0, -5);
    printedSecond = seconds;
  }
  return `${printed}.${fraction.toString().padStart(9, "0")}Z`;
}

/**
 * Reads RFC 3339; digits beyond the ninth are cut off, and a leap second reads as the second after it.
 * Returns undefined for anything else, days that a month does not have included.
 */
export function tryParseInstant(text: string): Instant | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const [, date, day, minute, second, fraction, zone] = match;
  if (day! > "28" && new Date(date!).getUTCDate() !== Number(day)) return undefined;
  const isLeapSecond = second === "60";
  const epochMs = Date.parse(
    `${date}T${minute}:${isLeapSecond ? "59" : second}${zone!.toUpperCase()}`,
  );
  if (Number.isNaN(epochMs)) return undefined;
  let instant = BigInt(epochMs) * NS_PER_MS;
  if (isLeapSecond) {
    instant += NS_PER_S;
    if (instant % NS_PER_DAY !== 0n) return undefined;
  } else {
    instant += BigInt((fraction ?? "").slice(0, 9).padEnd(9, "0"));
  }
  return instant >= FIRST_INSTANT && instant < END_OF_INSTANTS ? instant : undefined;
}

/**
 * Reads RFC 3339; digits beyond the ninth are cut off.
 * @throws {CallerError} `TIME_BAD_FORMAT`
 */
export function parseInstant(text: string): Instant {
  const instant = tryParseInstant(text);
  if (instant === undefined) {
    throw new CallerError("TIME_BAD_FORMAT", `not an RFC 3339 time: ${JSON.stringify(text)}`);
  }
  return instant;
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
