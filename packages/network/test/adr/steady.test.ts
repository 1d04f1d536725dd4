import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, gaussian } from "@lorats/base";
import fc from "fast-check";
import type { AdrRequest } from "../../src/adr/algorithm.ts";
import { STEADY_ADR } from "../../src/adr/steady.ts";

/** A device at DR0 that is heard with this mean and spread. */
function request(
  meanDb: number,
  sdDb: number,
  fields: Partial<AdrRequest> & { readonly uplinks?: number; readonly everyNth?: number } = {},
): AdrRequest {
  const { uplinks = 20, everyNth = 1, ...rest } = fields;
  const random = new SeededRandom(4);
  const { dataRate = 0, txPowerIndex = 0 } = rest;
  return {
    dataRate,
    txPowerIndex,
    nbTrans: 1,
    minDataRate: 0,
    maxDataRate: 5,
    maxTxPowerIndex: 7,
    txPowerStepDb: 2,
    requiredSnrDb: -20 + 2.5 * dataRate,
    installationMarginDb: 10,
    history: Array.from({ length: uplinks }, (_, n) => ({
      fCnt: n * everyNth,
      maxSnrDb: meanDb + sdDb * gaussian(random),
      dataRate,
      txPowerIndex,
      gatewayCount: 1,
    })),
    ...rest,
  };
}

describe("the steady ADR algorithm", () => {
  it("drives a steady link nearer to its edge than a fading one", () => {
    const steady = STEADY_ADR.decide(request(-8, 0.7));
    const fading = STEADY_ADR.decide(request(-8, 4));
    const airtime = ({ dataRate, nbTrans }: typeof steady): number => nbTrans / 1.85 ** dataRate;
    assert.ok(airtime(steady) < airtime(fading));
    assert.equal(steady.nbTrans, 1);
    assert.ok(fading.nbTrans > 1, "repeated rather than slowed down");
  });

  it("does not believe the first uplinks as much as twenty", () => {
    const first = STEADY_ADR.decide(request(-4, 0.5, { uplinks: 1 }));
    const later = STEADY_ADR.decide(request(-4, 0.5));
    assert.ok(first.dataRate > 0);
    assert.ok(later.dataRate > first.dataRate);
  });

  it("goes back when the link has faded: power first, then data rate", () => {
    const quiet = { dataRate: 5, txPowerIndex: 4 };
    const louder = STEADY_ADR.decide(request(-6.5, 1, quiet));
    assert.equal(louder.dataRate, 5);
    assert.ok(louder.txPowerIndex < 4);
    const slower = STEADY_ADR.decide(request(-7, 1.5, { dataRate: 5 }));
    assert.ok(slower.dataRate < 5 || slower.nbTrans > 1);
    assert.equal(slower.txPowerIndex, 0);
  });

  it("repeats against collisions only when many frames are lost", () => {
    const few = STEADY_ADR.decide(request(5, 1, { dataRate: 5, everyNth: 1 }));
    assert.equal(few.nbTrans, 1);
    const many = STEADY_ADR.decide(request(5, 1, { dataRate: 5, everyNth: 3 }));
    assert.equal(many.nbTrans, 2);
    assert.equal(many.dataRate, 5, "a slower frame would meet more others");
  });

  it("leaves a device alone that is about right", () => {
    let setting = STEADY_ADR.decide(request(0, 2));
    for (let n = 0; n < 5; n++) {
      const next = STEADY_ADR.decide(request(0 - 2 * setting.txPowerIndex, 2, { ...setting }));
      if (n > 0) assert.deepEqual(next, setting);
      setting = next;
    }
  });

  it("stays within its limits whatever it is told", () => {
    const limits = fc.record({
      dataRate: fc.integer({ min: 0, max: 5 }),
      txPowerIndex: fc.integer({ min: 0, max: 7 }),
      nbTrans: fc.integer({ min: 0, max: 15 }),
      minDataRate: fc.integer({ min: 0, max: 2 }),
      maxDataRate: fc.integer({ min: 3, max: 5 }),
      maxTxPowerIndex: fc.integer({ min: 0, max: 7 }),
      uplinks: fc.integer({ min: 0, max: 20 }),
      everyNth: fc.integer({ min: 1, max: 50 }),
    });
    const meanDb = fc.double({ min: -25, max: 15, noNaN: true });
    const sdDb = fc.double({ min: 0, max: 8, noNaN: true });
    fc.assert(
      fc.property(meanDb, sdDb, limits, (mean, sd, fields) => {
        const decision = STEADY_ADR.decide(request(mean, sd, fields));
        const { minDataRate, maxDataRate, maxTxPowerIndex, txPowerIndex } = fields;
        assert.ok(decision.dataRate >= minDataRate && decision.dataRate <= maxDataRate);
        assert.ok(decision.nbTrans >= 1 && decision.nbTrans <= 3);
        assert.ok(decision.txPowerIndex >= 0);
        assert.ok(decision.txPowerIndex <= Math.max(maxTxPowerIndex, txPowerIndex));
      }),
    );
  });
});
