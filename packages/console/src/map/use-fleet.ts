import type { Gateway } from "@lorats/api";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { client } from "../client.ts";
import { useTenantId } from "../state/access.ts";
import { devicePlaces, placesOf, type DevicePlace, type GatewayPlace } from "./places.ts";

const PAGE = 1000;
/** More gateways than this are not drawn. */
const MOST = 20_000;
/** Uplinks whose receptions tell where devices are. */
const UPLINKS = 1000;
const LOOK_MS = 20_000;

export interface Fleet {
  readonly gateways: readonly GatewayPlace[];
  readonly devices: readonly DevicePlace[];
  /** Gateways without a place. */
  readonly placeless: number;
}

/** Gateways with a place, and devices that they heard lately. */
export function useFleet(): { readonly fleet: Fleet | undefined; readonly error: unknown } {
  const tenantId = useTenantId();
  const gateways = useQuery({
    queryKey: ["gateways", "map", tenantId],
    refetchInterval: LOOK_MS,
    queryFn: async ({ signal }) => {
      const items: Gateway[] = [];
      let after: string | undefined;
      do {
        const page = await client.listGateways({ limit: PAGE, tenantId, after }, signal);
        items.push(...page.items);
        after = page.next;
      } while (after !== undefined && items.length < MOST);
      return items;
    },
  });
  const uplinks = useQuery({
    queryKey: ["map", "uplinks", tenantId],
    refetchInterval: LOOK_MS,
    queryFn: async ({ signal }) =>
      (await client.listUplinks({ tenantId, limit: UPLINKS }, signal)).items,
  });
  const fleet = useMemo(() => {
    if (!gateways.data) return undefined;
    const places = placesOf(gateways.data);
    return {
      gateways: places,
      devices: devicePlaces(uplinks.data ?? [], places),
      placeless: gateways.data.length - places.length,
    };
  }, [gateways.data, uplinks.data]);
  return { fleet, error: gateways.error };
}
