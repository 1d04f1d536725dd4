import {
  AttributionControl,
  Map as MapLibre,
  Marker,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type StyleSpecification,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { baseStyle, MAP_COLORS, type loadBaseMap } from "./base-map.ts";
import { boundsOf, toGeoJson, type Place } from "./places.ts";

setWorkerUrl(workerUrl);

/** A map with gateways on it. */
export interface DrawnMap {
  show(places: readonly Place[]): void;
  fit(places: readonly Place[]): void;
  remove(): void;
}

/**
 * Draws the base map; gateways that stand together are drawn as one with their number, until one looks closer.
 * @throws where the browser has no WebGL
 */
export function createDrawnMap(
  container: HTMLElement,
  base: Awaited<ReturnType<typeof loadBaseMap>>,
  scheme: "light" | "dark",
  places: readonly Place[],
  onOpen: (id: string) => void,
): DrawnMap {
  const map = new MapLibre({
    container,
    style: fleetStyle(baseStyle(base, MAP_COLORS[scheme]), places),
    attributionControl: false,
    maxZoom: 18,
    dragRotate: false,
    pitchWithRotate: false,
  });
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({}), "bottom-left");
  map.addControl(new AttributionControl({ compact: true }), "bottom-right");
  const labels = new Labels(map);
  listen(map, onOpen);
  labels.start();
  return {
    show: (now) => {
      // Before the style stands, what it was made with is shown.
      void map.getSource<GeoJSONSource>("gateways")?.setData(toGeoJson(now));
    },
    fit: (now) => {
      if (now.length === 0) return;
      map.fitBounds(boundsOf(now), { padding: 70, maxZoom: 13, duration: 0 });
    },
    remove: () => {
      labels.clear();
      map.remove();
    },
  };
}

/** The ground with gateways upon it. */
function fleetStyle(ground: StyleSpecification, places: readonly Place[]): StyleSpecification {
  return {
    ...ground,
    sources: {
      ...ground.sources,
      gateways: {
        type: "geojson",
        data: toGeoJson(places),
        cluster: true,
        clusterRadius: 42,
        clusterMaxZoom: 15,
      },
    },
    layers: [
      ...ground.layers,
      {
        id: "clusters",
        type: "circle",
        source: "gateways",
        filter: ["has", "point_count"],
        paint: {
          "circle-color": "#0c797d",
          "circle-opacity": 0.88,
          "circle-radius": [
            "interpolate",
            ["linear"],
            ["get", "point_count"],
            2,
            13,
            100,
            22,
            1000,
            32,
          ],
        },
      },
      {
        id: "gateways",
        type: "circle",
        source: "gateways",
        filter: ["!", ["has", "point_count"]],
        paint: {
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
          "circle-stroke-width": 2,
          "circle-stroke-color": "#ffffff",
        },
      },
    ],
  };
}

function listen(map: MapLibre, onOpen: (id: string) => void): void {
  map.on("click", "clusters", ({ features }) => {
    const [cluster] = features ?? [];
    if (!cluster) return;
    const source = map.getSource<GeoJSONSource>("gateways")!;
    const { cluster_id: id } = cluster.properties;
    const { coordinates } = cluster.geometry as GeoJSON.Point;
    const look = async (): Promise<void> => {
      const zoom = await source.getClusterExpansionZoom(id as number);
      map.easeTo({ center: coordinates as [number, number], zoom });
    };
    void look();
  });
  map.on("click", "gateways", ({ features }) => {
    const id = features?.[0]?.properties["id"] as string | undefined;
    if (id !== undefined) onOpen(id);
  });
  for (const layer of ["gateways", "clusters"]) {
    map.on("mouseenter", layer, () => {
      map.getCanvas().style.cursor = "pointer";
    });
    map.on("mouseleave", layer, () => {
      map.getCanvas().style.cursor = "";
    });
  }
}

/** More names than this would hide each other. */
const MAX_NAMES = 40;

/** Numbers upon clusters and names beside gateways, as elements: text in the drawing needs fonts from a server. */
class Labels {
  readonly #map: MapLibre;
  #markers: Marker[] = [];

  constructor(map: MapLibre) {
    this.#map = map;
  }

  start(): void {
    this.#map.on("idle", () => this.#draw());
  }

  clear(): void {
    for (const marker of this.#markers) marker.remove();
    this.#markers = [];
  }

  #draw(): void {
    this.clear();
    for (const { properties, geometry } of this.#visible("clusters", "cluster_id")) {
      this.#add("map-count", String(properties["point_count_abbreviated"]), geometry);
    }
    const gateways = this.#visible("gateways", "id");
    if (gateways.length > MAX_NAMES) return;
    for (const { properties, geometry } of gateways) {
      this.#add("map-name", properties["name"] as string, geometry);
    }
  }

  /** Features of a layer in sight, each once: those on the border of two tiles are drawn twice. */
  #visible(layer: string, key: string) {
    const features = this.#map.queryRenderedFeatures({ layers: [layer] });
    return [...new Map(features.map((one) => [one.properties[key] as unknown, one])).values()];
  }

  #add(className: string, text: string, geometry: GeoJSON.Geometry): void {
    const element = document.createElement("span");
    element.className = className;
    // Text, never markup: names come from people.
    element.textContent = text;
    const { coordinates } = geometry as GeoJSON.Point;
    const offset: [number, number] = className === "map-name" ? [0, 18] : [0, 0];
    const marker = new Marker({ element, offset }).setLngLat(coordinates as [number, number]);
    this.#markers.push(marker.addTo(this.#map));
  }
}
