import type { Place } from "@lorats/events";

const EARTH_M = 6_371_009;
const RAD = Math.PI / 180;

/** Metres east and north of a place. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A plane that touches the earth at a place: good to a per mille within fifty kilometres. */
export interface Plane {
  toPoint(place: Place): Point;
  toPlace(point: Point): { readonly latitudeDeg: number; readonly longitudeDeg: number };
}

/** Touches amid the places. */
export function planeAt(places: readonly Place[]): Plane {
  const [first] = places;
  const lat0 = mean(places.map(({ latitudeDeg }) => latitudeDeg));
  // Around the first, so that places on both sides of the date line lie together.
  const turns = places.map(({ longitudeDeg }) => turn(longitudeDeg - first!.longitudeDeg));
  const lon0 = first!.longitudeDeg + mean(turns);
  const east = EARTH_M * Math.cos(lat0 * RAD);
  return {
    toPoint: ({ latitudeDeg, longitudeDeg }) => ({
      x: east * turn(longitudeDeg - lon0) * RAD,
      y: EARTH_M * (latitudeDeg - lat0) * RAD,
    }),
    toPlace: ({ x, y }) => ({
      latitudeDeg: Math.max(-90, Math.min(90, lat0 + y / EARTH_M / RAD)),
      longitudeDeg: turn(lon0 + x / east / RAD),
    }),
  };
}

/** Metres between two places. */
export function distanceM(a: Place, b: Place): number {
  const plane = planeAt([a, b]);
  const [p, q] = [plane.toPoint(a), plane.toPoint(b)];
  return Math.hypot(p.x - q.x, p.y - q.y);
}

/** Degrees within half a turn. */
function turn(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
