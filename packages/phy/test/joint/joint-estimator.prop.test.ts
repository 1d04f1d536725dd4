import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import fc from "fast-check";
import { JointEstimator } from "../../src/joint/joint-estimator.ts";
import { loraParams, syncWordSymbols } from "../../src/params.ts";
import { synthesize } from "../../src/signal/synth.ts";
import { waveformOf } from "../../src/signal/waveform.ts";

const sensitivityDb = (sf: number): number => -7.5 - 2.5 * (sf - 7);

describe("joint estimator over random settings", () => {
  it("returns what was synthesised within five of its claimed deviations", () => {
    const settings = fc.record({
      sf: fc.integer({ min: 6, max: 10 }),
      bwHz: fc.constantFrom(125_000, 203_125, 250_000, 500_000),
      oversampling: fc.double({ min: 1.7, max: 4, noNaN: true }),
      preambleLength: fc.integer({ min: 6, max: 16 }),
      syncWord: fc.constantFrom(0x12, 0x34, 0x7f),
      invertIq: fc.boolean(),
      aboveDb: fc.double({ min: 1, max: 30, noNaN: true }),
      biasShare: fc.double({ min: -1, max: 1, noNaN: true }),
      driftHzPerS: fc.double({ min: -200, max: 200, noNaN: true }),
      onsetShare: fc.double({ min: 0, max: 1, noNaN: true }),
      roughHz: fc.double({ min: -6000, max: 6000, noNaN: true }),
      roughS: fc.double({ min: -40e-6, max: 40e-6, noNaN: true }),
      seed: fc.integer(),
    });
    fc.assert(
      fc.property(settings, (s) => {
        const { sf, bwHz, preambleLength, syncWord, invertIq } = s;
        const sampleRateHz = s.oversampling * bwHz;
        const carrierHz = 868.3e6;
        const waveform = waveformOf(
          loraParams(sf, bwHz, { preambleLength, syncWord, invertIq }),
          [],
        );
        const arrival = {
          onsetS: 0.0003 + 0.0003 * s.onsetShare,
          // Bias plus chirp stay inside the sampled band.
          biasHz: s.biasShare * Math.min(20_000, 0.3 * bwHz),
          driftHzPerS: s.driftHzPerS,
          carrierHz,
        };
        const iq = synthesize({
          sampleRateHz,
          durationS: waveform.durationS + 0.001,
          waveform,
          arrival,
          snrDb: sensitivityDb(sf) + s.aboveDb,
          random: new SeededRandom(s.seed),
        });
        const estimator = new JointEstimator({
          sf,
          bwHz,
          sampleRateHz,
          carrierHz,
          preambleLength,
          sync: syncWordSymbols(sf, syncWord),
          inverted: invertIq,
        });
        const rough = { onsetS: arrival.onsetS + s.roughS, biasHz: arrival.biasHz + s.roughHz };
        const found = estimator.estimate(iq, rough);
        assert.ok(found);
        assert.equal(found.method, "joint-coherent");
        assert.ok(Math.abs(found.biasHz - arrival.biasHz) < 5 * found.biasSdHz);
        assert.ok(Math.abs(found.onsetS - arrival.onsetS) < 5 * found.onsetSdS);
        assert.ok(Math.abs(found.driftHzPerS - arrival.driftHzPerS) < 5 * found.driftSdHzPerS);
        assert.ok(Math.abs(found.snrDb - sensitivityDb(sf) - s.aboveDb) < 2.5);
      }),
      { numRuns: 60, seed: 20_261_121 },
    );
  });
});
