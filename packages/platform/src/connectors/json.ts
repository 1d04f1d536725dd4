import { fromBase64, fromHex, NS_PER_MS, tryParseInstant, type Instant } from "@lorats/base";
import type { Place } from "@lorats/events";

/** Reading somebody else's JSON: a field that is not what it should be counts as absent. */
export type Json = Readonly<Record<string, unknown>>;

export function objectAt(json: unknown, name?: string): Json | undefined {
  const value = name === undefined ? json : (json as Json | undefined)?.[name];
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? (value as Json) : undefined;
}

export function listAt(json: Json | undefined, name: string): readonly unknown[] {
  const value = json?.[name];
  return Array.isArray(value) ? value : [];
}

export function textAt(json: Json | undefined, name: string): string | undefined {
  const value = json?.[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** Numbers, also as text: Sigfox's templates put everything into quotes. */
export function numberAt(json: Json | undefined, name: string): number | undefined {
  const value = json?.[name];
  const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

export function integerAt(
  json: Json | undefined,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const value = numberAt(json, name);
  return Number.isInteger(value) && value! >= min && value! <= max ? value : undefined;
}

export function bytesOf(base64: string | undefined): Uint8Array | undefined {
  if (base64 === undefined) return undefined;
  try {
    return fromBase64(base64);
  } catch {
    return undefined;
  }
}

export function hexBytesOf(hex: string | undefined): Uint8Array | undefined {
  return hex !== undefined && /^([0-9a-fA-F]{2})*$/.test(hex) ? fromHex(hex) : undefined;
}

const EARLIEST_MS = 1e11;
const LATEST_MS = 1e13;

/** RFC 3339, or a number of seconds or milliseconds since 1970 (from 1973 to 2286). */
export function instantOf(value: unknown): Instant | undefined {
  if (typeof value === "string") {
    const number = value.trim() === "" ? Number.NaN : Number(value);
    return Number.isNaN(number) ? tryParseInstant(value) : instantOf(number);
  }
  if (typeof value !== "number") return undefined;
  const ms = value < EARLIEST_MS ? value * 1000 : value;
  return ms >= EARLIEST_MS && ms < LATEST_MS ? BigInt(Math.round(ms)) * NS_PER_MS : undefined;
}

export interface PlaceNames {
  readonly latitude: string;
  readonly longitude: string;
  readonly altitude?: string;
  readonly radius?: string;
}

/** As ChirpStack and The Things Stack name them. */
export const PLACE_NAMES: PlaceNames = {
  latitude: "latitude",
  longitude: "longitude",
  altitude: "altitude",
  radius: "accuracy",
};

/** A place by the names that somebody else uses; undefined when it is none, or the 0, 0 that stands for nothing. */
export function placeAt(
  json: Json | undefined,
  { latitude, longitude, altitude, radius }: PlaceNames,
): Place | undefined {
  const latitudeDeg = numberAt(json, latitude);
  const longitudeDeg = numberAt(json, longitude);
  if (latitudeDeg === undefined || longitudeDeg === undefined) return undefined;
  if (Math.abs(latitudeDeg) > 90 || Math.abs(longitudeDeg) > 180) return undefined;
  if (latitudeDeg === 0 && longitudeDeg === 0) return undefined;
  const altitudeM = altitude === undefined ? undefined : numberAt(json, altitude);
  const uncertaintyM = radius === undefined ? undefined : numberAt(json, radius);
  return {
    latitudeDeg,
    longitudeDeg,
    ...(altitudeM !== undefined && { altitudeM }),
    ...(uncertaintyM !== undefined && uncertaintyM >= 0 && { uncertaintyM }),
  };
}
