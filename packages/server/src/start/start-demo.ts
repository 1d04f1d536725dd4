import path from "node:path";
import type { TenantId } from "@lorats/base";
import { ephemeralKey, ephemeralMqttCredential } from "../bootstrap.ts";
import { DemoWorld } from "../demo-world.ts";
import type { ListenAddress } from "../doors/common/listen.ts";
import type { ServerLog } from "../logger.ts";
import type { Services } from "../services.ts";
import type { Undo } from "./undo.ts";

/** Starts the simulated world, and makes the credentials that the start screen shows. */
export async function startDemo(
  services: Services,
  tenantId: TenantId,
  httpUrl: string,
  semtechUdp: ListenAddress,
  started: Undo[],
  { logger }: ServerLog,
): Promise<{ apiKey: string; mqtt: { username: string; password: string } | undefined }> {
  const { config, clock } = services;
  const apiKey = await ephemeralKey(services, tenantId, "Demonstration", ["*:read"]);
  const worldKey = await ephemeralKey(services, tenantId, "Simulated world", [
    "applications:*",
    "device-profiles:*",
    "devices:*",
    "gateways:*",
  ]);
  const mqtt = config["mqtt.enabled"]
    ? await ephemeralMqttCredential(services, tenantId)
    : undefined;
  const world = new DemoWorld({
    apiUrl: httpUrl,
    apiKey: worldKey,
    udpHost: semtechUdp.host,
    udpPort: semtechUdp.port,
    folder: path.join(path.resolve(config.data_dir), "world"),
    clock,
    logger,
  });
  world.start();
  started.push(() => world.stop());
  return { apiKey, mqtt };
}
