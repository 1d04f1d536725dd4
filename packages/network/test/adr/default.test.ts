import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { AdrRequest, AdrSample } from "@lorats/network";
import { DEFAULT_ADR } from "../../src/adr/default.ts";
import { TTS_ADR } from "../../src/adr/tts.ts";

function history(fCnts: readonly number[], maxSnrDb: number, power = 0): AdrSample[] {
  return fCnts.map((fCnt) => ({
    fCnt,
    maxSnrDb,
    dataRate: 0,
    txPowerIndex: power,
    gatewayCount: 1,
  }));
}

const consecutive = Array.from({ length: 20 }, (_, n) => n);

function request(fields: Partial<AdrRequest>): AdrRequest {
  return {
    dataRate: 0,
    txPowerIndex: 0,
    nbTrans: 1,
    minDataRate: 0,
    maxDataRate: 5,
    maxTxPowerIndex: 5,
    txPowerStepDb: 2,
    requiredSnrDb: -20,
    installationMarginDb: 0,
    history: [],
    ...fields,
  };
}

// Facts of chirpstack/chirpstack@d77207cd (MIT), chirpstack/src/adr/default.rs, its tests.
describe("the default algorithm does as ChirpStack's", () => {
  const steps = [
    [0, 1, 3, 1, 3],
    [1, 1, 4, 1, 5],
    [1, 1, 5, 2, 5],
    [2, 1, 3, 1, 5],
    [2, 1, 4, 2, 5],
    [2, 1, 5, 3, 5],
    [2, 5, 5, 5, 5],
    [-1, 1, 5, 0, 5],
    [-1, 0, 4, 0, 4],
    [-10, 0, 4, 0, 4],
  ] as const;
  for (const [nStep, txPowerIndex, dataRate, power, rate] of steps) {
    it(`${nStep} steps from DR${dataRate}, power ${txPowerIndex}`, () => {
      const decision = DEFAULT_ADR.decide(
        request({ txPowerIndex, dataRate, history: history(consecutive, -20 + 3 * nStep) }),
      );
      assert.deepEqual([decision.txPowerIndex, decision.dataRate], [power, rate]);
    });
  }

  it("takes power back only after a full history", () => {
    const short = request({ txPowerIndex: 3, dataRate: 5, history: history([1, 2, 3], -30) });
    assert.equal(DEFAULT_ADR.decide(short).txPowerIndex, 3);
    const full = request({ txPowerIndex: 3, dataRate: 5, history: history(consecutive, -30) });
    assert.equal(DEFAULT_ADR.decide(full).txPowerIndex, 0);
  });

  it("clamps the data rate and starts from one frame", () => {
    const high = request({
      dataRate: 5,
      maxDataRate: 4,
      requiredSnrDb: 0,
      history: history([0], 0),
    });
    assert.deepEqual(DEFAULT_ADR.decide(high), { dataRate: 4, txPowerIndex: 0, nbTrans: 1 });
    const one = request({ history: history([0], -15) });
    assert.deepEqual(DEFAULT_ADR.decide(one), { dataRate: 1, txPowerIndex: 0, nbTrans: 1 });
  });

  it("repeats by loss: 10 % of 20 frames", () => {
    const fCnts = [0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21];
    const at = (nbTrans: number, lost: readonly number[]): number =>
      DEFAULT_ADR.decide(request({ nbTrans, history: history(lost, -20) })).nbTrans;
    assert.equal(at(1, fCnts), 2);
    assert.equal(at(3, consecutive), 2);
    assert.equal(at(2, [...consecutive.slice(0, 19), 20]), 2);
    assert.equal(
      at(
        3,
        consecutive.map((n) => 2 * n),
      ),
      3,
    );
  });
});

describe("the rules of The Things Stack", () => {
  it("spends margin on data rate by 2.5 dB, the rest on power", () => {
    const decision = TTS_ADR.decide(
      request({ installationMarginDb: 15, history: history(consecutive, 12) }),
    );
    // 12 + 20 − 15 = 17 dB: five data rates (12.5 dB) and two steps of 2 dB.
    assert.deepEqual(decision, { dataRate: 5, txPowerIndex: 2, nbTrans: 1 });
  });

  it("keeps 2.5 dB more while it knows little", () => {
    const decision = TTS_ADR.decide(
      request({ installationMarginDb: 15, history: history([1, 2], 0) }),
    );
    assert.equal(decision.dataRate, 1);
  });
});
