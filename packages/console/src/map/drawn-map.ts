import {
  AttributionControl,
  Map as MapLibre,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
  type GeoJSONSource,
  type StyleSpecification,
} from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import { fleetStyle } from "./fleet-style.ts";
import { areasOf, linksOf, pointsOf, type Scene } from "./geo-json.ts";
import { Labels } from "./labels.ts";
import { boundsOf, type Place } from "./places.ts";

setWorkerUrl(workerUrl);

/** A map with gateways and devices on it. */
export interface DrawnMap {
  show(scene: Scene): void;
  fit(places: readonly Place[]): void;
  remove(): void;
}

export type KindOfPlace = Place["kind"];

/**
 * Draws the fleet upon a ground.
 * @throws where the browser has no WebGL
 */
export function createDrawnMap(
  container: HTMLElement,
  ground: StyleSpecification,
  scene: Scene,
  onOpen: (kind: KindOfPlace, id: string) => void,
): DrawnMap {
  const map = new MapLibre({
    container,
    style: fleetStyle(ground, scene),
    attributionControl: false,
    maxZoom: 18,
    dragRotate: false,
    pitchWithRotate: false,
  });
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new ScaleControl({}), "bottom-left");
  map.addControl(new AttributionControl({ compact: true }), "bottom-right");
  const labels = new Labels(map);
  listen(map, "gateways", (id) => onOpen("gateway", id));
  listen(map, "devices", (id) => onOpen("device", id));
  labels.start();
  const set = (source: string, data: GeoJSON.GeoJSON): void => {
    // Before the style stands, what it was made with is shown.
    void map.getSource<GeoJSONSource>(source)?.setData(data);
  };
  return {
    show: (now) => {
      set("areas", areasOf(now));
      set("links", linksOf(now));
      set("devices", pointsOf(now.devices));
      set("gateways", pointsOf(now.gateways));
    },
    fit: (places) => {
      if (places.length === 0) return;
      map.fitBounds(boundsOf(places), { padding: 70, maxZoom: 15, duration: 0 });
    },
    remove: () => {
      labels.clear();
      map.remove();
    },
  };
}

/** A click on a cluster looks closer, one on a thing opens it. */
function listen(map: MapLibre, source: string, onOpen: (id: string) => void): void {
  const clusters = `${source}-clusters`;
  map.on("click", clusters, ({ features }) => {
    const [cluster] = features ?? [];
    if (!cluster) return;
    const { cluster_id: id } = cluster.properties;
    const { coordinates } = cluster.geometry as GeoJSON.Point;
    const look = async (): Promise<void> => {
      const points = map.getSource<GeoJSONSource>(source)!;
      const zoom = await points.getClusterExpansionZoom(id as number);
      map.easeTo({ center: coordinates as [number, number], zoom });
    };
    void look();
  });
  map.on("click", source, ({ features }) => {
    const id = features?.[0]?.properties["id"] as string | undefined;
    if (id !== undefined) onOpen(id);
  });
  for (const layer of [source, clusters]) {
    map.on("mouseenter", layer, () => {
      map.getCanvas().style.cursor = "pointer";
    });
    map.on("mouseleave", layer, () => {
      map.getCanvas().style.cursor = "";
    });
  }
}
