import type { DoorParts, DoorName, GatewayDoor } from "./common/door.ts";
import { bindBasicsStation } from "./basics-station/bind.ts";
import { bindGatewayMqtt } from "./gateway-mqtt/bind.ts";
import { bindSemtechUdp } from "./semtech-udp/bind.ts";

/** A protocol that gateways speak. */
export interface DoorKind {
  readonly name: DoorName;
  /** What it is called among people. */
  readonly title: string;
  readonly maxPerSecondSetting: `${"semtech_udp" | "basics_station" | "gateway_mqtt"}.max_per_second`;
  /**
   * Takes what it listens on, and reads nothing yet. Undefined when it is switched off.
   * @throws {CallerError} one line about what is wrong with the configuration or the machine
   */
  bind(parts: DoorParts): Promise<GatewayDoor | undefined>;
}

/** Every door there is, the better-proven protocols first. A new one is a folder beside these and a line here. */
export const DOORS: readonly DoorKind[] = [
  {
    name: "basics-station",
    title: "LoRa Basics Station",
    maxPerSecondSetting: "basics_station.max_per_second",
    bind: bindBasicsStation,
  },
  {
    name: "gateway-mqtt",
    title: "Gateway MQTT",
    maxPerSecondSetting: "gateway_mqtt.max_per_second",
    bind: bindGatewayMqtt,
  },
  {
    name: "semtech-udp",
    title: "Semtech UDP",
    maxPerSecondSetting: "semtech_udp.max_per_second",
    bind: bindSemtechUdp,
  },
];
