import { Marker, type Map as MapLibre } from "maplibre-gl";

/** More names than this would hide each other. */
const MAX_NAMES = 40;
const SOURCES = ["gateways", "devices"] as const;

/** Numbers upon clusters and names beside things, as elements: text in the drawing needs fonts from a server. */
export class Labels {
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
    for (const source of SOURCES) {
      for (const { properties, geometry } of this.#visible(`${source}-clusters`, "cluster_id")) {
        this.#add("map-count", String(properties["point_count_abbreviated"]), geometry);
      }
    }
    const things = SOURCES.flatMap((source) => this.#visible(source, "id"));
    if (things.length > MAX_NAMES) return;
    for (const { properties, geometry } of things) {
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
