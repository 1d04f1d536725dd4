import { errorLine } from "@lorats/base";
import { Follower } from "@lorats/platform";
import type { ServerLog } from "../logger.ts";
import { MqttBroker } from "../mqtt/broker.ts";
import { obeyCommand } from "../mqtt/commands.ts";
import type { Services } from "../services.ts";
import type { Undo } from "./undo.ts";

/** Opens the MQTT broker and publishes to it whatever the log brings. */
export async function startBroker(
  services: Services,
  started: Undo[],
  { logger }: ServerLog,
): Promise<MqttBroker | undefined> {
  const { config, stores, clock, metrics, translator } = services;
  if (!config["mqtt.enabled"]) return undefined;
  const broker = await MqttBroker.start({
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
