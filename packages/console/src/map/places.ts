import type { Gateway } from "@lorats/api";

/** Something that stands somewhere. */
export interface Place {
  readonly id: string;
  readonly name: string;
  readonly state: Gateway["state"];
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

/** Gateways with a place: the one that people set, or else the one that the gateway reports. */
export function placesOf(gateways: readonly Gateway[]): readonly Place[] {
  return gateways.flatMap(({ id, name, state, location, reportedLocation }) => {
    const place = location ?? reportedLocation;
    if (!place) return [];
    const { latitudeDeg, longitudeDeg } = place;
    return [{ id, name, state, latitudeDeg, longitudeDeg }];
  });
}

export function toGeoJson(places: readonly Place[]): GeoJSON.FeatureCollection<GeoJSON.Point> {
  return {
    type: "FeatureCollection",
    features: places.map(({ id, name, state, latitudeDeg, longitudeDeg }) => ({
      type: "Feature",
      properties: { id, name, state },
      geometry: { type: "Point", coordinates: [longitudeDeg, latitudeDeg] },
    })),
  };
}

/** West, south, east, north of all places. */
export function boundsOf(places: readonly Place[]): [number, number, number, number] {
  const lats = places.map(({ latitudeDeg }) => latitudeDeg);
  const lons = places.map(({ longitudeDeg }) => longitudeDeg);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
