import type { DoorParts, GatewayDoor } from "../common/door.ts";
import { GatewayLane } from "./built-in-broker.ts";
import { ExternalBroker } from "./external-broker.ts";
import { GatewayMqttDoor } from "./gateway-mqtt-door.ts";

/** The door as the settings want it: at the server's own broker, at somebody else's, or at both. */
export async function bindGatewayMqtt(parts: DoorParts): Promise<GatewayDoor | undefined> {
  const { config, broker } = parts;
  const url = config["gateway_mqtt.broker_url"];
  const atOwn = config["gateway_mqtt.enabled"] && config["mqtt.enabled"];
  if (!atOwn && url === undefined) return undefined;
  const registers = config["gateway_mqtt.unknown_gateways"] === "register";
  const pushesConfig = config["gateway_mqtt.push_config"];
  const endpoints = (): ReturnType<typeof broker.endpoints> => (atOwn ? broker.endpoints() : []);
  const door = new GatewayMqttDoor({ registers, pushesConfig, endpoints }, parts);
  if (atOwn) broker.gateways = new GatewayLane(door, parts);
  if (url === undefined) return door;
  const external = new ExternalBroker(
    {
      url,
      username: config["gateway_mqtt.username"],
      password: config["gateway_mqtt.password"],
      clientId: config["gateway_mqtt.client_id"],
      prefixes: config["gateway_mqtt.prefixes"],
    },
    door,
    parts,
  );
  return Object.assign(door, {
    stop: async () => {
      // What came in is stored first, and acknowledged while the line still stands.
      await GatewayMqttDoor.prototype.stop.call(door);
      await external.stop();
    },
  });
}
