import assert from "node:assert/strict";
import { after, it, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { Eui64 } from "@lorats/base";
import { until } from "../../../base/test/until.ts";
import { startPostgres } from "../../../storage/test/postgres/server.ts";
import { readiness, refusedBy, startRunning, type Running } from "../support/running.ts";
import { TinyForwarder } from "../support/tiny-forwarder.ts";
import { StationGateway } from "./station-gateway.ts";

const database = await startPostgres();
after(() => database.stop());

const UDP = "0a00000000000b01" as Eui64;
const STATION = "0a00000000000b02" as Eui64;

let serial = 0;
/** A frame of nobody: what counts is that it is stored. */
function frame(): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes[0] = 0x40;
  new DataView(bytes.buffer).setUint32(8, ++serial);
  return bytes;
}

interface Scene {
  readonly running: Running;
  readonly udp: TinyForwarder;
  readonly station: () => Promise<StationGateway>;
}

async function open(t: TestContext, url: string): Promise<Scene> {
  const running = await startRunning(t, {
    "storage.postgres_url": url,
    "basics_station.enabled": true,
    "basics_station.port": 0,
    "basics_station.credentials": "optional",
  });
  const { client, tenantId, server } = running;
  for (const eui of [UDP, STATION]) await client.createGateway({ tenantId, eui, name: eui });
  const udp = await TinyForwarder.open(UDP, server.semtechUdp!.port);
  t.after(() => udp.close());
  const { host, port } = server.gatewayDoors.find(({ door }) => door === "basics-station")!;
  const station = async (): Promise<StationGateway> => {
    const line = await StationGateway.start(t, `ws://${host}:${port}`, STATION);
    return line.station;
  };
  return { running, udp, station };
}

/** Sends until one frame was acknowledged. */
async function acknowledged(udp: TinyForwarder, timeoutMs: number): Promise<void> {
  const before = udp.acknowledged;
  await until(async () => {
    udp.push(frame());
    await setTimeout(300);
    return udp.acknowledged > before || undefined;
  }, timeoutMs);
}

const UPDF = (n: number): string =>
  JSON.stringify({
    msgtype: "updf",
    MHdr: 64,
    DevAddr: 1,
    FCtrl: 0,
    FCnt: n,
    FOpts: "",
    FPort: 1,
    FRMPayload: "00",
    MIC: n,
    DR: 5,
    Freq: 868_100_000,
    upinfo: { rctx: 0, xtime: 1_000_000 + n, gpstime: 0, rssi: -60, snr: 9 },
  });

it("does without its database, killed or hanging: nothing is acknowledged, all is counted, and it comes back", async (t: TestContext) => {
  const scene = await open(t, await database.emptySchema());
  const { running, udp, station } = scene;
  await acknowledged(udp, 10_000);
  const line = await station();
  assert.equal((await readiness(running)).status, 200);
  assert.equal((await refusedBy(running, "semtech-udp")).size, 0);

  await database.kill();
  const before = udp.acknowledged;
  for (let n = 0; n < 50; n++) udp.push(frame());
  line.socket.send(UPDF(1));
  await until(() => line.closed, 20_000);
  assert.equal(line.closed!.code, 1013, "a station is sent away: it comes back with what it keeps");
  const dead = await until(async () => {
    const now = await readiness(running);
    return now.status === 503 ? now : undefined;
  }, 20_000);
  assert.equal(udp.acknowledged, before, "nothing that could not be stored is acknowledged");

  // Whoever has looked at the counts before may do so although the database that knows his key is dead.
  await until(async () => {
    const reasons = await refusedBy(running, "semtech-udp");
    return (reasons.get("LOG_UNAVAILABLE") ?? 0) >= 50 || undefined;
  }, 20_000);

  await database.restart();
  await acknowledged(udp, 60_000);
  await until(async () => (await readiness(running)).status === 200, 10_000);
  // A station comes again until it is let in.
  const back = await until(() => station().catch(() => undefined), 30_000);
  back.socket.send(UPDF(2));

  database.freeze();
  const hanging = udp.acknowledged;
  udp.push(frame());
  const silent = await until(async () => {
    const now = await readiness(running);
    return now.status === 503 ? now : undefined;
  }, 30_000);
  assert.equal(udp.acknowledged, hanging);
  database.thaw();
  await acknowledged(udp, 60_000);
  await until(async () => (await readiness(running)).status === 200, 60_000);
  t.diagnostic(`figure: killed: ${dead.reason}; hanging: ${silent.reason}`);
});
