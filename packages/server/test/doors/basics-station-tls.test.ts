import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { connect as connectTls } from "node:tls";
import { systemClock, systemRandom } from "@lorats/base/node";
import { loadConfig } from "@lorats/server";
import { hashSecret, type GatewayCredentialId } from "@lorats/platform";
import { BasicsStationDoor } from "../../src/doors/basics-station/basics-station-door.ts";
import { certificateHash } from "../../src/doors/common/credential-check.ts";
import { GatewayAuthority, newKey } from "../../src/pki/gateway-authority.ts";
import { openServerIdentity } from "../../src/pki/server-identity.ts";
import { until } from "../../../base/test/until.ts";
import { doorBench, openDoor } from "./door-bench.ts";
import { StationGateway } from "./station-gateway.ts";

async function start(t: TestContext) {
  const bench = await doorBench(t, "basics-station");
  const { stores, parts, tenantId, gatewayId, gatewayEui } = bench;
  const authority = new GatewayAuthority({
    keys: stores.keys,
    clock: systemClock,
    random: systemRandom,
  });
  const config = loadConfig({ environment: {}, flags: {} });
  const identity = await openServerIdentity({
    config,
    authority,
    clock: systemClock,
    failed: assert.fail,
  });
  t.after(() => identity.stop());
  const door = await BasicsStationDoor.bind(
    {
      host: "127.0.0.1",
      port: 0,
      tls: identity,
      publicUri: undefined,
      credentialRequired: true,
      newcomer: undefined,
      beacons: false,
      allowsCommands: false,
    },
    parts,
  );
  openDoor(t, bench, door);
  const { port } = door.endpoints[0]!;
  const ca = await authority.certificatePem();
  const remember = async (
    kind: "token" | "certificate",
    hash: Uint8Array,
  ): Promise<GatewayCredentialId> => {
    const id = crypto.randomUUID() as GatewayCredentialId;
    const credential = { id, tenantId, gatewayId, kind, name: "c", hash };
    await stores.gatewayCredentials.create([{ ...credential, createdAt: systemClock.now() }]);
    return id;
  };
  const client = async (eui: string) => {
    const { spki, pem: key } = newKey();
    const issued = await authority.issue({ kind: "client" }, eui, spki, 30);
    return { key, cert: issued.pem, der: issued.der };
  };
  return { bench, door, port, ca, origin: `wss://localhost:${port}`, remember, client, gatewayEui };
}

describe("Basics Station door with TLS", () => {
  it("sends a station on by wss, and believes its token", async (t) => {
    const { origin, ca, gatewayEui, remember, bench, door, port } = await start(t);
    await remember("token", hashSecret("lts_gw_secret"));
    const options = { ca, headers: { authorization: "Bearer lts_gw_secret" } };
    const answer = await StationGateway.discover(t, origin, gatewayEui, options);
    assert.ok("uri" in answer);
    assert.equal(answer.uri, `wss://localhost:${port}/gateway/${gatewayEui}`);
    await StationGateway.start(t, origin, gatewayEui, options);
    assert.equal(door.connection(bench.gatewayId)!.authentication, "token");
  });

  it("believes a certificate of the authority that was given to this gateway, and no other", async (t) => {
    const { origin, ca, gatewayEui, remember, client, bench, door } = await start(t);
    const { der, ...mine } = await client(gatewayEui);
    await remember("certificate", certificateHash(der));
    await StationGateway.start(t, origin, gatewayEui, { ca, ...mine });
    assert.equal(door.connection(bench.gatewayId)!.authentication, "mtls");
    // Of the same authority and with the right name, but never given out for this gateway.
    const { der: _, ...other } = await client(gatewayEui);
    const refused = await StationGateway.discover(t, origin, gatewayEui, { ca, ...other });
    assert.ok("error" in refused);
    const none = await StationGateway.discover(t, origin, gatewayEui, { ca });
    assert.ok("error" in none);
  });

  it("speaks TLS 1.2, which is all that stations have, and nothing older", async (t) => {
    const { port, ca, bench } = await start(t);
    const shake = (version: "TLSv1.2" | "TLSv1.1"): Promise<string | null> =>
      new Promise((resolve) => {
        const socket = connectTls({
          host: "localhost",
          port,
          ca,
          minVersion: version === "TLSv1.1" ? "TLSv1" : version,
          maxVersion: version,
          ciphers: "DEFAULT@SECLEVEL=0",
        });
        socket.once("secureConnect", () => {
          resolve(socket.getProtocol());
          socket.destroy();
        });
        socket.once("error", () => resolve(null));
      });
    assert.equal(await shake("TLSv1.2"), "TLSv1.2");
    assert.equal(await shake("TLSv1.1"), null);
    await until(async () => (await bench.refused())["TLS_HANDSHAKE"]! >= 1);
  });
});
