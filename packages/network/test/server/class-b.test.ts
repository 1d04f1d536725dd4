import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type DevAddr, gpsToInstant, instantToGps, softwareAes, toHex } from "@lorats/base";
import {
  Ciphers,
  DOWNLINK_MAC_COMMANDS,
  UPLINK_MAC_COMMANDS,
  getRegion,
  pingSlotFrequencyHz,
  pingSlotsAfter,
} from "@lorats/lorawan";
import type { OracleDevice } from "../support/oracle-device.ts";
import { type Handed, RadioBench } from "../support/radio-bench.ts";

const CLASS_B = {
  timeoutS: 20,
  pingSlotPeriodicity: 3,
  pingSlotDataRate: 3,
  pingSlotFreqHz: 0,
};
const ciphers = new Ciphers(softwareAes, 16);

async function openClassB(gateways = 2): Promise<RadioBench> {
  const bench = await RadioBench.open({ gateways, profile: { classB: CLASS_B } });
  for (const [id, link] of bench.sender.links) {
    bench.sender.links.set(id, { ...link, gpsTiming: true });
  }
  return bench;
}

/** The device says how often it listens, and that it has found the beacon. */
async function enterClassB(bench: RadioBench, radio: OracleDevice): Promise<void> {
  const fOpts = toHex(UPLINK_MAC_COMMANDS.encode([{ command: "PingSlotInfoReq", periodicity: 3 }]));
  await bench.hear(radio.uplink("01", { fOpts }));
  await bench.run(7000);
  await bench.hear(radio.uplink("02", { classB: true }));
  await bench.run(7000);
  bench.sender.handed.length = 0;
}

function gpsNsOf({ downlink }: Handed): bigint {
  const { timing } = downlink.items[0]!;
  assert.equal(timing.kind, "gps");
  return timing.kind === "gps" ? timing.gpsNs : 0n;
}

describe("class B (LoRaWAN L2 1.0.4 §12)", () => {
  it("answers PingSlotInfoReq and brings the ping slot to the profile's data rate", async () => {
    const bench = await openClassB();
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    bench.sender.handed.length = 0;
    const fOpts = toHex(
      UPLINK_MAC_COMMANDS.encode([{ command: "PingSlotInfoReq", periodicity: 3 }]),
    );
    await bench.hear(radio.uplink("01", { fOpts }));
    await bench.run(3000);
    const info = radio.hear(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
    const read = (text: string) => DOWNLINK_MAC_COMMANDS.parse(Buffer.from(text, "hex")).commands;
    assert.deepEqual(read(info.fOpts), [{ command: "PingSlotInfoAns" }]);
    await bench.hear(radio.uplink("02", { classB: true }));
    await bench.run(3000);
    const channel = radio.hear(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
    assert.deepEqual(read(channel.fOpts), [
      { command: "PingSlotChannelReq", freqHz: 0, dataRate: 3 },
    ]);
  });

  it("sends in a ping slot of the device, shortly decided before, at GPS time on its frequency", async () => {
    const bench = await openClassB();
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    await enterClassB(bench, radio);
    await bench.enqueue(device, "aabb");
    await bench.coarse(12_000);
    assert.equal(bench.sender.handed.length, 1);
    const [handed] = bench.sender.handed;
    const gpsNs = gpsNsOf(handed!);
    const devAddr = toHex(radio.devAddr!) as DevAddr;
    const slots = pingSlotsAfter(ciphers, devAddr, 3, gpsNs - 1n);
    const slot = slots.next().value;
    assert.equal(slot.gpsNs, gpsNs, "it is one of the device's slots");
    const toUtc = bench.clock.now() - bench.clock.monotonic();
    const aheadMs = Number(gpsToInstant(gpsNs) - toUtc - handed!.atMono) / 1e6;
    assert.ok(aheadMs > 100 && aheadMs <= 1100, `handed over ${aheadMs} ms before`);
    const item = handed!.downlink.items[0]!;
    const region = getRegion("EU868");
    const address = Number.parseInt(devAddr, 16);
    assert.equal(item.freqHz, pingSlotFrequencyHz(region, address, slot.beaconTimeS));
    assert.deepEqual(item.modulation, { kind: "lora", sf: 9, bwHz: 125_000, cr: 1 });
    assert.equal(handed!.downlink.deviceClass, "B");
    assert.equal(radio.hear(item.phyPayload).payload, "aabb");
    const sent = (await bench.logged("downlink")).at(-1)!.body;
    assert.equal(sent.window, "class-b");
    assert.deepEqual(sent.timing, { kind: "gps", gpsTimeNs: String(gpsNs) });
    assert.equal(await bench.waiting(device.id), 0);
  });

  it("tries the next gateway, then the next slot, and never one without GPS", async () => {
    const bench = await openClassB(3);
    const [first, second, third] = bench.gateways;
    bench.sender.links.set(third!.id, { ...bench.sender.links.get(third!.id)!, gpsTiming: false });
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    await enterClassB(bench, radio);
    bench.sender.answer = () => (bench.sender.handed.length < 3 ? "GPS_UNLOCKED" : "OK");
    await bench.enqueue(device, "01");
    await bench.coarse(20_000);
    const tried = bench.sender.handed.map(({ gatewayId }) => gatewayId);
    assert.equal(tried.length, 3);
    assert.deepEqual(new Set(tried), new Set([first!.id, second!.id]));
    assert.equal(tried[0], tried[2]);
    const times = bench.sender.handed.map(gpsNsOf);
    assert.equal(times[0], times[1]);
    assert.equal(times[2]! - times[1]!, 8n * 960_000_000n, "a slot every 256 × 30 ms");
  });

  it("repeats a confirmed message after its time-out until it is acknowledged", async () => {
    const bench = await openClassB(1);
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    await enterClassB(bench, radio);
    await bench.enqueue(device, "07", { confirmed: true, attemptsLeft: 3 });
    await bench.coarse(45_000);
    const heard = bench.sender.handed.map(({ downlink }) =>
      radio.hear(downlink.items[0]!.phyPayload),
    );
    assert.equal(heard.length, 2);
    assert.ok(heard.every(({ payload, confirmed }) => payload === "07" && confirmed));
    await bench.hear(radio.uplink("03", { classB: true, ack: true }));
    await bench.coarse(60_000);
    assert.deepEqual(
      bench.publishedOf("delivery").map(({ body }) => body.outcome),
      ["acknowledged"],
    );
    assert.deepEqual(bench.failures, []);
  });

  it("goes back to class A when the device says so", async () => {
    const bench = await openClassB(1);
    const { device, radio } = await bench.addDevice();
    await bench.join(radio);
    await enterClassB(bench, radio);
    await bench.hear(radio.uplink("03"));
    await bench.run(7000);
    bench.sender.handed.length = 0;
    await bench.enqueue(device, "01");
    await bench.coarse(30_000);
    assert.equal(bench.sender.handed.length, 0);
  });

  it("tells old devices when the next beacon comes", async () => {
    const bench = await openClassB(1);
    const { radio } = await bench.addDevice();
    await bench.join(radio);
    const fOpts = toHex(UPLINK_MAC_COMMANDS.encode([{ command: "BeaconTimingReq" }]));
    // Half a round trip of 40 ms is taken for the way of what has just arrived.
    await bench.hear(radio.uplink("01", { fOpts }), { agoMs: 0 });
    const startNs = instantToGps(bench.clock.now()) - 20_000_000n + 1_000_000_000n;
    await bench.run(3000);
    const heard = radio.hear(bench.sender.handed.at(-1)!.downlink.items[0]!.phyPayload);
    const [answer] = DOWNLINK_MAC_COMMANDS.parse(Buffer.from(heard.fOpts, "hex")).commands;
    assert.equal(answer?.command, "BeaconTimingAns");
    if (answer?.command !== "BeaconTimingAns") return;
    const beaconNs = startNs + BigInt(answer.delay) * 30_000_000n;
    const period = 128_000_000_000n;
    const toNextMs = Number((period - (beaconNs % period)) % period) / 1e6;
    assert.ok(toNextMs >= 0 && toNextMs < 30, `the beacon comes ${toNextMs} ms later`);
  });
});
