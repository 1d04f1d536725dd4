import { type Location, type Place, placeOf } from "@lorats/events";

/** Where a device was last, by what others made out. */
export interface DevicePlace {
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
  readonly uncertaintyM: number;
  readonly atS: number;
}

/** Of a place that does not say how sure it is: a satellite receiver's. */
const UNSAID_M = 20;
/** Whatever carries it: a car in a town, on average. */
const SPEED_M_PER_S = 10;
/** Nobody drives on one road for longer. */
const LONGEST_S = 3600;

/**
 * The place after a location that was made out. What rests on the receptions themselves is left out: corrected by it, they
 * would confirm themselves.
 */
export function placeAfter(
  known: DevicePlace | undefined,
  event: Location,
  atS: number,
): DevicePlace | undefined {
  if (event.source === "gateway-times" || event.source === "gateway-strengths") return known;
  const place = placeOf(event);
  if (!place || (known && known.atS > atS)) return known;
  const { latitudeDeg, longitudeDeg, uncertaintyM = UNSAID_M } = place;
  return { latitudeDeg, longitudeDeg, uncertaintyM: Math.fround(uncertaintyM), atS };
}

/** Where it is some time later; undefined when it may be anywhere. */
export function placeNow(known: DevicePlace | undefined, nowS: number): Place | undefined {
  if (!known || nowS - known.atS > LONGEST_S) return undefined;
  const { latitudeDeg, longitudeDeg, uncertaintyM, atS } = known;
  const moved = SPEED_M_PER_S * Math.abs(nowS - atS);
  return { latitudeDeg, longitudeDeg, uncertaintyM: Math.hypot(uncertaintyM, moved) };
}
