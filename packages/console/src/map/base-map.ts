import countriesUrl from "world-atlas/countries-50m.json?url";
import type { StyleSpecification } from "maplibre-gl";
import { feature, mesh } from "topojson-client";

/** Countries of Natural Earth at 1 : 50 million (public domain), as `world-atlas` packs them. */
interface BaseMap {
  readonly land: GeoJSON.GeoJSON;
  readonly coast: GeoJSON.GeoJSON;
  readonly borders: GeoJSON.GeoJSON;
}

type Atlas = Parameters<typeof mesh>[0] & {
  readonly objects: Readonly<Record<"countries", NonNullable<Parameters<typeof mesh>[1]>>>;
};

/** Fetches the base map from this server; nothing is asked of the internet. */
export async function loadBaseMap(): Promise<BaseMap> {
  const atlas = (await (await fetch(countriesUrl)).json()) as Atlas;
  const { countries } = atlas.objects;
  return {
    // Country by country: a whole continent as one polygon is filled wrongly where its coast is simplified.
    land: feature(atlas, countries),
    coast: mesh(atlas, countries, (a, b) => a === b),
    borders: mesh(atlas, countries, (a, b) => a !== b),
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
export function baseStyle(
  { land, coast, borders }: BaseMap,
  colors: MapColors,
): StyleSpecification {
  return {
    version: 8,
    sources: {
      land: { type: "geojson", data: land, attribution: "Natural Earth" },
      coast: { type: "geojson", data: coast },
      borders: { type: "geojson", data: borders },
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colors.sea } },
      {
        id: "land",
        type: "fill",
        source: "land",
        // Without a soft edge, which would show between neighbours.
        paint: { "fill-color": colors.land, "fill-antialias": false },
      },
      {
        id: "coast",
        type: "line",
        source: "coast",
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
