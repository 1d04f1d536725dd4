import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { secondsBetween } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import type { BasicsStationDoor } from "../../../server/src/doors/basics-station/basics-station-door.ts";
import { doorBench, type DoorBench } from "../../../server/test/doors/door-bench.ts";
import { until } from "../../../gateway/test/support/udp-peers.ts";
import type { Air } from "../../../world/src/air/air.ts";
import type { Heard } from "../../../world/src/air/transmission.ts";
import { BasicsStation } from "../../../world/src/forwarder/basics-station.ts";
import { DEVICE, PLAN, concentratorOn, stillAir, uplink } from "../support/mast.ts";
import { acceptToken, bindStationDoor } from "../support/station-door.ts";

const TOKEN = "a-token-of-this-gateway-alone";

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
  const door = await bindStationDoor(t, bench, 0);
  await acceptToken(bench, TOKEN);
  const air = stillAir();
  const heard: Heard[] = [];
  air.attach({
    id: "device",
    place: DEVICE,
    noiseFigureDb: 6,
    listensTo: ({ invertIq }) => invertIq,
    hear: (frame) => heard.push(frame),
  });
  const concentrator = concentratorOn(air, bench.gatewayEui, true);
  const uri = `ws://127.0.0.1:${door.endpoints[0]!.port}`;
  const server = { uri, token: TOKEN };
  const options = { plan: PLAN, eui: bench.gatewayEui, hasGps: true, server };
  const station = new BasicsStation(options, concentrator, systemClock, 5);
  station.start();
  t.after(() => station.stop());
  await until("router_config", () => station.isConfigured);
  return { bench, door, station, air, heard };
}

describe("a simulated gateway that speaks Basics Station to the server's own door", () => {
  it("delivers what it hears, with counter and GPS time, on the channels that it was told", async (t) => {
    const { bench, station, air } = await raise(t);
    const utc = systemClock.now();
    const sent = uplink(air, 1);
    uplink(air, 2, { freqHz: 869_850_000 });
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
    await until("RX2", () => heard.length === 2);
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
    await bindStationDoor(t, bench, port);
    await until("router_config", () => station.isConfigured);
    uplink(air, 2);
    await until("the frame", () => bench.delivered.flatMap((one) => one.uplinks).length === 1);
  });
});
