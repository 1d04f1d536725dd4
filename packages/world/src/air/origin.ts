import type { Place } from "./geometry.ts";

/** WGS 84. */
export interface GeoPoint {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

const METRES_PER_DEGREE = 111_320;

/** A local place on the globe; good to a metre within ten kilometres. */
export function onGlobe(origin: GeoPoint, place: Place): GeoPoint {
  const shrink = Math.cos((origin.latitudeDeg * Math.PI) / 180);
  return {
    latitudeDeg: origin.latitudeDeg + place.northM / METRES_PER_DEGREE,
    longitudeDeg: origin.longitudeDeg + place.eastM / (METRES_PER_DEGREE * shrink),
  };
}
