import type { GatewayId } from "@lorats/base";
import type { Place } from "@lorats/events";

/** How long a frame was under way from its device to a gateway. */
export interface Flight {
  readonly ns: number;
  readonly sdNs: number;
}

/** Metres in a nanosecond. */
const LIGHT_M_PER_NS = 0.299_792_458;
const EARTH_M = 6_371_000;
/** Signals go round hills and houses: a path is longer than the straight line by this at the least. */
const DETOUR_SD_M = 30;
/** Nobody's place was said with its uncertainty: that of a satellite receiver, or of a finger on a map. */
const UNSAID_M = 20;
/** Beyond it a position says no more than that the gateway heard the device. */
const MOST_SD_NS = 3000;

/** Distance in a straight line, over the ground and up, m. */
function metresBetween(a: Place, b: Place): number {
  const radians = Math.PI / 180;
  const [latA, latB] = [a.latitudeDeg * radians, b.latitudeDeg * radians];
  const h =
    Math.sin((latB - latA) / 2) ** 2 +
    Math.cos(latA) *
      Math.cos(latB) *
      Math.sin(((b.longitudeDeg - a.longitudeDeg) * radians) / 2) ** 2;
  const ground = 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)));
  const bothHigh = a.altitudeM !== undefined && b.altitudeM !== undefined;
  return Math.hypot(ground, bothHigh ? a.altitudeM! - b.altitudeM! : 0);
}

/** Time of flight between two places; undefined where they are known too badly to be of use. */
function flightBetween(device: Place, gateway: Place): Flight | undefined {
  const metres = metresBetween(device, gateway);
  const sdM = Math.hypot(
    device.uncertaintyM ?? UNSAID_M,
    gateway.uncertaintyM ?? UNSAID_M,
    DETOUR_SD_M,
  );
  const sdNs = sdM / LIGHT_M_PER_NS;
  return sdNs > MOST_SD_NS ? undefined : { ns: metres / LIGHT_M_PER_NS, sdNs };
}

/** Times of flight to the gateways whose place is known, where the device's is. */
export function flightsFrom(
  device: Place | undefined,
  gateways: Iterable<GatewayId>,
  placeOf: (id: GatewayId) => Place | undefined,
): ReadonlyMap<GatewayId, Flight> {
  const flights = new Map<GatewayId, Flight>();
  if (!device) return flights;
  for (const id of gateways) {
    const place = placeOf(id);
    const flight = place && flightBetween(device, place);
    if (flight) flights.set(id, flight);
  }
  return flights;
}
