import type { TestContext } from "node:test";
import { systemClock } from "@lorats/base/node";
import { hashSecret, type GatewayCredentialId } from "../../../platform/src/index.ts";
import { BasicsStationDoor } from "../../../server/src/doors/basics-station/basics-station-door.ts";
import { openDoor, type DoorBench } from "../../../server/test/doors/door-bench.ts";

/** The server's own door for Basics Station, on loopback; port 0 is any free one. */
export async function bindStationDoor(
  t: TestContext,
  bench: DoorBench,
  port: number,
): Promise<BasicsStationDoor> {
  const options = { tls: undefined, publicUri: undefined, credentialRequired: true };
  const more = { newcomer: undefined, beacons: false, allowsCommands: false };
  const door = await BasicsStationDoor.bind(
    { host: "127.0.0.1", port, ...options, ...more },
    bench.parts,
  );
  return openDoor(t, bench, door);
}

/** Lets the bench's gateway in with this token. */
export async function acceptToken(
  { stores, tenantId, gatewayId }: DoorBench,
  token: string,
): Promise<void> {
  const id = crypto.randomUUID() as GatewayCredentialId;
  const kept = { id, tenantId, gatewayId, kind: "token", name: "station" } as const;
  await stores.gatewayCredentials.create([
    { ...kept, hash: hashSecret(token), createdAt: systemClock.now() },
  ]);
}
