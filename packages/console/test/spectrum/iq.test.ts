import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SnippetDocument } from "@lorats/api";
import { dechirpedPhase, samplesOf, spectrogramOf } from "../../src/spectrum/iq.ts";
import { palette, stretch } from "../../src/spectrum/levels.ts";

const SF = 7;
const BW_HZ = 125_000;
const RATE_HZ = 500_000;
const CENTRE_HZ = 868_000_000;
const FREQ_HZ = 868_100_000;
const ONSET = 200;

/** Preamble chirps by their definition: instantaneous frequency from −BW/2 to +BW/2, turned by the bias. */
function snippet(biasHz: number): SnippetDocument {
  const chirpS = 2 ** SF / BW_HZ;
  const count = ONSET + Math.round(8 * chirpS * RATE_HZ);
  const bytes = new Int8Array(2 * count);
  for (let n = ONSET; n < count; n++) {
    const t = (n - ONSET) / RATE_HZ;
    const within = t % chirpS;
    const chirp = (-BW_HZ / 2) * within + (BW_HZ / (2 * chirpS)) * within ** 2;
    const turns = chirp + (FREQ_HZ - CENTRE_HZ + biasHz) * t + 0.2;
    bytes[2 * n] = Math.round(100 * Math.cos(2 * Math.PI * turns));
    bytes[2 * n + 1] = Math.round(100 * Math.sin(2 * Math.PI * turns));
  }
  return {
    version: 1,
    sighting: { sf: SF, bwHz: BW_HZ, biasHz, freqHz: FREQ_HZ },
    iq: {
      format: "cs8",
      sampleRateHz: RATE_HZ,
      centreHz: CENTRE_HZ,
      onsetS: ONSET / RATE_HZ,
      scale: 0.01,
      data: Buffer.from(bytes.buffer).toString("base64"),
    },
  } as unknown as SnippetDocument;
}

describe("samples of a preamble", () => {
  it("are signed bytes, I before Q", () => {
    const { i, q, onset } = samplesOf(snippet(0));
    assert.equal(onset, ONSET);
    assert.equal(i[0], 0);
    assert.ok(Math.abs(Math.hypot(i[ONSET + 5]!, q[ONSET + 5]!) - 1) < 0.02);
    assert.ok(q.some((value) => value < 0));
  });

  it("turn with the bias alone once the chirps are taken out, as the model says", () => {
    for (const biasHz of [0, 640, -2200]) {
      const document = snippet(biasHz);
      const { ms, turns, model } = dechirpedPhase(
        samplesOf(document),
        document.sighting,
        CENTRE_HZ,
      );
      assert.ok(ms.length > 300);
      const worst = Math.max(...turns.map((turn, k) => Math.abs(turn - model[k]!)));
      assert.ok(worst < 0.05, `${biasHz} Hz: ${worst} turns`);
    }
  });

  it("show a chirp as power that climbs through the band", () => {
    const { levels, columns, bins } = spectrogramOf(samplesOf(snippet(0)));
    const loudest = (column: number): number => {
      const cells = levels.subarray(column * bins, (column + 1) * bins);
      return cells.indexOf(Math.max(...cells));
    };
    const middle = Math.floor(columns / 2);
    const track = [0, 2, 4, 6].map((step) => loudest(middle + step));
    assert.ok(new Set(track).size > 1, track.join());
  });
});

describe("colours of the waterfall", () => {
  it("reach from below the noise to the loudest", () => {
    const noise = Uint8Array.from({ length: 1000 }, (_, k) => 40 + (k % 10));
    const loud = Uint8Array.from({ length: 1000 }, (_, k) => (k < 20 ? 200 : 45));
    const [low, high] = stretch([noise, loud]);
    assert.ok(low < 41, `${low}`);
    assert.equal(high, 200);
    assert.equal(palette().length, 256 * 4);
  });
});
