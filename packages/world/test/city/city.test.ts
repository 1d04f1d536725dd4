import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loraTimeOnAirMs } from "@lorats/lorawan";
import { City, type CityResult } from "../../src/city/city.ts";
import type { CityOptions } from "../../src/city/city-plan.ts";
import { EventHeap } from "../../src/city/event-heap.ts";

/** One gateway, everybody equally loud: no capture, one channel, one SF. */
const ALOHA: CityOptions = {
  devices: 200,
  gateways: 1,
  radiusM: 1,
  propagation: { model: "free-space" },
  shadowingDb: 0,
  fadingDb: 0,
  spreading: 9,
  marginDb: 10,
  channels: 1,
  phyBytes: 23,
  load: { dutyCycle: 0.001 },
  collisions: "capture",
  demodulators: 1000,
  seed: 5,
};
const share = ({ frames, delivered }: CityResult): number => delivered / frames;

describe("city", () => {
  it("is pure ALOHA without capture: e^(−2G)", () => {
    for (const dutyCycle of [0.0005, 0.0025, 0.005]) {
      const result = new City({ ...ALOHA, load: { dutyCycle } }).run(40_000);
      const load = (ALOHA.devices - 1) * dutyCycle;
      const expected = Math.exp(-2 * load);
      // Successes are not quite independent; four standard deviations of independent ones and a little.
      const sd = Math.sqrt((expected * (1 - expected)) / result.frames);
      assert.ok(result.frames > 10_000 / (dutyCycle < 0.001 ? 3 : 1));
      assert.ok(
        Math.abs(share(result) - expected) < 4 * sd + 0.004,
        `${share(result)} ${expected}`,
      );
      assert.equal(result.frames, result.delivered + result.collided);
    }
  });

  it("gains by capture, channels and spreading factors that do not disturb each other", () => {
    const load = { dutyCycle: 0.004 };
    const plain = share(new City({ ...ALOHA, load }).run(20_000));
    const captured = share(new City({ ...ALOHA, load, fadingDb: 8 }).run(20_000));
    const spread = share(new City({ ...ALOHA, load, channels: 8 }).run(20_000));
    assert.ok(captured > plain + 0.1 && spread > captured);
    assert.ok(Math.abs(spread - Math.exp((-2 * 199 * 0.004) / 8)) < 0.02);
  });

  it("loses what finds no free demodulator, as Erlang's formula says", () => {
    const options = { ...ALOHA, devices: 2000, channels: 1000, demodulators: 8 };
    const result = new City({ ...options, load: { dutyCycle: 0.004 } }).run(4000);
    // Erlang B for 8 Erlang and 8 servers.
    let blocked = 1;
    for (let servers = 1; servers <= 8; servers++)
      blocked = (8 * blocked) / (servers + 8 * blocked);
    assert.ok(Math.abs(result.refused / result.frames - blocked) < 0.02);
  });

  it("offers the load it was asked for", () => {
    const result = new City(ALOHA).run(20_000);
    const airtimeS = loraTimeOnAirMs({ sf: 9, bwHz: 125_000, phyBytes: 23, crc: true }) / 1000;
    const load = (result.frames * airtimeS) / 20_000;
    assert.ok(Math.abs(load - 0.2) < 0.01);
  });

  it("chooses rates by distance, and the far ones are out of reach", () => {
    const result = new City({
      ...ALOHA,
      devices: 3000,
      radiusM: 9000,
      propagation: { model: "okumura-hata", area: "urban", lowestBaseM: 25 },
      spreading: "adr",
      load: { intervalS: 3600 },
    }).run(7200);
    assert.ok(result.bySf.every(({ frames }) => frames > 20));
    assert.ok(result.outOfReach / result.frames > 0.2);
    const twenty = new City({
      ...ALOHA,
      devices: 3000,
      gateways: 20,
      radiusM: 9000,
      propagation: { model: "okumura-hata", area: "urban", lowestBaseM: 25 },
      spreading: "adr",
      load: { intervalS: 3600 },
    }).run(7200);
    assert.ok(share(twenty) > share(result) + 0.15);
    assert.ok(twenty.receptions > twenty.delivered);
  });

  it("shows the course's congestion: 1000 devices at 1 % in one gateway's range", () => {
    const shares = [10, 100, 1000].map((devices) =>
      share(
        new City({
          ...ALOHA,
          devices,
          radiusM: 2000,
          propagation: { model: "okumura-hata", area: "urban", lowestBaseM: 25 },
          shadowingDb: 6,
          fadingDb: 3,
          spreading: "adr",
          channels: 3,
          demodulators: 8,
          load: { dutyCycle: 0.01 },
          collisions: "sx1301",
        }).run(devices === 10 ? 40_000 : 2000),
      ),
    );
    assert.ok(shares[0]! > 0.9, `${shares[0]}`);
    assert.ok(shares[1]! < shares[0]! && shares[2]! < 0.5, shares.join(" "));
  });

  it("repeats bit for bit from its seed", () => {
    const options = { ...ALOHA, fadingDb: 4, load: { dutyCycle: 0.005 } };
    const first = new City(options).run(5000);
    assert.deepEqual(new City(options).run(5000), first);
    assert.notDeepEqual(new City({ ...options, seed: 6 }).run(5000), first);
    const inTwo = new City(options);
    inTwo.run(2000);
    assert.deepEqual(inTwo.run(5000), first);
  });
});

describe("event heap", () => {
  it("gives turns in order of time, then of number", () => {
    const heap = new EventHeap(50);
    const left = Array.from({ length: 50 }, (_, i) => 3 + (i % 5));
    left.forEach((_, i) => heap.add(i, i % 7));
    let last = [-1, -1];
    for (let n = 0; n < 200; n++) {
      const now = [heap.timeOf(heap.first), heap.first];
      assert.ok(now[0]! > last[0]! || (now[0] === last[0] && now[1]! > last[1]!), `turn ${n}`);
      last = now;
      heap.delayFirst(now[0]! + 1 + (n % 3));
    }
  });
});
