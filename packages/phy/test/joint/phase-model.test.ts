import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { layOut, preambleLayout, waveformLayout } from "../../src/joint/chirp-layout.ts";
import {
  BIAS,
  CLOCK,
  CURVATURE,
  DRIFT,
  ONSET,
  PARAMETER_COUNT,
  type PhaseParameters,
  newPhaseParameters,
  phaseCycles,
  phaseGradient,
  receiverTime,
  transmitterTime,
} from "../../src/joint/phase-model.ts";
import { loraParams } from "../../src/params.ts";
import { synthesize } from "../../src/signal/synth.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";

const carrierHz = 868.1e6;

function parameters(change: Partial<PhaseParameters> = {}): PhaseParameters {
  const base = {
    biasHz: -21_000,
    onsetS: 0.001,
    driftHzPerS: 300,
    clock: 4e-6,
    channelHz: 200_000,
  };
  return { ...newPhaseParameters(), ...base, ...change };
}

describe("phase model", () => {
  it("has the gradient that finite differences give", () => {
    const layout = preambleLayout(8, 125_000, 8, [24, 32]);
    const scaleS = layout.durationS / 2;
    const gradient = new Float64Array(PARAMETER_COUNT);
    const steps: [number, number, (x: number) => Partial<PhaseParameters>][] = [
      [BIAS, 0.1, (x) => ({ biasHz: -21_000 + x })],
      [ONSET, 1e-9, (x) => ({ onsetS: 0.001 + x })],
      [DRIFT, 1, (x) => ({ driftHzPerS: 300 + x })],
      [CLOCK, 1e-8, (x) => ({ clock: 4e-6 + x })],
      [CURVATURE + 1, 0.1, (x) => ({ curvatureHz: Float64Array.of(0, x, 0, 0) })],
    ];
    for (const segment of [0, 5, 9, 12, layout.segmentCount - 1]) {
      const t =
        0.001 + layout.startS[segment] + 0.3 * (layout.endS[segment] - layout.startS[segment]);
      const at = parameters();
      phaseGradient(at, layout, carrierHz, scaleS, segment, t - at.onsetS, gradient, 0);
      for (const [index, step, change] of steps) {
        const phase = (x: number): number => {
          const p = parameters(change(x));
          return phaseCycles(p, layout, carrierHz, scaleS, segment, t - p.onsetS);
        };
        const slope = (2 * Math.PI * (phase(step) - phase(-step))) / (2 * step);
        const allowed = 1e-5 * Math.abs(slope) + 1e-6;
        assert.ok(
          Math.abs(slope - gradient[index]) < allowed,
          `segment ${segment}, parameter ${index}`,
        );
      }
    }
  });

  it("inverts transmitter time", () => {
    const layout = preambleLayout(12, 125_000, 8, [24, 32]);
    for (const u of [0, 0.1, 0.4]) {
      const v = receiverTime(parameters(), layout, carrierHz, u);
      assert.ok(Math.abs(transmitterTime(parameters(), layout, carrierHz, v) - u) < 1e-15);
    }
  });

  for (const invertIq of [false, true]) {
    it(`agrees with the synthesiser over a whole frame, inverted ${invertIq}`, () => {
      const waveform = frameWaveform(
        loraParams(7, 125_000, { invertIq, syncWord: 0x12 }),
        Uint8Array.of(1, 2, 250, 77),
      );
      const sampleRateHz = 1e6;
      const arrival = {
        onsetS: 0.000_203_7,
        biasHz: -18_000,
        driftHzPerS: 500,
        carrierHz,
        clockPpm: 3,
      };
      const iq = synthesize({ sampleRateHz, durationS: waveform.durationS, waveform, arrival });
      const layout = waveformLayout(waveform);
      const at = parameters({ ...arrival, clock: 3e-6, channelHz: 0 });
      const reference = phaseOf(iq, at, layout, sampleRateHz, 300);
      for (let n = 301; n < iq.length / 2 - 300; n += 97) {
        const turned = phaseOf(iq, at, layout, sampleRateHz, n) - reference;
        assert.ok(Math.abs(turned - Math.round(turned)) < 1e-4, `sample ${n}: ${turned} cycles`);
      }
    });
  }

  it("keeps the phase continuous across segments", () => {
    const layout = layOut(9, 250_000, [
      { symbol: 77, down: false, share: 1 },
      { symbol: 0, down: true, share: 0.25 },
      { symbol: 500, down: false, share: 1 },
    ]);
    for (let s = 1; s < layout.segmentCount; s++) {
      const u = layout.startS[s];
      const [before, after] = [s - 1, s].map((segment) => {
        const w = u - layout.startS[segment];
        return (
          layout.startCycles[segment] +
          (layout.startHz[segment] + 0.5 * layout.slopeHzPerS[segment] * w) * w
        );
      });
      assert.ok(Math.abs(before - after - Math.round(before - after)) < 1e-9);
    }
  });
});

/** Phase of sample n against the model, in cycles. */
function phaseOf(
  iq: Float32Array,
  at: PhaseParameters,
  layout: ReturnType<typeof waveformLayout>,
  sampleRateHz: number,
  n: number,
): number {
  const v = n / sampleRateHz - at.onsetS;
  const u = transmitterTime(at, layout, carrierHz, v);
  let segment = 0;
  while (segment + 1 < layout.segmentCount && u >= layout.endS[segment]) segment++;
  const cycles = phaseCycles(at, layout, carrierHz, 1, segment, v);
  return Math.atan2(iq[2 * n + 1], iq[2 * n]) / (2 * Math.PI) - cycles;
}
