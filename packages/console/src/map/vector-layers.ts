import type { LayerSpecification } from "maplibre-gl";
import type { MapColors } from "./base-map.ts";

type Drawn = readonly [names: readonly string[], layer: (name: string) => LayerSpecification];

/** From the ground up; each is drawn where the file has a layer of one of its names. */
export function vectorLayers(
  has: readonly string[],
  { sea, land, line }: MapColors,
): LayerSpecification[] {
  const fill = (name: string, color: string, opacity = 1): LayerSpecification => ({
    id: `tiles-${name}`,
    type: "fill",
    source: "tiles",
    "source-layer": name,
    // Water is a line where it is a river.
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": color, "fill-opacity": opacity },
  });
  const stroke = (name: string, color: string, width: number): LayerSpecification => ({
    id: `tiles-${name}-lines`,
    type: "line",
    source: "tiles",
    "source-layer": name,
    paint: { "line-color": color, "line-width": width },
  });
  const drawn: readonly Drawn[] = [
    [["earth", "land"], (name) => fill(name, land)],
    [["landcover", "landuse"], (name) => fill(name, line, 0.18)],
    [["water", "ocean"], (name) => fill(name, sea)],
    [["waterway", "water_lines"], (name) => stroke(name, sea, 1.5)],
    [["buildings", "building"], (name) => fill(name, line, 0.55)],
    [["roads", "transportation", "streets"], (name) => stroke(name, line, 1.2)],
    [["boundaries", "boundary"], (name) => stroke(name, line, 0.8)],
  ];
  // Files of OpenMapTiles have no land: what is not water is land.
  const hasLand = ["earth", "land"].some((name) => has.includes(name));
  return [
    {
      id: "ground",
      type: "background",
      paint: { "background-color": hasLand ? sea : land },
    },
    ...drawn.flatMap(([names, layer]) => names.filter((name) => has.includes(name)).map(layer)),
  ];
}
