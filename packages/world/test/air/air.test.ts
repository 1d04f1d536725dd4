import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, VirtualClock } from "@lorats/base";
import { Air } from "../../src/air/air.ts";
import { propagation } from "../../src/air/propagation.ts";
import { freeSpaceLossDb, logDistanceLossDb } from "../../src/air/path-loss.ts";
import type { Heard, Receiver, Transmission } from "../../src/air/transmission.ts";

const QUIET = { propagation: propagation({ model: "free-space" }), shadowingDb: 0, fadingDb: 0 };

class Ear implements Receiver {
  readonly id = "ear";
  readonly place = { eastM: 0, northM: 0, upM: 0 };
  readonly noiseFigureDb = 6;
  readonly heard: Heard[] = [];
  listensTo(): boolean {
    return true;
  }
  hear(heard: Heard): void {
    this.heard.push(heard);
  }
}

function sent(eastM: number, more: Partial<Transmission> = {}): Transmission {
  return {
    sender: `at ${eastM}`,
    place: { eastM, northM: 0, upM: 0 },
    phyPayload: new Uint8Array(20),
    freqHz: 868_100_000,
    sf: 7,
    bwHz: 125_000,
    powerDbm: 14,
    invertIq: false,
    startNs: 0n,
    endNs: 50_000_000n,
    biasHz: 0,
    ...more,
  };
}

function play(...transmissions: Transmission[]): Heard[] {
  const clock = new VirtualClock();
  const air = new Air(clock, new SeededRandom(1), QUIET);
  const ear = new Ear();
  air.attach(ear);
  for (const transmission of transmissions) air.transmit(transmission);
  clock.advance(1000);
  return ear.heard;
}

describe("path loss", () => {
  it("is 91.2 dB over a kilometre of free space at 868.1 MHz", () => {
    assert.ok(Math.abs(freeSpaceLossDb(1000, 868_100_000) - 91.22) < 0.01);
  });

  it("joins free space at the reference distance and rises by 10 n dB a decade", () => {
    const near = logDistanceLossDb(10, 868e6, 3.2);
    assert.ok(Math.abs(near - freeSpaceLossDb(10, 868e6)) < 1e-9);
    assert.ok(Math.abs(logDistanceLossDb(1000, 868e6, 3.2) - near - 64) < 1e-9);
  });
});

describe("air", () => {
  it("delivers a frame at its end with the strength that the distance allows", () => {
    const [heard] = play(sent(1000));
    assert.ok(Math.abs(heard!.rssiDbm - (14 - 91.22)) < 0.01);
    assert.ok(Math.abs(heard!.snrDb - (heard!.rssiDbm + 117.03)) < 0.01);
  });

  it("loses a frame below the demodulator's floor, and a slower one gets through", () => {
    const far = { powerDbm: -36 };
    assert.equal(play(sent(1000, far)).length, 0);
    assert.equal(play(sent(1000, { ...far, sf: 12 })).length, 1);
  });

  it("lets the stronger of two colliding frames through, from 6 dB on", () => {
    assert.equal(play(sent(1000), sent(1001)).length, 0);
    const heard = play(sent(1000), sent(400));
    assert.deepEqual(
      heard.map(({ transmission }) => transmission.sender),
      ["at 400"],
    );
  });

  it("keeps frames apart that differ in SF, channel or time", () => {
    assert.equal(play(sent(1000), sent(1001, { sf: 9 })).length, 2);
    assert.equal(play(sent(1000), sent(1001, { freqHz: 868_300_000 })).length, 2);
    const later = { startNs: 60_000_000n, endNs: 110_000_000n };
    assert.equal(play(sent(1000), sent(1001, later)).length, 2);
  });
});
