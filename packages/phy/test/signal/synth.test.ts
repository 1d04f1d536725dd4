import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { waveformLayout } from "../../src/joint/chirp-layout.ts";
import { newPhaseParameters, phaseCycles, transmitterTime } from "../../src/joint/phase-model.ts";
import { iqBuffer, iqSlice, meanPower } from "../../src/iq.ts";
import { loraParams } from "../../src/params.ts";
import { addFrame, synthesize } from "../../src/signal/synth.ts";
import { waveformOf } from "../../src/signal/waveform.ts";

describe("addFrame", () => {
  // The estimators' phase model was written apart from this synthesis: they must describe the same signal.
  for (const invertIq of [false, true]) {
    it(`agrees with the estimators' phase model (invertIq ${invertIq})`, () => {
      const params = loraParams(8, 125_000, { syncWord: 0x12, invertIq });
      const symbols = [17, 200, 0, 255, 99];
      const layout = waveformLayout(waveformOf(params, symbols));
      const at = newPhaseParameters();
      at.biasHz = -21_345.6;
      at.driftHzPerS = 900;
      at.onsetS = 1.234_567e-3;
      at.clock = 3e-6;
      const carrierHz = 868.1e6;
      const rate = 333_333.3;
      const iq = iqBuffer(24_000);
      addFrame(iq, rate, waveformOf(params, symbols), {
        onsetS: at.onsetS,
        biasHz: at.biasHz,
        driftHzPerS: at.driftHzPerS,
        clockPpm: 3,
        carrierHz,
        phaseRad: 0.7,
      });
      const start = phaseCycles(at, layout, carrierHz, 1, 0, 0);
      let checked = 0;
      for (let n = 0; n < 24_000; n++) {
        const v = n / rate - at.onsetS;
        const u = transmitterTime(at, layout, carrierHz, v);
        const segment = layout.endS.findIndex((end, i) => u >= layout.startS[i] && u < end);
        if (segment < 0) {
          assert.equal(iq[2 * n], 0);
          continue;
        }
        const angle =
          2 * Math.PI * (phaseCycles(at, layout, carrierHz, 1, segment, v) - start) + 0.7;
        assert.ok(Math.abs(iq[2 * n] - Math.cos(angle)) < 2e-4, `sample ${n}`);
        assert.ok(Math.abs(iq[2 * n + 1] - Math.sin(angle)) < 2e-4, `sample ${n}`);
        checked++;
      }
      assert.equal(checked, Math.round(layout.durationS * rate));
    });
  }

  it("takes the new frequency at a wrap that meets a sample exactly", () => {
    const rate = 500_000;
    const waveform = waveformOf(loraParams(6, 125_000), [24]);
    const iq = iqBuffer(Math.ceil(waveform.durationS * rate) + 200);
    addFrame(iq, rate, waveform, { onsetS: 0.0003, carrierHz: 868.3e6 });
    const layout = waveformLayout(waveform);
    const at = newPhaseParameters();
    at.onsetS = 0.0003;
    for (let n = 150; n < 150 + Math.floor(layout.durationS * rate); n++) {
      const u = n / rate - at.onsetS + 1e-12;
      const segment = layout.endS.findIndex((end) => u < end);
      const angle = 2 * Math.PI * phaseCycles(at, layout, 868.3e6, 1, segment, u);
      const start = 2 * Math.PI * phaseCycles(at, layout, 868.3e6, 1, 0, 0);
      assert.ok(Math.abs(iq[2 * n] - Math.cos(angle - start)) < 1e-3, `sample ${n}`);
    }
  });

  it("starts between samples where it is told to, with lead-in and ramp before", () => {
    const rate = 1e6;
    const waveform = waveformOf(loraParams(7, 125_000), []);
    const iq = iqBuffer(3000);
    addFrame(iq, rate, waveform, { onsetS: 1000.25e-6, leadInS: 500e-6, rampS: 100e-6 });
    assert.equal(meanPower(iqSlice(iq, 0, 501)), 0);
    assert.ok(Math.abs(meanPower(iqSlice(iq, 550, 551)) - 0.4975 ** 2) < 1e-3);
    assert.ok(Math.abs(meanPower(iqSlice(iq, 601, 3000)) - 1) < 1e-4);
  });

  it("superposes frames and echoes linearly", () => {
    const waveform = waveformOf(loraParams(7, 125_000), [5, 6, 7]);
    const both = iqBuffer(4000);
    addFrame(both, 250e3, waveform, { onsetS: 1e-3, echoes: [{ delayS: 1.3e-6, gainDb: -6 }] });
    const apart = iqBuffer(4000);
    addFrame(apart, 250e3, waveform, { onsetS: 1e-3 });
    addFrame(apart, 250e3, waveform, { onsetS: 1.0013e-3, amplitude: 10 ** (-6 / 20) });
    assert.deepEqual(both, apart);
  });
});

describe("synthesize", () => {
  it("reaches the stated SNR in the stated bandwidth and repeats from its seed", () => {
    const options = {
      sampleRateHz: 1e6,
      durationS: 0.2,
      waveform: waveformOf(loraParams(7, 125_000), []),
      arrival: { onsetS: 0.15, amplitude: 0.5 },
      snrDb: 3,
    };
    const iq = synthesize({ ...options, random: new SeededRandom(5) });
    const noise = meanPower(iqSlice(iq, 0, 150_000));
    const expected = 0.25 * 10 ** -0.3 * 8;
    assert.ok(Math.abs(noise / expected - 1) < 0.02);
    assert.deepEqual(iq, synthesize({ ...options, random: new SeededRandom(5) }));
  });
});
