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
/** The longest that a double holds exactly in whole seconds is far beyond; what is printed here is 2000 … 2199. */
const SHORTCUT_FROM_S = 946_684_800;
const SHORTCUT_TO_S = 7_258_118_400;
const DAY_S = 86_400;

/** Of the day that was printed or read last: neighbours in time come one after another. */
let cachedDay = -1;
let cachedDate = "";

function two(n: number): string {
  return n < 10 ? `0${n}` : `${n}`;
}

/** Times are mostly printed while they are now: the last second is remembered. */
let printedSecond: bigint | undefined;
let printed = "";

/**
 * RFC 3339 in UTC with nine fractional digits, such as `2026-11-21T06:48:19.123456789Z`.
 * @throws {CallerError} `TIME_OUT_OF_RANGE` outside the years 0000 … 9999
 */
export function formatInstant(instant: Instant): string {
  const short = shortcut(instant);
  if (short !== undefined) return short;
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

/** As {@link formatInstant} prints, without a `Date` for each. HOT PATH. */
function shortcut(instant: Instant): string | undefined {
  const seconds = Number(instant / NS_PER_S);
  if (seconds < SHORTCUT_FROM_S || seconds >= SHORTCUT_TO_S) return undefined;
  const day = Math.floor(seconds / DAY_S);
  if (day !== cachedDay) {
    cachedDate = new Date(day * DAY_S * 1000).toISOString().slice(0, 11);
    cachedDay = day;
  }
  const inDay = seconds - day * DAY_S;
  const hour = Math.floor(inDay / 3600);
  const minute = Math.floor(inDay / 60) % 60;
  const ns = Number(instant % NS_PER_S);
  const time = `${two(hour)}:${two(minute)}:${two(inDay % 60)}`;
  return `${cachedDate}${time}.${String(ns + 1_000_000_000).slice(1)}Z`;
}

/** Two digits of a text; above 99 where they are none. */
function digits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : 100;
}

/** Reads what {@link formatInstant} prints of the day that was printed or read last. HOT PATH. */
function readShortcut(text: string): Instant | undefined {
  if (text.length !== 30 || cachedDay < 0 || !text.startsWith(cachedDate)) return undefined;
  if (text[13] !== ":" || text[16] !== ":" || text[19] !== "." || text[29] !== "Z")
    return undefined;
  const [hour, minute, second] = [digits(text, 11), digits(text, 14), digits(text, 17)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  let ns = 0;
  for (let at = 20; at < 29; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return undefined;
    ns = 10 * ns + digit;
  }
  const seconds = cachedDay * DAY_S + hour * 3600 + minute * 60 + second;
  return BigInt(seconds) * NS_PER_S + BigInt(ns);
}

/**
 * Reads RFC 3339; digits beyond the ninth are cut off, and a leap second reads as the second after it.
 * Returns undefined for anything else, days that a month does not have included.
 */
export function tryParseInstant(text: string): Instant | undefined {
  const short = readShortcut(text);
  if (short !== undefined) return short;
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
