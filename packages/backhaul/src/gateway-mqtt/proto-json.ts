import {
  NS_PER_S,
  formatInstant,
  refuse,
  type Eui64,
  type Instant,
  type Refusal,
} from "@lorats/base";
import type { JsonObject } from "../json/fields.ts";

/**
 * Protobuf's JSON mapping: lowerCamelCase names, enums by name or number, bytes as base64, 64-bit integers as text,
 * durations as `1.5s`, times as RFC 3339. A field that has its default may be left out, or be null.
 * @see https://protobuf.dev/programming-guides/json/
 */

export function badField(field: string, expected: string): Refusal {
  return refuse("GWM_BAD_FIELD", `${field} is not ${expected}`);
}

/** 0 when absent, undefined when it is no number. */
export function numberField(value: unknown): number | undefined {
  if (value === undefined || value === null) return 0;
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** 0 when absent, undefined when it is no unsigned 32-bit number. */
export function uint32Field(value: unknown): number | undefined {
  const number = numberField(value);
  return Number.isInteger(number) && number! >= 0 && number! <= 0xffff_ffff ? number : undefined;
}

/** By name or number; the first when absent, undefined when unknown. */
export function enumField<T extends string>(value: unknown, names: readonly T[]): T | undefined {
  if (value === undefined || value === null) return names[0];
  if (typeof value === "number") return names[value];
  return names.find((name) => name === value);
}

export function euiField(value: unknown): Eui64 | undefined {
  if (typeof value !== "string") return undefined;
  const eui = value.toLowerCase();
  return /^[0-9a-f]{16}$/.test(eui) ? (eui as Eui64) : undefined;
}

const DURATION = /^(-?)(\d{1,12})(?:\.(\d{1,9}))?s$/;

/** Nanoseconds; undefined when absent or malformed. */
export function durationField(value: unknown): bigint | undefined {
  const match = typeof value === "string" ? DURATION.exec(value) : null;
  if (!match) return undefined;
  const [, sign, seconds, fraction = ""] = match;
  const ns = BigInt(seconds!) * NS_PER_S + BigInt(fraction.padEnd(9, "0"));
  return sign === "-" ? -ns : ns;
}

/** With 0, 3, 6 or 9 digits of fraction, as protobuf prints them. */
export function formatDuration(ns: bigint): string {
  const magnitude = ns < 0n ? -ns : ns;
  const fraction = shortFraction((magnitude % NS_PER_S).toString().padStart(9, "0"));
  return `${ns < 0n ? "-" : ""}${magnitude / NS_PER_S}${fraction}s`;
}

export function formatTimestamp(instant: Instant): string {
  const text = formatInstant(instant);
  return `${text.slice(0, 19)}${shortFraction(text.slice(20, 29))}Z`;
}

function shortFraction(nineDigits: string): string {
  const digits = nineDigits.replace(/(?:000){1,3}$/, "");
  return digits === "" ? "" : `.${digits}`;
}

/** Leaves out what is a default: zero, false, empty text, undefined. */
export function withoutDefaults(message: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(message).filter(
      ([, value]) => value !== undefined && value !== 0 && value !== false && value !== "",
    ),
  );
}
