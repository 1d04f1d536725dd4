import type { TenantId } from "@lorats/base";
import { recordChange } from "../audit.ts";
import { KnownGateways } from "../doors/known-gateways.ts";
import { SemtechUdpDoor } from "../doors/semtech-udp.ts";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import type { Undo } from "./undo.ts";

/** Takes the port for gateways. Nothing is read from it before the network server is ready. */
export async function bindDoor(
  services: Services,
  homeTenant: TenantId,
  started: Undo[],
  { logger }: ServerLog,
): Promise<SemtechUdpDoor | undefined> {
  const { config, stores, clock, random, metrics } = services;
  if (!config["semtech_udp.enabled"]) return undefined;
  const { registry } = stores;
  const gateways = new KnownGateways({
    registry,
    clock,
    random,
    unknown: config["semtech_udp.unknown_gateways"],
    homeTenant,
    registered: async ({ id, tenantId, eui }) => {
      logger.info({ eui }, "a gateway registered itself");
      const after = { eui };
      await recordChange(services, { actor: "system", tenantId, kind: "gateway", id, after });
    },
  });
  started.push(() => gateways.close());
  const door = await SemtechUdpDoor.bind({
    host: config["semtech_udp.host"],
    port: config["semtech_udp.port"],
    maxPerSecond: config["semtech_udp.max_per_second"],
    clock,
    metrics,
    gateways,
    seen: (gatewayId) => registry.gateways.seen([{ gatewayId, lastSeenAt: clock.now() }]),
    notice: (message, details) => logger.warn(details, message),
  });
  started.push(() => door.stop());
  return door;
}
