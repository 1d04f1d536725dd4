import { errorLine } from "@lorats/base";
import { Follower } from "@lorats/platform";
import type { ServerLog } from "../logger.ts";
import { MqttBroker } from "../mqtt/broker.ts";
import { obeyCommand } from "../mqtt/commands.ts";
import type { Services } from "../services.ts";
import type { DoorEndpoint } from "../doors/common/door.ts";
import type { BoundDoors } from "./bind-doors.ts";
import type { Undo } from "./undo.ts";

/** Opens the MQTT broker and publishes to it whatever the log brings. */
export async function startBroker(
  services: Services,
  started: Undo[],
  { logger }: ServerLog,
  bound: Pick<BoundDoors, "broker" | "tlsIdentity">,
): Promise<MqttBroker | undefined> {
  const { config, stores, clock, metrics, translator } = services;
  if (!config["mqtt.enabled"]) return undefined;
  const tlsPort = config["mqtt.tls_port"];
  const { gateways } = bound.broker;
  const broker = await MqttBroker.start({
    gateways,
    tls: tlsPort === undefined ? undefined : { port: tlsPort, identity: await bound.tlsIdentity() },
    host: config["mqtt.host"],
    port: config["mqtt.port"],
    retain: config["mqtt.retain"],
    clock,
    metrics,
    stores,
    onCommand: (topic, payload, credential) => {
      obeyCommand(services, topic, payload, credential).then(
        (outcome) => {
          if (!outcome.ok) logger.warn({ topic, ...outcome }, "a command was refused");
          return outcome;
        },
        (error: unknown) => logger.error({ topic, error: errorLine(error) }, "a command failed"),
      );
    },
  });
  started.push(() => broker.stop());
  if (gateways) bound.broker.endpoints = () => endpointsOf(broker);
  const stopFollowing = new AbortController();
  const follower = new Follower({
    log: stores.log,
    cursors: stores.publisherCursors,
    clock,
    sink: broker,
    translate: (events) => translator.translate(events),
    from: "beginning",
  });
  const following = follower.run(stopFollowing.signal).catch((error: unknown) => {
    logger.error({ error: errorLine(error) }, "publishing to MQTT ended");
  });
  metrics.gauge("lorats_mqtt_connections", "MQTT clients", () => broker.connections);
  metrics.gauge(
    "lorats_mqtt_delivery_failures",
    "Attempts to publish that failed and were repeated",
    () => follower.status.failures,
  );
  started.push(async () => {
    stopFollowing.abort();
    await following;
  });
  return broker;
}

function endpointsOf({ address, tlsAddress }: MqttBroker): readonly DoorEndpoint[] {
  const door = "gateway-mqtt";
  return [
    { door, ...address, tls: false },
    ...(tlsAddress ? [{ door, ...tlsAddress, tls: true } as const] : []),
  ];
}
