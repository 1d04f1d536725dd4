import type { DoorParts, GatewayDoor } from "../common/door.ts";
import { BasicsStationDoor } from "./basics-station-door.ts";

/** The door as the settings want it. */
export async function bindBasicsStation(parts: DoorParts): Promise<GatewayDoor | undefined> {
  const { config } = parts;
  if (!config["basics_station.enabled"]) return undefined;
  const registers = config["basics_station.unknown_gateways"] === "register";
  return BasicsStationDoor.bind(
    {
      host: config["basics_station.host"],
      port: config["basics_station.port"],
      tls: config["basics_station.tls"] ? await parts.tlsIdentity() : undefined,
      publicUri: config["basics_station.public_uri"],
      credentialRequired: config["basics_station.credentials"] === "required",
      newcomer: registers
        ? {
            region: config["basics_station.region"],
            subBand: config["basics_station.sub_band"],
            by: "Basics Station",
          }
        : undefined,
      beacons: config["basics_station.beacons"],
      allowsCommands: config["basics_station.allow_commands"],
    },
    parts,
  );
}
