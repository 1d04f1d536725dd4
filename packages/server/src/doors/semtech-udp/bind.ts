import type { DoorParts, GatewayDoor } from "../common/door.ts";
import { SemtechUdpDoor } from "./semtech-udp-door.ts";
import type { UdpListenerOptions } from "./udp-listener.ts";

/** The door as the settings want it: the main port, and one more for each further channel plan. */
export async function bindSemtechUdp(parts: DoorParts): Promise<GatewayDoor | undefined> {
  const { config } = parts;
  if (!config["semtech_udp.enabled"]) return undefined;
  const host = config["semtech_udp.host"];
  const main = {
    host,
    port: config["semtech_udp.port"],
    region: config["semtech_udp.region"],
    subBand: config["semtech_udp.sub_band"],
  };
  const others = config["semtech_udp.listeners"].map(
    ({ port, region, sub_band: subBand, ...rest }): UdpListenerOptions => ({
      host: rest.host ?? host,
      port,
      region,
      subBand,
    }),
  );
  const registers = config["semtech_udp.unknown_gateways"] === "register";
  return SemtechUdpDoor.bind({ listeners: [main, ...others], registers }, parts);
}
