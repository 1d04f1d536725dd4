import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import type { DeviceId, Eui64 } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { provision } from "../../../world/src/provision.ts";
import { rootKeys } from "../../../world/src/root-keys.ts";
import { scenarioSchema, type Scenario } from "../../../world/src/scenario.ts";
import { World } from "../../../world/src/world.ts";
import { startRunning, until, type Running } from "../../../server/test/support/running.ts";

const REGIONS = ["US915", "AU915", "AS923-1", "IN865", "KR920", "RU864"] as const;
type RegionId = (typeof REGIONS)[number];

const eui = (region: RegionId, last: string): Eui64 =>
  `0a000000000${REGIONS.indexOf(region)}${last}` as Eui64;

/** One mast, a meter that asks for acknowledgements and a lamp of class C. */
function scenarioIn(region: RegionId): Scenario {
  const device = {
    joinEui: "0a00000000000001",
    outdoor: false,
    sensor: "waterMeter",
    intervalS: 6,
    crystal: { offsetPpm: -20, slopePpmPerC: 0.05, walkPpmPerRootHour: 0.02 },
  };
  return scenarioSchema.parse({
    name: `street in ${region}`,
    seed: 3,
    region,
    subBand: 1,
    origin: { latitudeDeg: 1.35, longitudeDeg: 103.68 },
    air: { propagation: { model: "log-distance", exponent: 3 }, shadowingDb: 3, fadingDb: 1 },
    gateways: [
      {
        name: `Mast of ${region}`,
        eui: eui(region, "0a01"),
        place: { eastM: 0, northM: 0, upM: 30 },
        hasGps: true,
        clockPpm: 0.4,
      },
    ],
    devices: [
      {
        ...device,
        name: "Meter",
        devEui: eui(region, "e001"),
        place: { eastM: 60, northM: 10, upM: 2 },
        confirmed: true,
      },
      {
        ...device,
        name: "Lamp",
        devEui: eui(region, "e002"),
        place: { eastM: 30, northM: 40, upM: 2 },
        deviceClass: "C",
        intervalS: 30,
      },
    ],
  });
}

async function open(t: TestContext, running: Running, region: RegionId): Promise<World> {
  const scenario = scenarioIn(region);
  const folder = path.join(running.folder, region);
  mkdirSync(folder);
  const keys = rootKeys(folder, scenario.devices, systemRandom);
  const key = await running.client.createApiKey({
    tenantId: running.tenantId,
    name: region,
    scopes: ["*"],
  });
  await provision(running.clientWith(key.secret), scenario, keys);
  const { host, port: udpPort } = running.server.semtechUdp!;
  const world = new World({
    scenario,
    clock: systemClock,
    folder,
    rootKeys: keys,
    server: { host, udpPort },
    sdrs: "off",
  });
  await world.start();
  t.after(() => world.stop());
  return world;
}

/** Queues a confirmed message, waits for its acknowledgement, and says in which window it went. */
async function deliver(running: Running, id: DeviceId): Promise<string> {
  const { client } = running;
  const itemId = crypto.randomUUID();
  await client.enqueue({ id, itemId, fPort: 10, data: "AQID", confirmed: true });
  const ack = await running.message(
    ({ event, body }) => event === "ack" && body["queueItemId"] === itemId,
    90_000,
  );
  assert.equal(ack.body["acknowledged"], true, JSON.stringify(ack.body));
  const { items } = await client.listEvents({ key: id, types: "downlink", order: "newest-first" });
  const sent = items.find(({ body }) => (body as { queueItemId?: string }).queueItemId === itemId);
  return (sent!.body as { window: string }).window;
}

describe(
  "the running server with the world's devices around the world",
  { timeout: 600_000 },
  () => {
    it("one server, six channel plans at once: join, acknowledgements, ADR, classes A and C", async (t) => {
      const running = await startRunning(t);
      const worlds = new Map<RegionId, World>();
      for (const region of REGIONS) worlds.set(region, await open(t, running, region));
      await Promise.all(
        [...worlds].map(async ([region, world]) => {
          const [meter, lamp] = world.devices;
          const id = async (devEui: string): Promise<DeviceId> =>
            (await running.client.listDevices({ search: devEui })).items[0]!.id;
          await until(() => (meter!.isJoined && lamp!.isJoined) || undefined, 150_000);
          assert.match(await deliver(running, await id(meter!.id)), /^rx[12]$/, region);
          assert.match(await deliver(running, await id(lamp!.id)), /^(class-c|rx1)$/, region);
          // ADR brings both to their fastest, on the channels that the gateway hears.
          const session = () => meter!.state.session!;
          await until(() => session().txPowerIndex >= 3 || undefined, 150_000);
          const on = session().channels.flatMap((channel, n) => (channel?.isOn ? [n] : []));
          if (region === "US915" || region === "AU915") {
            assert.ok(
              on.every((n) => (n >= 8 && n < 16) || n === 65),
              `${region}: ${on.join(" ")}`,
            );
          }
          const { items } = await running.client.listUplinks({
            deviceId: await id(meter!.id),
            limit: 500,
          });
          const sent = session().fCntUp;
          t.diagnostic(
            `figure: ${region}: data rate ${session().dataRate}, power index ${session().txPowerIndex}, ` +
              `channels ${on.join(" ")}, ${items.length} uplinks of ${sent}`,
          );
        }),
      );
    });
  },
);
