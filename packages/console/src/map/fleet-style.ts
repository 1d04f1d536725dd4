import type { LayerSpecification, StyleSpecification } from "maplibre-gl";
import { areasOf, linksOf, pointsOf, type Scene } from "./geo-json.ts";

type Paint = Extract<LayerSpecification, { type: "circle" }>["paint"];

/** Clusters have room for their number. */
const CLUSTER_RADIUS = [
  "interpolate",
  ["linear"],
  ["get", "point_count"],
  2,
  13,
  100,
  22,
  1000,
  32,
] as unknown as NonNullable<NonNullable<Paint>["circle-radius"]>;

/** Things that stand together are drawn as one, with their number, until one looks closer. */
const CLUSTERING = { cluster: true, clusterRadius: 42, clusterMaxZoom: 15 } as const;

/** The ground with the fleet upon it. */
export function fleetStyle(ground: StyleSpecification, scene: Scene): StyleSpecification {
  return {
    ...ground,
    sources: {
      ...ground.sources,
      areas: { type: "geojson", data: areasOf(scene) },
      links: { type: "geojson", data: linksOf(scene) },
      devices: { type: "geojson", data: pointsOf(scene.devices), ...CLUSTERING },
      gateways: { type: "geojson", data: pointsOf(scene.gateways), ...CLUSTERING },
    },
    layers: [
      ...ground.layers,
      {
        id: "areas",
        type: "fill",
        source: "areas",
        paint: { "fill-color": "#4c6ef5", "fill-opacity": 0.07, "fill-outline-color": "#4c6ef5" },
      },
      {
        id: "links",
        type: "line",
        source: "links",
        paint: {
          "line-color": "#4c6ef5",
          "line-width": 1,
          // A strong path is drawn stronger.
          "line-opacity": ["interpolate", ["linear"], ["get", "rssiDbm"], -130, 0.12, -80, 0.6],
        },
      },
      ...clustered("devices", "#3b5bdb", { "circle-color": "#4c6ef5", "circle-radius": 5 }),
      ...clustered("gateways", "#0c797d", {
        "circle-color": [
          "match",
          ["get", "state"],
          "online",
          "#2f9e6e",
          "offline",
          "#e03131",
          "#868e96",
        ],
        "circle-radius": 7,
      }),
    ],
  };
}

function clustered(source: string, color: string, paint: Paint): LayerSpecification[] {
  return [
    {
      id: `${source}-clusters`,
      type: "circle",
      source,
      filter: ["has", "point_count"],
      paint: { "circle-color": color, "circle-opacity": 0.88, "circle-radius": CLUSTER_RADIUS },
    },
    {
      id: source,
      type: "circle",
      source,
      filter: ["!", ["has", "point_count"]],
      paint: { "circle-stroke-width": 2, "circle-stroke-color": "#ffffff", ...paint },
    },
  ];
}
