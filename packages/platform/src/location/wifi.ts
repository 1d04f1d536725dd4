import type { LocationResolver } from "./resolver.ts";

/** A Wi-Fi access point that a device heard. */
export interface AccessPoint {
  /** As `01:23:45:67:89:ab`. */
  readonly macAddress: string;
  readonly signalStrength?: number;
}

/** Whoever knows where access points are. */
export interface Geolocator {
  /** Undefined where it knows none of them. `accuracyM`: the radius that holds 95 of 100 places. */
  locate(
    points: readonly AccessPoint[],
  ): Promise<
    | { readonly latitudeDeg: number; readonly longitudeDeg: number; readonly accuracyM: number }
    | undefined
  >;
}

const MAC =
  /^([0-9a-f]{2})[:-]?([0-9a-f]{2})[:-]?([0-9a-f]{2})[:-]?([0-9a-f]{2})[:-]?([0-9a-f]{2})[:-]?([0-9a-f]{2})$/i;
const MAC_NAMES = ["macAddress", "mac", "bssid", "BSSID", "MAC"];
const STRENGTH_NAMES = ["signalStrength", "rssi", "RSSI", "signal"];
/** One point may be a telephone on a train. */
const MIN_POINTS = 2;
const MAX_POINTS = 50;
const MAX_DEPTH = 4;
/** From the radius of 95 % to the root mean square, of a round normal spread. */
const RMS_PER_RADIUS = Math.SQRT2 / 2.447_7;

/** By the lists of access points in payloads; where those are has to be asked. */
export function wifiResolver(geolocator: Geolocator): LocationResolver {
  return {
    name: "wifi",
    version: 1,
    async resolve({ object }) {
      const points = object ? accessPointsIn(object) : [];
      if (points.length < MIN_POINTS) return undefined;
      const found = await geolocator.locate(points);
      if (!found) return undefined;
      const { latitudeDeg, longitudeDeg, accuracyM } = found;
      const uncertaintyM = Math.max(1, accuracyM * RMS_PER_RADIUS);
      return { place: { latitudeDeg, longitudeDeg, uncertaintyM }, gateways: 0 };
    },
  };
}

/**
 * Access points anywhere in decoded values. Those whose address is local or of a group are left out: they move with their
 * owners, or are nobody's.
 */
export function accessPointsIn(object: Readonly<Record<string, unknown>>): readonly AccessPoint[] {
  const points = new Map<string, AccessPoint>();
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return;
    const point = pointOf(value as Readonly<Record<string, unknown>>);
    if (point && points.size < MAX_POINTS) points.set(point.macAddress, point);
    for (const one of Object.values(value)) visit(one, depth + 1);
  };
  visit(object, 0);
  return [...points.values()];
}

function pointOf(values: Readonly<Record<string, unknown>>): AccessPoint | undefined {
  const text = MAC_NAMES.map((name) => values[name]).find((value) => typeof value === "string");
  const match = MAC.exec(text ?? "");
  if (!match) return undefined;
  const macAddress = match.slice(1).join(":").toLowerCase();
  const first = Number.parseInt(macAddress.slice(0, 2), 16);
  if ((first & 0b11) !== 0) return undefined;
  const strength = STRENGTH_NAMES.map((name) => values[name]).find(
    (value) => typeof value === "number" && value < 0 && value > -130,
  );
  return typeof strength === "number" ? { macAddress, signalStrength: strength } : { macAddress };
}
