import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Eui64 } from "@lorats/base";
import { until } from "../../../base/test/until.ts";
import { scenarioSchema, type Scenario } from "../../../world/src/scenario.ts";
import type { World } from "../../../world/src/world.ts";
import { startRunning } from "../../../server/test/support/running.ts";
import { deliver, deviceId, runBeside } from "./running-world.ts";

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

describe(
  "the running server with the world's devices around the world",
  { timeout: 600_000 },
  () => {
    it("one server, six channel plans at once: join, acknowledgements, ADR, classes A and C", async (t) => {
      const running = await startRunning(t);
      const worlds = new Map<RegionId, World>();
      for (const region of REGIONS) {
        worlds.set(region, (await runBeside(t, running, scenarioIn(region))).world);
      }
      await Promise.all(
        [...worlds].map(async ([region, world]) => {
          const [meter, lamp] = world.devices;
          await until(() => meter!.isJoined && lamp!.isJoined, 150_000);
          const meterId = await deviceId(running, meter!.id);
          const inA = await deliver(running, meterId, 90_000);
          assert.match(inA.window, /^rx[12]$/, region);
          const inC = await deliver(running, await deviceId(running, lamp!.id), 90_000);
          assert.match(inC.window, /^(class-c|rx1)$/, region);
          // ADR brings both to their fastest, on the channels that the gateway hears.
          const session = () => meter!.state.session!;
          await until(() => session().txPowerIndex >= 3, 150_000);
          const on = session().channels.flatMap((channel, n) => (channel?.isOn ? [n] : []));
          if (region === "US915" || region === "AU915") {
            assert.ok(
              on.every((n) => (n >= 8 && n < 16) || n === 65),
              `${region}: ${on.join(" ")}`,
            );
          }
          const { items } = await running.client.listUplinks({
            deviceId: meterId,
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
