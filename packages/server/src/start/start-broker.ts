import type { Message } from "@lorats/platform";
import type { ServerLog } from "../logger.ts";
import { MqttBroker } from "../mqtt/broker.ts";
import { takeCommand } from "../mqtt/commands.ts";
import type { Services } from "../services.ts";
import type { DoorEndpoint } from "../doors/common/door.ts";
import type { BoundDoors } from "./bind-doors.ts";
import { follow } from "./follow.ts";
import type { Undo } from "./undo.ts";

const MS_PER_HOUR = 3_600_000;

/** Opens the MQTT broker and publishes to it whatever the log brings. */
export async function startBroker(
  services: Services,
  started: Undo[],
  log: ServerLog,
  bound: Pick<BoundDoors, "broker" | "tlsIdentity">,
): Promise<MqttBroker | undefined> {
  const { config, stores, clock, metrics, meter, translator } = services;
  if (!config["mqtt.enabled"]) return undefined;
  const tlsPort = config["mqtt.tls_port"];
  const { gateways } = bound.broker;
  const broker = await MqttBroker.start({
    gateways,
    tls: tlsPort === undefined ? undefined : { port: tlsPort, identity: await bound.tlsIdentity() },
    host: config["mqtt.host"],
    port: config["mqtt.port"],
    retain: config["mqtt.retain"],
    sessionExpiryMs: config["mqtt.session_expiry_h"] * MS_PER_HOUR,
    maxQueued: config["mqtt.max_queued"],
    clock,
    metrics,
    meter,
    stores,
    onCommand: async (topic, payload, credential) => {
      const outcome = await takeCommand(services, topic, payload, credential);
      if (outcome.ok) return;
      metrics.mqttRefused.inc({ reason: outcome.code });
      log.logger.warn({ topic, ...outcome }, "a command was refused");
    },
  });
  started.push(() => broker.stop());
  if (gateways) bound.broker.endpoints = () => endpointsOf(broker);
  const translate = translator.translate.bind(translator);
  const parts = { sink: broker, translate, from: "beginning" } as const;
  const follower = follow<Message>(services, parts, "publishing to MQTT", started, log);
  metrics.gauge("lorats_mqtt_connections", "MQTT clients", () => broker.connections);
  metrics.gauge(
    "lorats_mqtt_sessions",
    "MQTT sessions that outlive their connection",
    () => broker.sessions.count,
  );
  metrics.gauge(
    "lorats_mqtt_queued",
    "Messages that wait in MQTT sessions",
    () => broker.sessions.queued,
  );
  metrics.total(
    "lorats_mqtt_delivery_failures_total",
    "Attempts to publish that failed and were repeated",
    () => follower.status.failures,
  );
  return broker;
}

function endpointsOf({ address, tlsAddress }: MqttBroker): readonly DoorEndpoint[] {
  const door = "gateway-mqtt";
  return [
    { door, ...address, tls: false },
    ...(tlsAddress ? [{ door, ...tlsAddress, tls: true } as const] : []),
  ];
}
