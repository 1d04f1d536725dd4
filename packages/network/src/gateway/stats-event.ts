import { type Instant, formatInstant } from "@lorats/base";
import type { GatewayStats } from "@lorats/backhaul";
import type { NewEvent } from "@lorats/events";
import type { Gateway } from "../registry/gateway.ts";

/** The log's form of a gateway's report on itself. */
export function statsEvent(
  gateway: Gateway,
  stats: GatewayStats,
  now: Instant,
): NewEvent<"gateway-stats"> {
  const { location, time } = stats;
  return {
    type: "gateway-stats",
    tenantId: gateway.tenantId,
    key: gateway.id,
    time: now,
    body: {
      gatewayId: gateway.id,
      gatewayEui: gateway.eui,
      arrivedAt: formatInstant(now),
      ...(time !== undefined && { gatewayTime: formatInstant(time) }),
      ...(location && { latitudeDeg: location.latitudeDeg, longitudeDeg: location.longitudeDeg }),
      ...(location?.altitudeM !== undefined && { altitudeM: location.altitudeM }),
      rxReceived: stats.rxReceived,
      rxOk: stats.rxOk,
      ...(stats.rxForwarded !== undefined && { rxForwarded: stats.rxForwarded }),
      txReceived: stats.txReceived,
      txEmitted: stats.txEmitted,
      ...(stats.ackPercent !== undefined && { upstreamAckPercent: stats.ackPercent }),
      ...(stats.temperatureC !== undefined && { temperatureC: stats.temperatureC }),
    },
  };
}
