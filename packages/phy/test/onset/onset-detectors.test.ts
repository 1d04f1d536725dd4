import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, uniform } from "@lorats/base";
import {
  type OnsetMethod,
  autoregressiveAic,
  envelopeDetector,
  hilbertEnvelope,
  jointOnset,
  matchedFilter,
  onsetDetectors,
  spectrogramCorrelation,
} from "../../src/onset/index.ts";
import { loraParams } from "../../src/params.ts";
import { synthesize } from "../../src/signal/synth.ts";
import { waveformOf } from "../../src/signal/waveform.ts";

const sampleRateHz = 2.4e6;

/** Errors in microseconds of a detector on preambles that begin after some 2 ms of noise. */
function errorsUs(
  method: OnsetMethod,
  snrDb: number,
  count: number,
  change: { biasHz?: number; phaseRad?: number } = {},
): number[] {
  const setting = {
    sf: 7,
    bwHz: 125_000,
    sampleRateHz,
    preambleLength: 8,
    sync: [24, 32] as const,
  };
  const random = new SeededRandom(17);
  const detector = method.prepare(setting);
  const waveform = waveformOf(loraParams(7, 125_000), []);
  return Array.from({ length: count }, () => {
    const onsetS = 0.002 + 0.0005 * uniform(random);
    const durationS = onsetS + (method.chirpsNeeded(setting) * 128) / 125_000;
    const arrival = { onsetS, phaseRad: 2 * Math.PI * uniform(random), biasHz: -20_000, ...change };
    const iq = synthesize({
      sampleRateHz,
      durationS,
      waveform,
      arrival,
      snrDb,
      snrBandwidthHz: sampleRateHz,
      random,
    });
    return (detector.detect(iq) - onsetS) * 1e6;
  });
}

const worst = (values: number[]): number => Math.max(...values.map(Math.abs));
const spread = (values: number[]): number => Math.max(...values) - Math.min(...values);

describe("the paper's onset detectors", () => {
  it("AIC finds the onset to a sample or two at 20 dB, and within tens of microseconds at 0 dB", () => {
    const loud = errorsUs(autoregressiveAic, 20, 15);
    assert.ok(worst(loud) < 6, loud.join());
    const even = errorsUs(autoregressiveAic, 0, 15);
    assert.ok(worst(even) < 30, even.join());
  });

  it("AIC is lost at −20 dB over the whole band, against what Fig. 16 says", () => {
    assert.ok(worst(errorsUs(autoregressiveAic, -20, 8)) > 100);
  });

  it("ENV is a few microseconds early at 20 dB", () => {
    const errors = errorsUs(envelopeDetector, 20, 12);
    assert.ok(worst(errors) < 30, errors.join());
  });

  it("CORR finds the SFD's hill and the onset from it at 10 dB, whatever the bias", () => {
    for (const biasHz of [-20_000, 0, 15_000]) {
      const errors = errorsUs(spectrogramCorrelation, 10, 3, { biasHz });
      assert.ok(worst(errors) < 30, `${biasHz} Hz: ${errors.join()}`);
    }
  });

  it("a real matched filter wanders with the phase, a complex one does not", () => {
    const phases = Array.from({ length: 8 }, (_, i) => (i * Math.PI) / 4);
    const shift = (method: OnsetMethod): number =>
      spread(phases.map((phaseRad) => errorsUs(method, 40, 1, { phaseRad, biasHz: 0 })[0]));
    assert.ok(shift(matchedFilter("real")) > 5, `${shift(matchedFilter("real"))} µs`);
    assert.ok(shift(matchedFilter("complex")) < 0.5);
  });

  it("the joint estimator finds the onset to a fraction of a microsecond at −20 dB, without a hint", () => {
    const errors = errorsUs(jointOnset, -20, 6);
    assert.ok(worst(errors) < 1, errors.join());
    const [none] = errorsUs(jointOnset, -60, 1);
    assert.ok(Number.isNaN(none));
  });

  it("are named apart in the registry", () => {
    assert.equal(new Set(onsetDetectors.map((each) => each.name)).size, onsetDetectors.length);
  });

  it("Hilbert envelope of a real tone is its amplitude", () => {
    const iq = new Float32Array(2 * 1024);
    for (let n = 0; n < 1024; n++) iq[2 * n] = 3 * Math.cos((2 * Math.PI * 100 * n) / 1024);
    for (const value of hilbertEnvelope(iq)) assert.ok(Math.abs(value - 3) < 1e-4);
  });
});
