import type { Gateway, Uplink } from "@lorats/api";
import { estimatePlace, type Estimate, type Hearing } from "./estimate.ts";

/** A gateway that stands somewhere. */
export interface GatewayPlace {
  readonly kind: "gateway";
  readonly id: string;
  readonly name: string;
  readonly state: Gateway["state"];
  readonly latitudeDeg: number;
  readonly longitudeDeg: number;
}

/** A device, where the gateways that hear it make it out to be. */
export interface DevicePlace extends Estimate {
  readonly kind: "device";
  readonly id: string;
  readonly name: string;
  /** Gateways with a place that hear it. */
  readonly heardBy: readonly Link[];
}

export interface Link {
  readonly gatewayId: string;
  /** Mean of its frames, dBm. */
  readonly rssiDbm: number;
  readonly frames: number;
}

export type Place = GatewayPlace | DevicePlace;

/** Gateways with a place: the one that people set, or else the one that the gateway reports. */
export function placesOf(gateways: readonly Gateway[]): readonly GatewayPlace[] {
  return gateways.flatMap(({ id, name, state, location, reportedLocation }) => {
    const place = location ?? reportedLocation;
    if (!place) return [];
    const { latitudeDeg, longitudeDeg } = place;
    return [{ kind: "gateway" as const, id, name, state, latitudeDeg, longitudeDeg }];
  });
}

/** Devices of these uplinks, each where its receptions say. */
export function devicePlaces(
  uplinks: readonly Uplink[],
  gateways: readonly GatewayPlace[],
): readonly DevicePlace[] {
  const byId = new Map(gateways.map((one) => [one.id, one]));
  const byDevice = Map.groupBy(uplinks, ({ deviceId }) => deviceId);
  return [...byDevice].flatMap(([id, own]) => {
    const heardBy = linksOf(own).filter(({ gatewayId }) => byId.has(gatewayId));
    const hearings = heardBy.map(({ gatewayId, rssiDbm }): Hearing => {
      const { latitudeDeg, longitudeDeg } = byId.get(gatewayId)!;
      return { latitudeDeg, longitudeDeg, rssiDbm };
    });
    const estimate = estimatePlace(hearings);
    const [{ deviceName, devEui }] = own as [Uplink];
    return estimate
      ? [{ kind: "device" as const, id, name: deviceName ?? devEui, heardBy, ...estimate }]
      : [];
  });
}

function linksOf(uplinks: readonly Uplink[]): readonly Link[] {
  const sums = new Map<string, { rssi: number; frames: number }>();
  for (const { receptions } of uplinks) {
    for (const { gatewayId, rssiDbm } of receptions) {
      const sum = sums.get(gatewayId) ?? { rssi: 0, frames: 0 };
      sums.set(gatewayId, { rssi: sum.rssi + rssiDbm, frames: sum.frames + 1 });
    }
  }
  return [...sums].map(([gatewayId, { rssi, frames }]) => ({
    gatewayId,
    rssiDbm: rssi / frames,
    frames,
  }));
}

/** West, south, east, north of all places. */
export function boundsOf(
  places: readonly Pick<Place, "latitudeDeg" | "longitudeDeg">[],
): [number, number, number, number] {
  // No spreading into arguments: there may be more places than a call can have.
  const bounds: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { latitudeDeg, longitudeDeg } of places) {
    bounds[0] = Math.min(bounds[0], longitudeDeg);
    bounds[1] = Math.min(bounds[1], latitudeDeg);
    bounds[2] = Math.max(bounds[2], longitudeDeg);
    bounds[3] = Math.max(bounds[3], latitudeDeg);
  }
  return bounds;
}
