import landUrl from "world-atlas/land-50m.json?url";
import bordersUrl from "world-atlas/countries-50m.json?url";
import type { StyleSpecification } from "maplibre-gl";
import { feature, mesh } from "topojson-client";

/** Land and borders of Natural Earth at 1 : 50 million (public domain), as `world-atlas` packs them. */
interface BaseMap {
  readonly land: GeoJSON.GeoJSON;
  readonly borders: GeoJSON.GeoJSON;
}

type Topology = Parameters<typeof mesh>[0];
type Atlas<Name extends string> = Topology & {
  readonly objects: Readonly<Record<Name, NonNullable<Parameters<typeof mesh>[1]>>>;
};

/** Fetches the base map from this server; nothing is asked of the internet. */
export async function loadBaseMap(): Promise<BaseMap> {
  const [land, countries] = await Promise.all([
    fetch(landUrl).then((response) => response.json() as Promise<Atlas<"land">>),
    fetch(bordersUrl).then((response) => response.json() as Promise<Atlas<"countries">>),
  ]);
  return {
    land: feature(land, land.objects.land),
    borders: mesh(countries, countries.objects.countries, (a, b) => a !== b),
  };
}

export interface MapColors {
  readonly sea: string;
  readonly land: string;
  readonly line: string;
}

export const MAP_COLORS: Readonly<Record<"light" | "dark", MapColors>> = {
  light: { sea: "#dce9ee", land: "#f6f5f0", line: "#b9c3c9" },
  dark: { sea: "#0d1519", land: "#1b2429", line: "#3b474f" },
};

/** The ground that things are drawn upon. */
export function baseStyle({ land, borders }: BaseMap, colors: MapColors): StyleSpecification {
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land, attribution: "Natural Earth" },
      borders: { type: "geojson", data: borders },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colors.sea } },
      { id: "land", type: "fill", source: "land", paint: { "fill-color": colors.land } },
      {
        id: "coast",
        type: "line",
        source: "land",
        paint: { "line-color": colors.line, "line-width": 0.8 },
      },
      {
        id: "borders",
        type: "line",
        source: "borders",
        paint: { "line-color": colors.line, "line-width": 0.6, "line-dasharray": [3, 2] },
      },
    ],
  };
}
