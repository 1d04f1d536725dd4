import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { SeededRandom, secondsBetween } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { hashSecret, type GatewayCredentialId } from "../../../platform/src/index.ts";
import { BasicsStationDoor } from "../../../server/src/doors/basics-station/basics-station-door.ts";
import { doorBench, openDoor, type DoorBench } from "../../../server/test/doors/door-bench.ts";
import { until } from "../../../gateway/test/support/udp-peers.ts";
import { Air } from "../../../world/src/air/air.ts";
import { loraAirtimeNs } from "../../../world/src/air/airtime.ts";
import { propagation } from "../../../world/src/air/propagation.ts";
import type { Heard, Transmission } from "../../../world/src/air/transmission.ts";
import { radioPlan } from "../../../world/src/device/region.ts";
import { BasicsStation } from "../../../world/src/forwarder/basics-station.ts";
import { Concentrator } from "../../../world/src/forwarder/concentrator.ts";

const PLAN = radioPlan("EU868", 0);
const HERE = { eastM: 0, northM: 0, upM: 10 };
const TOKEN = "a-token-of-this-gateway-alone";

async function bindDoor(
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

interface Mast {
  readonly bench: DoorBench;
  readonly door: BasicsStationDoor;
  readonly station: BasicsStation;
  readonly air: Air;
  /** What devices beside it hear. */
  readonly heard: Heard[];
}

async function raise(t: TestContext): Promise<Mast> {
  const bench = await doorBench(t, "basics-station");
  const door = await bindDoor(t, bench, 0);
  const { stores, tenantId, gatewayId } = bench;
  const id = crypto.randomUUID() as GatewayCredentialId;
  const kept = { id, tenantId, gatewayId, kind: "token", name: "station" } as const;
  const hash = hashSecret(TOKEN);
  await stores.gatewayCredentials.create([{ ...kept, hash, createdAt: systemClock.now() }]);
  const air = new Air(systemClock, new SeededRandom(1), {
    propagation: propagation({ model: "free-space" }),
    shadowingDb: 0,
    fadingDb: 0,
  });
  const heard: Heard[] = [];
  air.attach({
    id: "device",
    place: { eastM: 100, northM: 0, upM: 1 },
    noiseFigureDb: 6,
    listensTo: ({ invertIq }) => invertIq,
    hear: (frame) => heard.push(frame),
  });
  const concentrator = new Concentrator(
    {
      id: bench.gatewayEui,
      plan: PLAN,
      place: HERE,
      latitudeDeg: 1.3,
      longitudeDeg: 103.6,
      hasGps: true,
      collisions: "sx1301",
      clockPpm: 2,
    },
    systemClock,
    new SeededRandom(2),
    air,
  );
  const uri = `ws://127.0.0.1:${door.endpoints[0]!.port}`;
  const options = {
    plan: PLAN,
    eui: bench.gatewayEui,
    hasGps: true,
    server: { uri, token: TOKEN },
  };
  const station = new BasicsStation(options, concentrator, systemClock, 5);
  station.start();
  t.after(() => station.stop());
  await until("router_config", () => station.isConfigured);
  return { bench, door, station, air, heard };
}

function uplink(air: Air, n: number, freqHz = 868_100_000): Transmission {
  const startNs = systemClock.monotonic();
  const phyPayload = Uint8Array.of(0x40, n, 2, 3, 4, 0, n, 0, 1, 9, 10, 11, 12, 13);
  const sent: Transmission = {
    sender: "device",
    place: { eastM: 100, northM: 0, upM: 1 },
    phyPayload,
    freqHz,
    sf: 7,
    bwHz: 125_000,
    powerDbm: 14,
    invertIq: false,
    startNs,
    endNs: startNs + loraAirtimeNs({ sf: 7, bwHz: 125_000 }, phyPayload.length, true),
    biasHz: -20_000,
  };
  air.transmit(sent);
  return sent;
}

describe("a simulated gateway that speaks Basics Station to the server's own door", () => {
  it("delivers what it hears, with counter and GPS time, on the channels that it was told", async (t) => {
    const { bench, station, air } = await raise(t);
    const utc = systemClock.now();
    const sent = uplink(air, 1);
    uplink(air, 2, 869_850_000);
    const uplinks = () => bench.delivered.flatMap((one) => one.uplinks);
    await until("the frame", () => uplinks().length > 0);
    await until("the other", () => station.counts.unconfigured === 1);
    assert.equal(uplinks().length, 1);
    const [heard] = uplinks();
    assert.deepEqual(heard!.phyPayload, sent.phyPayload);
    assert.deepEqual(heard!.modulation, { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 });
    const { counter, gpsNs, gpsResolutionNs } = heard!.times;
    assert.ok(counter?.kind === "xtime" && counter.xtime >> 48n === 5n);
    assert.equal(gpsResolutionNs, 1000);
    const leapNs = 315_964_800_000_000_000n - 18_000_000_000n;
    const airtimeNs = sent.endNs - sent.startNs;
    assert.ok(Math.abs(secondsBetween(utc + airtimeNs, gpsNs! + leapNs)) < 0.005);
  });

  it("sends in RX1 on the microsecond and says so; in RX2 when RX1 has passed", async (t) => {
    const { bench, door, air, heard } = await raise(t);
    const down = (downlinkId: number, context: Uint8Array) =>
      door.send(bench.gatewayId, {
        downlinkId,
        deviceClass: "A",
        devEui: "0102030405060708",
        items: [1, 2].map((delayS, i) => ({
          phyPayload: Uint8Array.of(0x60, 1, 2, 3, 4, 0, 0, 0, 9, 9, 9, 9),
          freqHz: i === 0 ? 868_100_000 : 869_525_000,
          modulation: { kind: "lora", sf: i === 0 ? 7 : 12, bwHz: 125_000, cr: 1 },
          eirpDbm: 14,
          timing: { kind: "delay", delayUs: delayS * 1e6, context },
          invertPolarization: true,
          withCrc: false,
        })),
      });
    const sent = uplink(air, 1);
    const uplinks = () => bench.delivered.flatMap((one) => one.uplinks);
    await until("the frame", () => uplinks().length > 0);
    const { context } = uplinks()[0]!;
    const outcome = await down(1, context);
    assert.equal(outcome.stage, "sent");
    await until("RX1", () => heard.length === 1);
    const lateNs = Number(heard[0]!.transmission.startNs - sent.endNs) - 1e9;
    // The counter cuts microseconds and its oscillator is 2 ppm fast.
    assert.ok(Math.abs(lateNs) < 4000, `${lateNs} ns`);
    assert.equal(heard[0]!.transmission.freqHz, 868_100_000);
    const second = await down(2, context);
    assert.equal(second.stage, "sent");
    await until("RX2", () => heard.length === 2, 5000);
    assert.equal(heard[1]!.transmission.freqHz, 869_525_000);
    const lateS = Number(heard[1]!.transmission.startNs - sent.endNs) / 1e9 - 2;
    assert.ok(Math.abs(lateS) < 1e-5);
  });

  it("comes back after its server was away, and counts what it lost meanwhile", async (t) => {
    const { bench, door, station, air } = await raise(t);
    const { port } = door.endpoints[0]!;
    await door.stop();
    await until("the end", () => !station.isConfigured);
    uplink(air, 1);
    await until("the loss", () => station.counts.lost === 1);
    await bindDoor(t, bench, port);
    await until("router_config", () => station.isConfigured, 15_000);
    uplink(air, 2);
    await until("the frame", () => bench.delivered.flatMap((one) => one.uplinks).length === 1);
  });
});
