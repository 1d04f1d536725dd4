import type { Fix, LocationResolver } from "./resolver.ts";

type Values = Readonly<Record<string, unknown>>;

const LATITUDE = ["latitude", "lat", "latitudeDeg", "gps_lat", "gpsLat", "GPS_latitude"];
const LONGITUDE = [
  "longitude",
  "lon",
  "lng",
  "long",
  "longitudeDeg",
  "gps_lon",
  "gpsLon",
  "GPS_longitude",
];
const ALTITUDE = ["altitude", "alt", "altitudeM", "gps_alt"];
/** Of 68 out of 100 places, in metres. */
const ACCURACY = ["accuracy", "hacc", "horizontalAccuracy", "uncertainty", "uncertaintyM"];
const DILUTION = ["hdop", "HDOP"];

/** What a receiver without anything to say of itself is worth. */
const USUAL_M = 15;
/** Error of a range, which dilution multiplies. */
const RANGE_M = 5;
const MAX_DEPTH = 4;

/** What the payload's own receiver says. The first pair of latitude and longitude counts; (0, 0) is a receiver without a fix. */
export const payloadGnss: LocationResolver = {
  name: "payload-gnss",
  version: 1,
  async resolve({ object }) {
    return object && search(object, 0);
  },
};

function search(values: Values, depth: number): Fix | undefined {
  const own = fixOf(values);
  if (own || depth === MAX_DEPTH) return own;
  for (const value of Object.values(values)) {
    if (typeof value !== "object" || value === null) continue;
    const found = search(value as Values, depth + 1);
    if (found) return found;
  }
  return undefined;
}

function fixOf(values: Values): Fix | undefined {
  const latitudeDeg = numberAt(values, LATITUDE);
  const longitudeDeg = numberAt(values, LONGITUDE);
  if (latitudeDeg === undefined || longitudeDeg === undefined) return undefined;
  const isOnEarth = Math.abs(latitudeDeg) <= 90 && Math.abs(longitudeDeg) <= 180;
  if (!isOnEarth || (latitudeDeg === 0 && longitudeDeg === 0)) return undefined;
  const altitudeM = numberAt(values, ALTITUDE);
  const accuracy = numberAt(values, ACCURACY);
  const dilution = numberAt(values, DILUTION);
  const claimed = accuracy ?? (dilution !== undefined ? dilution * RANGE_M : undefined);
  const uncertaintyM = claimed !== undefined && claimed > 0 ? claimed : USUAL_M;
  const place = { latitudeDeg, longitudeDeg, uncertaintyM };
  return { place: altitudeM === undefined ? place : { ...place, altitudeM }, gateways: 0 };
}

function numberAt(values: Values, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (typeof value === "number" && Number.isFinite(value)) return value;
  }
  return undefined;
}
