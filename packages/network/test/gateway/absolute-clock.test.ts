import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { instantToGps } from "@lorats/base";
import { AbsoluteClock, type ClockOpinion } from "../../src/gateway/absolute-clock.ts";

const START = 1_800_000_000_000_000_000n;
const S = 1_000_000_000n;

/** A gateway whose time is off by `aheadNs` and whose crystal drifts by `ppm`. */
class Gateway {
  readonly clock = new AbsoluteClock();
  atNs = 0n;
  aheadNs = 0n;
  ppm = 20;
  locked = true;

  hear(afterS = 30, delayMs = 30): ClockOpinion {
    this.atNs += BigInt(afterS) * S;
    const gpsNs = instantToGps(START + this.atNs + this.aheadNs);
    const counterNs = this.atNs + BigInt(Math.round(Number(this.atNs) * this.ppm * 1e-6));
    return this.clock.observe({
      times: this.locked ? { gpsNs: gpsNs - (gpsNs % 1_000_000n) } : {},
      counterNs,
      delayMs,
      arrivedAt: START + this.atNs + BigInt(delayMs) * 1_000_000n,
      arrivedSdNs: 1e7,
    });
  }
}

function kinds({ findings }: ClockOpinion): string[] {
  return findings.map(({ kind }) => kind);
}

describe("a gateway's absolute clock", () => {
  it("that keeps GPS time is believed to its resolution, whatever its crystal does", () => {
    for (const ppm of [-45, 0, 45]) {
      const gateway = new Gateway();
      gateway.ppm = ppm;
      for (let n = 0; n < 500; n++) {
        const opinion = gateway.hear(n % 7 === 0 ? 3600 : 10);
        assert.deepEqual(opinion.findings, []);
        assert.ok(opinion.sdNs! < 300_000);
      }
    }
  });

  it("that jumps is noticed at once, believed less by as much, and again after it has settled", () => {
    for (const aheadNs of [-5n * S, 20_000_000n, 1n * S]) {
      const gateway = new Gateway();
      for (let n = 0; n < 20; n++) gateway.hear();
      gateway.aheadNs = aheadNs;
      const jumped = gateway.hear();
      assert.deepEqual(kinds(jumped), ["step"]);
      const size = Math.abs(Number(aheadNs));
      assert.ok(jumped.sdNs! > size * 0.9 && jumped.sdNs! < size * 1.1);
      const settled: string[] = [];
      for (let n = 0; n < 12; n++) settled.push(...kinds(gateway.hear()));
      assert.deepEqual(settled, ["settled"]);
      assert.ok(gateway.hear().sdNs! < 300_000);
    }
  });

  it("half an hour in the future is implausible for as long as it lasts, and said once", () => {
    const gateway = new Gateway();
    gateway.aheadNs = 1800n * S;
    const opinions = Array.from({ length: 40 }, () => gateway.hear());
    assert.deepEqual(opinions.flatMap(kinds), ["implausible"]);
    assert.ok(opinions.every(({ sdNs }) => sdNs! > 1e12));
    gateway.aheadNs = 0n;
    const after = Array.from({ length: 12 }, () => gateway.hear()).flatMap(kinds);
    assert.deepEqual(after, ["step", "settled"]);
  });

  it("old frames out of a gateway's store are not implausible when its counter says so too", () => {
    const gateway = new Gateway();
    for (let n = 0; n < 10; n++) gateway.hear();
    assert.deepEqual(kinds(gateway.hear(30, 7_200_000)), []);
    const liar = new Gateway();
    liar.aheadNs = -7200n * S;
    assert.deepEqual(kinds(liar.hear()), ["implausible"]);
  });

  it("that loses its GPS is noticed after a few frames, and when it is back", () => {
    const gateway = new Gateway();
    for (let n = 0; n < 10; n++) gateway.hear();
    gateway.locked = false;
    const without = Array.from({ length: 20 }, () => gateway.hear());
    assert.deepEqual(without.flatMap(kinds), ["unlocked"]);
    assert.equal(without[0]!.sdNs, undefined);
    gateway.locked = true;
    assert.deepEqual(kinds(gateway.hear()), ["locked"]);
  });
});
