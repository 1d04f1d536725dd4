import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { cramerRaoBound, type BoundModel } from "../../src/bounds/cramer-rao.ts";
import { preambleLayout, upChirpLayout } from "../../src/joint/chirp-layout.ts";

const carrierHz = 868.1e6;
const snrDb = -5.2;
const tied: BoundModel = { onset: true, drift: false, clockFree: false, freePhase: false };

// Each row: model, then SF7 and SF12 as [bias at middle, bias at onset, onset µs, drift Hz/s, clock ppm], null = not stated.
const published: [string, BoundModel, (number | null)[], (number | null)[]][] = [
  ["tied", tied, [1.43, null, 0.143, null, null], [0.0079, null, 0.0253, null, null]],
  [
    "tied, drift",
    { ...tied, drift: true },
    [1.43, 5.73, 0.143, 883, null],
    [0.0079, 0.0316, 0.0253, 0.15, null],
  ],
  [
    "clock free",
    { ...tied, clockFree: true },
    [1.43, null, 0.285, null, 38.6],
    [0.0079, null, 0.0504, null, 0.21],
  ],
  [
    "clock free, drift",
    { ...tied, clockFree: true, drift: true },
    [1.43, 5.76, 0.287, null, null],
    [0.0079, 0.0318, 0.0508, null, null],
  ],
  [
    "free phase",
    { ...tied, freePhase: true },
    [20.3, null, 0.167, null, null],
    [0.13, null, 0.034, null, null],
  ],
  [
    "free phase, drift",
    { ...tied, freePhase: true, drift: true },
    [22.7, null, 0.246, null, null],
    [0.147, null, 0.0448, null, null],
  ],
];

function near(actual: number | null, expected: number | null, what: string): void {
  if (expected === null) return;
  assert.ok(actual !== null, what);
  // Three printed digits at best, two at worst.
  assert.ok(Math.abs(actual / expected - 1) < 0.025, `${what}: ${actual} against ${expected}`);
}

describe("Cramér–Rao bounds at SNR125 −5.2 dB", () => {
  for (const [name, model, ...rows] of published) {
    for (const [i, sf] of [7, 12].entries()) {
      it(`${name}, SF${sf}`, () => {
        const layout = preambleLayout(sf, 125_000, 8, [24, 32]);
        const bound = cramerRaoBound(layout, model, snrDb, carrierHz);
        const row = rows[i];
        near(bound.biasSdHz, row[0], "bias");
        near(bound.biasAtOnsetSdHz, row[1], "bias at onset");
        near(bound.onsetSdS === null ? null : bound.onsetSdS * 1e6, row[2], "onset");
        near(bound.driftSdHzPerS, row[3], "drift");
        near(bound.clockSd === null ? null : bound.clockSd * 1e6, row[4], "clock");
      });
    }
  }

  for (const [sf, expected] of [
    [7, 61.2],
    [12, 0.338],
  ] as const) {
    it(`one up-chirp with known onset, SF${sf}`, () => {
      const model = { onset: false, drift: false, clockFree: true, freePhase: false };
      const layout = upChirpLayout(sf, 125_000, 1);
      // The clock is not a parameter of this model: neither tied nor free.
      const bound = cramerRaoBound(
        layout,
        { ...model, clockFree: false },
        snrDb,
        Number.POSITIVE_INFINITY,
      );
      near(bound.biasSdHz, expected, "bias");
      // A tone of length T: σ_f = √(6 / (SNR W T³)) / 2π.
      const snr = 10 ** (snrDb / 10);
      const closed = Math.sqrt(6 / (snr * 125_000 * layout.chirpS ** 3)) / (2 * Math.PI);
      assert.ok(Math.abs(bound.biasSdHz / closed - 1) < 1e-9);
    });
  }

  it("is infinite for one up-chirp whose onset is unknown", () => {
    const layout = upChirpLayout(7, 125_000, 1);
    const bound = cramerRaoBound(layout, tied, snrDb, Number.POSITIVE_INFINITY);
    assert.equal(bound.biasSdHz, Number.POSITIVE_INFINITY);
  });

  it("scales with one over the root of the SNR", () => {
    const layout = preambleLayout(9, 125_000, 8, [24, 32]);
    const low = cramerRaoBound(layout, tied, -10, carrierHz);
    const high = cramerRaoBound(layout, tied, 10, carrierHz);
    assert.ok(Math.abs(low.biasSdHz / high.biasSdHz - 10) < 1e-9);
  });
});
