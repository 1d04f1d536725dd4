import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tmstContext, type Rxpk } from "@lorats/backhaul";
import { fromHex, type Eui64, type KeyId } from "@lorats/base";
import { airBytes } from "../../../gateway/test/support/air.ts";
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
  await until("the frame that waited", () => heard().length === 3);
  await until("its acknowledgement", () => running.gateway.forwarder.journal.size === 0);
});

void test("what an SDR sees reaches the log over Basics Station, frames and orphans alike under the gateway's MAC", async (t) => {
  const bench = await doorBench(t, "basics-station");
  const { stores, tenantId, gatewayId, gatewayEui } = bench;
  const key = "00112233445566778899aabbccddeeff";
  const id = crypto.randomUUID() as KeyId;
  await stores.keys.put([{ id, tenantId, kind: "gateway", secret: fromHex(key) }]);
  const gateway = (await stores.registry.gateways.get([gatewayId])).get(gatewayId)!;
  await stores.registry.gateways.update([{ ...gateway, ltsKeyId: id }]);
  const token = "a-token-of-this-gateway-alone";
  await acceptToken(bench, token);
  const door = await bindStationDoor(t, bench, 0);
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, "token"), token);
  writeFileSync(join(directory, "key"), key);
  const payload = Uint8Array.of(0x40, 1, 2, 3, 4, 0, 1, 0, 1, 9, 10, 11, 12, 13);
  const sent = { freqHz: 868_100_000, sf: 7, biasHz: -7321.5, payload };
  const air = {
    sampleRateHz: 1_000_000,
    centreFreqHz: 867_800_000,
    durationS: 0.6,
    frames: [
      { ...sent, onsetS: 0.05 },
      // Nothing is left of it but its preamble.
      { ...sent, onsetS: 0.35, biasHz: 4000, cutAfterS: 0.01 },
    ],
  };
  writeFileSync(join(directory, "air.cu8"), airBytes({ ...air, snrDb: 15, seed: 6 }));
  const running = await startGateway(`
[gateway]
eui = "${gatewayEui}"
spool = "${directory}/spool"
key_file = "${directory}/key"
[[server]]
uri = "ws://127.0.0.1:${door.endpoints[0]!.port}"
token_file = "${directory}/token"
[sdr]
type = "file"
path = "${directory}/air.cu8"
sample_rate_hz = ${air.sampleRateHz}
centre_hz = ${air.centreFreqHz}
[receiver]
channels_hz = [${sent.freqHz}]
spreading_factors = [7]
[clock]
discipline = "ntp"
`);
  t.after(() => running.stop());
  const { journal } = running.gateway.forwarder;
  await running.gateway.ended;
  const count = (): number => bench.delivered.length + bench.side.length;
  await until("frame and orphan", () => count() === 2 && journal.size === 0);
  const [{ authentication, uplinks }] = bench.delivered as [(typeof bench.delivered)[0]];
  assert.equal(authentication, "hmac");
  assert.deepEqual(uplinks[0]!.phyPayload, payload);
  assert.ok(Math.abs(uplinks[0]!.lts!.biasHz - sent.biasHz) < 4 * uplinks[0]!.lts!.biasSdHz);
  const { events } = await stores.log.read({ types: ["sighting"], limit: 10 });
  assert.deepEqual(
    events.map(({ body }) => "lts" in body && "kind" in body && [body.kind, body.authentication]),
    [["orphan", "hmac"]],
  );
});
