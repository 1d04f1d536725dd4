import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { gaussian, SeededRandom } from "@lorats/base";
import type { JudgedUplink } from "../../src/server/judge-uplink.ts";
import { reception, timeAt, Watch } from "../support.ts";

/** A device that three gateways hear precisely, each after its own flight, ns. */
class Triangle {
  readonly watch = new Watch();
  readonly #random = new SeededRandom(4);
  s = 0;

  hear(flightsNs: readonly number[], sdNs = 150): JudgedUplink {
    this.s += 600;
    const heard = flightsNs.map((ns, i) => {
      const onset = timeAt(this.s + (ns + sdNs * gaussian(this.#random)) / 1e9);
      const lts = { onset, onsetSdNs: sdNs, biasHz: -18_000, biasSdHz: 4, snrDb: 5 };
      return { gateway: i + 1, biasHz: -18_000, more: { lts } };
    });
    return this.watch.hear(this.s, heard);
  }
}

const HOME = [1000, 4200, 9000] as const;

function found(judged: JudgedUplink) {
  return judged.trust.evidence.find(({ test }) => test === "time-difference");
}

describe("when gateways hear a device, against each other", () => {
  it("knows after a dozen frames how a place sounds, and finds nothing odd in it", () => {
    const triangle = new Triangle();
    for (let i = 0; i < 12; i++) assert.equal(found(triangle.hear(HOME)), undefined);
    for (let i = 0; i < 300; i++) {
      const finding = found(triangle.hear(HOME))!;
      assert.equal(finding.note, undefined, JSON.stringify(finding));
      assert.ok(finding.log10Bayes! < 0);
    }
  });

  it("names the gateway and the way when a frame comes from 900 m elsewhere; alone it is no proof", () => {
    const triangle = new Triangle();
    for (let i = 0; i < 40; i++) triangle.hear(HOME);
    const judged = triangle.hear([1000, 4200, 12_000]);
    const finding = found(judged)!;
    assert.equal(finding.gatewayId, reception(0, { gateway: 3 }).gatewayId);
    assert.match(finding.note!, /^heard [23]\.\d µs later .*: some (8|9)\d\d m of way$/);
    assert.ok(finding.log10Bayes! > 2);
    assert.notEqual(judged.trust.verdict, "replayed");
  });

  it("is silent with one precise gateway, and with clocks that say nothing of places", () => {
    const triangle = new Triangle();
    for (let i = 0; i < 40; i++) triangle.hear(HOME);
    assert.equal(found(triangle.hear([1000])), undefined);
    assert.equal(found(triangle.hear([1000, 9_004_200], 5000)), undefined);
  });
});
