import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tmstContext, type Rxpk } from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";
import { doorBench } from "../../../server/test/doors/door-bench.ts";
import { rxpk, startGateway, temporaryDirectory } from "../../../gateway/test/support/setup.ts";
import { FakeForwarder, FakeServer, until } from "../../../gateway/test/support/udp-peers.ts";
import { acceptToken, bindStationDoor } from "../support/station-door.ts";

const frame = (n: number, us: number): Rxpk =>
  rxpk({
    phyPayload: Uint8Array.of(0x40, n, 2, 3, 4, 0, n, 0, 1, 9, 10, 11, 12, 13),
    freqHz: 868_100_000,
    times: { counter: { kind: "tmst", us } },
    context: tmstContext(us),
  });

void test("a packet forwarder reaches a server that speaks Basics Station, both ways and over an interruption", async (t) => {
  const bench = await doorBench(t, "basics-station");
  const eui: Eui64 = bench.gatewayEui;
  let door = await bindStationDoor(t, bench, 0);
  const { port } = door.endpoints[0]!;
  const udp = await FakeServer.start();
  const directory = temporaryDirectory(t);
  const token = "a-token-of-this-gateway-alone";
  writeFileSync(join(directory, "token"), `Bearer ${token}`);
  await acceptToken(bench, token);
  const running = await startGateway(`
[gateway]
eui = "${eui}"
spool = "${directory}/spool"
[[server]]
name = "station"
uri = "ws://127.0.0.1:${port}"
token_file = "${directory}/token"
[[server]]
host = "127.0.0.1"
port = ${udp.port}
[forwarder]
port = 1700
`);
  const forwarder = await FakeForwarder.start(eui, running.udpPort!);
  t.after(async () => {
    forwarder.close();
    await running.stop();
    udp.close();
  });
  const [link] = running.gateway.forwarder.links;
  forwarder.pull();
  await until("router_config", () => link!.isUp);

  const us = 4_000_000_000;
  forwarder.push([frame(1, us), frame(2, us + 5000)]);
  const heard = () => bench.delivered.flatMap(({ uplinks }) => uplinks);
  await until("frames", () => heard().length === 2);
  await until("timesync", () => running.gateway.forwarder.journal.size === 0);
  const [first] = heard();
  assert.deepEqual(first!.phyPayload, frame(1, us).phyPayload);
  assert.deepEqual(first!.modulation, { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 });
  const { counter } = first!.times;
  assert.ok(counter?.kind === "xtime" && BigInt.asUintN(32, counter.xtime) === BigInt(us));

  // RX1 comes too late for the concentrator: RX2 is told without asking the server again.
  const sent = door.send(bench.gatewayId, {
    downlinkId: 77,
    deviceClass: "A",
    devEui: "0102030405060708",
    items: [868_100_000, 869_525_000].map((freqHz, i) => ({
      phyPayload: Uint8Array.of(0x60, 1, 2, 3, 4, 0, 0, 0, 9, 9, 9, 9),
      freqHz,
      modulation: { kind: "lora", sf: i === 0 ? 7 : 12, bwHz: 125_000, cr: 1 },
      eirpDbm: 14,
      timing: { kind: "delay", delayUs: (i + 1) * 1e6, context: first!.context },
      invertPolarization: true,
      withCrc: false,
    })),
  });
  const down = (n: number): { txpk: { tmst: number; freq: number; datr: string } } =>
    JSON.parse(forwarder.downlinks[n]!.subarray(4).toString()) as ReturnType<typeof down>;
  const answer = (n: number, report: { error?: string }): void =>
    forwarder.sendDown({
      type: "tx-ack",
      version: 2,
      token: forwarder.downlinks[n]!.readUInt16LE(1),
      gatewayEui: eui,
      report,
    });
  await until("RX1", () => forwarder.downlinks.length === 1);
  assert.equal(down(0).txpk.tmst, (us + 1e6) % 2 ** 32, "past the wrap of the counter");
  answer(0, { error: "TOO_LATE" });
  await until("RX2", () => forwarder.downlinks.length === 2);
  assert.deepEqual([down(1).txpk.freq, down(1).txpk.datr], [869.525, "SF12BW125"]);
  assert.equal(down(1).txpk.tmst, (us + 2e6) % 2 ** 32);
  answer(1, {});
  assert.equal((await sent).stage, "sent");

  await door.stop();
  await until("the loss", () => !link!.isUp);
  forwarder.push([frame(3, us + 9000)]);
  await until("the other server", () => udp.uplinks.length === 3);
  assert.equal(running.gateway.forwarder.journal.size, 1, "kept for the one that is away");
  door = await bindStationDoor(t, bench, port);
  await until("the frame that waited", () => heard().length === 3, 15_000);
  await until("its acknowledgement", () => running.gateway.forwarder.journal.size === 0);
});
