import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deviceTimeFromGps } from "@lorats/lorawan";
import { instantToGps } from "@lorats/base";
import { TestNetwork } from "../support/test-network.ts";

const PING_HZ = 869_525_000;

/** A class B device whose network tells the time and takes notice of its slots. */
function classB(): TestNetwork {
  const network = new TestNetwork({ deviceClass: "B", pingSlotPeriodicity: 3 });
  network.answer = ({ commands, reception }) => {
    const { endNs } = reception.transmission;
    const { clock } = network;
    const ended = instantToGps(clock.now() - (clock.monotonic() - endNs));
    const asks = (name: string): boolean => commands.some(({ command }) => command === name);
    if (asks("DeviceTimeReq")) return { commands: [deviceTimeFromGps(ended)] };
    return asks("PingSlotInfoReq") ? { commands: [{ command: "PingSlotInfoAns" }] } : undefined;
  };
  return network;
}

describe("class B device", () => {
  it("asks for the time, finds the beacon, tells its slots, and only then says that it is class B", () => {
    const network = classB();
    network.runUntil(() => network.device.isBeaconLocked, 300);
    assert.ok(network.uplinks.every(({ frame }) => !frame.fCtrl.classB));
    network.runUntil(() => network.uplinks.some(({ frame }) => frame.fCtrl.classB), 30);
    const asked = network.uplinks.flatMap(({ commands }) => commands);
    assert.deepEqual(
      asked.map(({ command }) => command),
      ["DeviceTimeReq", "PingSlotInfoReq"],
    );
    assert.deepEqual(asked[1], { command: "PingSlotInfoReq", periodicity: 3 });
  });

  it("hears what comes in its ping slots and nothing beside them", () => {
    const network = classB();
    network.runUntil(() => network.uplinks.some(({ frame }) => frame.fCtrl.classB), 400);
    const radio = { freqHz: PING_HZ, sf: 9 };
    const slot = network.pingSlot(network.devAddr, 3);
    network.send("b1", { kind: "gps", gpsNs: slot }, radio);
    network.clock.advance(10_000);
    assert.deepEqual(network.received("data").filter(Boolean), ["b1"]);
    const beside = network.pingSlot(network.devAddr, 3) + 60_000_000n;
    network.send("b2", { kind: "gps", gpsNs: beside }, radio);
    network.clock.advance(10_000);
    assert.deepEqual(network.received("data").filter(Boolean), ["b1"]);
    // A confirmed message is answered without waiting for the next reading.
    const later = network.pingSlot(network.devAddr, 3);
    network.send("b3", { kind: "gps", gpsNs: later }, radio, { confirmed: true });
    network.runUntil(() => network.uplinks.at(-1)!.frame.fCtrl.ack, 14);
  });

  it("goes on for two hours without beacons, then falls back to class A", () => {
    const network = classB();
    network.runUntil(() => network.uplinks.some(({ frame }) => frame.fCtrl.classB), 400);
    network.concentrator.stop();
    network.clock.advance(6_900_000);
    assert.ok(network.device.isBeaconLocked);
    network.clock.advance(500_000);
    assert.ok(!network.device.isBeaconLocked);
  });
});

describe("class C device", () => {
  it("hears the second window's channel at any time, but not while it sends", () => {
    const network = new TestNetwork({ deviceClass: "C", intervalS: 60 });
    network.runUntil(() => network.uplinks.length === 1, 60);
    network.clock.advance(7_300);
    network.send("c1", { kind: "immediately" }, { freqHz: PING_HZ, sf: 12 });
    network.clock.advance(5_000);
    assert.deepEqual(network.received("data"), ["c1"]);
    network.send("c2", { kind: "immediately" }, { freqHz: PING_HZ, sf: 10 });
    network.clock.advance(3_000);
    assert.deepEqual(network.received("data"), ["c1"]);
    network.send("c3", { kind: "immediately" }, { freqHz: PING_HZ, sf: 12 }, { confirmed: true });
    network.runUntil(() => network.uplinks.at(-1)!.frame.fCtrl.ack, 12);
    assert.deepEqual(network.received("data"), ["c1", "c3"]);
  });

  it("1.1 §18: says DeviceModeInd until the network confirms", () => {
    const network = new TestNetwork({ deviceClass: "C" }, true);
    network.runUntil(() => network.uplinks.length >= 2, 120);
    assert.deepEqual(
      network.uplinks.map(({ commands }) => commands.map(({ command }) => command)),
      [
        ["RekeyInd", "DeviceModeInd"],
        ["RekeyInd", "DeviceModeInd"],
      ],
    );
    network.answer = () => ({ commands: [{ command: "DeviceModeConf", class: "C" }] });
    network.runUntil(() => network.uplinks.length >= 4, 120);
    assert.deepEqual(
      network.uplinks.at(-1)!.commands.map(({ command }) => command),
      ["RekeyInd"],
    );
  });
});
