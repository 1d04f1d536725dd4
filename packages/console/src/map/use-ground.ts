import { useQuery } from "@tanstack/react-query";
import type { StyleSpecification } from "maplibre-gl";
import { useServerInfo } from "../state/lists.ts";
import { baseStyle, loadBaseMap, MAP_COLORS } from "./base-map.ts";
import { loadOperatorTiles, operatorStyle } from "./operator-tiles.ts";

/** The ground in the colours of a scheme. */
export type Ground = (scheme: "light" | "dark") => StyleSpecification;

/** The operator's own base map where there is one, else the one that comes along; never one from the internet. */
export function useGround(): { readonly ground: Ground | undefined; readonly error: unknown } {
  const { data: info } = useServerInfo();
  const { data: ground, error } = useQuery({
    queryKey: ["ground", info?.hasMapTiles ?? false],
    enabled: info !== undefined,
    staleTime: Infinity,
    queryFn: async (): Promise<Ground> => {
      if (info?.hasMapTiles) {
        const tiles = await loadOperatorTiles();
        return (scheme) => operatorStyle(tiles, MAP_COLORS[scheme]);
      }
      const base = await loadBaseMap();
      return (scheme) => baseStyle(base, MAP_COLORS[scheme]);
    },
  });
  return { ground, error };
}
