import type { DevicePlace, GatewayPlace, Place } from "./places.ts";

/** Everything that is drawn upon the ground. */
export interface Scene {
  readonly gateways: readonly GatewayPlace[];
  readonly devices: readonly DevicePlace[];
  readonly showsLinks: boolean;
  readonly showsAreas: boolean;
}

export function pointsOf(places: readonly Place[]): GeoJSON.FeatureCollection<GeoJSON.Point> {
  return collection(
    places.map((place) => ({
      type: "Feature",
      properties: {
        id: place.id,
        name: place.name,
        ...(place.kind === "gateway" && { state: place.state }),
      },
      geometry: { type: "Point", coordinates: [place.longitudeDeg, place.latitudeDeg] },
    })),
  );
}

/** A line from each device to each gateway that hears it. */
export function linksOf({
  gateways,
  devices,
  showsLinks,
}: Scene): GeoJSON.FeatureCollection<GeoJSON.LineString> {
  if (!showsLinks) return collection([]);
  const byId = new Map(gateways.map((one) => [one.id, one]));
  return collection(
    devices.flatMap(({ latitudeDeg, longitudeDeg, heardBy }) =>
      heardBy.flatMap(({ gatewayId, rssiDbm }) => {
        const gateway = byId.get(gatewayId);
        if (!gateway) return [];
        const ends = [
          [longitudeDeg, latitudeDeg],
          [gateway.longitudeDeg, gateway.latitudeDeg],
        ];
        return [
          {
            type: "Feature" as const,
            properties: { rssiDbm },
            geometry: { type: "LineString" as const, coordinates: ends },
          },
        ];
      }),
    ),
  );
}

const CORNERS = 48;
const M_PER_DEG = 111_195;

/** A circle around each device, within which it lies with a probability of 68 %. */
export function areasOf({
  devices,
  showsAreas,
}: Scene): GeoJSON.FeatureCollection<GeoJSON.Polygon> {
  if (!showsAreas) return collection([]);
  return collection(
    devices.map(({ latitudeDeg, longitudeDeg, radiusM }) => {
      const dLat = radiusM / M_PER_DEG;
      const dLon = dLat / Math.cos((latitudeDeg * Math.PI) / 180);
      const ring = Array.from({ length: CORNERS + 1 }, (_, i) => {
        const angle = (2 * Math.PI * i) / CORNERS;
        return [longitudeDeg + dLon * Math.cos(angle), latitudeDeg + dLat * Math.sin(angle)];
      });
      return {
        type: "Feature" as const,
        properties: {},
        geometry: { type: "Polygon" as const, coordinates: [ring] },
      };
    }),
  );
}

function collection<G extends GeoJSON.Geometry>(
  features: GeoJSON.Feature<G>[],
): GeoJSON.FeatureCollection<G> {
  return { type: "FeatureCollection", features };
}
