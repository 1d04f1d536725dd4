import { finiteNumber, isObject, type JsonObject } from "../json/fields.ts";
import type { GatewayLocation } from "../model.ts";
import { numberField, withoutDefaults } from "./proto-json.ts";

/** `common.Location`. All zeros mean unknown. */
export function decodeLocation(raw: unknown): GatewayLocation | undefined {
  if (!isObject(raw)) return undefined;
  const latitudeDeg = numberField(raw["latitude"]);
  const longitudeDeg = numberField(raw["longitude"]);
  if (latitudeDeg === undefined || longitudeDeg === undefined) return undefined;
  if (latitudeDeg === 0 && longitudeDeg === 0) return undefined;
  if (Math.abs(latitudeDeg) > 90 || Math.abs(longitudeDeg) > 180) return undefined;
  const altitudeM = finiteNumber(raw["altitude"]);
  return { latitudeDeg, longitudeDeg, ...(altitudeM !== undefined && { altitudeM }) };
}

export function encodeLocation(location: GatewayLocation): JsonObject {
  return withoutDefaults({
    latitude: location.latitudeDeg,
    longitude: location.longitudeDeg,
    altitude: location.altitudeM,
    source: "GPS",
  });
}
