import { API_PREFIX, MAP_TILES_PATH } from "@lorats/api";
import { addProtocol, type StyleSpecification } from "maplibre-gl";
import { PMTiles, Protocol, TileType } from "pmtiles";
import type { MapColors } from "./base-map.ts";
import { vectorLayers } from "./vector-layers.ts";

const URL_OF_TILES = `${location.origin}${API_PREFIX}${MAP_TILES_PATH}`;

/** What the style has to know of a file. */
export interface OperatorTiles {
  readonly kind: "vector" | "raster";
  readonly maxZoom: number;
  /** Names of vector layers that are in it. */
  readonly layers: readonly string[];
  readonly attribution: string;
}

let protocol: Protocol | undefined;

/** Reads what the operator's base map holds; its tiles are then fetched piece by piece from this server. */
export async function loadOperatorTiles(): Promise<OperatorTiles> {
  if (!protocol) {
    protocol = new Protocol();
    addProtocol("pmtiles", protocol.tile);
  }
  const archive = new PMTiles(URL_OF_TILES);
  protocol.add(archive);
  const { tileType, maxZoom } = await archive.getHeader();
  const metadata = (await archive.getMetadata()) as {
    readonly vector_layers?: readonly { readonly id: string }[];
    readonly attribution?: string;
  };
  return {
    kind: tileType === TileType.Mvt ? "vector" : "raster",
    maxZoom,
    layers: (metadata.vector_layers ?? []).map(({ id }) => id),
    // Text only: markup of a file that somebody supplied is not shown as such.
    attribution: (metadata.attribution ?? "").replace(/<[^>]*>/g, ""),
  };
}

/** The ground that the file draws. Layers go by the names that Protomaps and OpenMapTiles give them. */
export function operatorStyle(tiles: OperatorTiles, colors: MapColors): StyleSpecification {
  const { kind, maxZoom, attribution } = tiles;
  const source = {
    url: `pmtiles://${URL_OF_TILES}`,
    maxzoom: maxZoom,
    ...(attribution !== "" && { attribution }),
  };
  if (kind === "raster") {
    return {
      version: 8,
      sources: { tiles: { type: "raster", tileSize: 256, ...source } },
      layers: [{ id: "tiles", type: "raster", source: "tiles" }],
    };
  }
  return {
    version: 8,
    sources: { tiles: { type: "vector", ...source } },
    layers: vectorLayers(tiles.layers, colors),
  };
}
