import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "@lorats/base";
import { addNoise } from "@lorats/phy";
import { SpectrumMeter } from "../../src/spectrum/spectrum-meter.ts";
import {
  SPECTRUM_FLOOR_DBFS,
  SPECTRUM_STEP_DB,
  type SpectrumRow,
} from "../../src/spectrum/spectrum-row.ts";

const RATE_HZ = 1_024_000;
const BINS = 128;
const OPTIONS = { sampleRateHz: RATE_HZ, bins: BINS, rowS: 0.02 };

function rows(iq: Float32Array, block: number): SpectrumRow[] {
  const meter = new SpectrumMeter(OPTIONS);
  const out: SpectrumRow[] = [];
  for (let at = 0; at < iq.length; at += 2 * block) {
    out.push(...meter.push(iq.subarray(at, at + 2 * block)));
  }
  return out;
}

const dbfs = (code: number): number => SPECTRUM_FLOOR_DBFS + SPECTRUM_STEP_DB * code;

function tone(hz: number, amplitude: number, samples: number): Float32Array {
  return Float32Array.from({ length: 2 * samples }, (_, i) => {
    const angle = (2 * Math.PI * hz * (i >>> 1)) / RATE_HZ;
    return amplitude * (i % 2 === 0 ? Math.cos(angle) : Math.sin(angle));
  });
}

void test("a tone stands in its bin, lowest frequency first", () => {
  for (const bin of [-60, -1, 0, 17, 63]) {
    const [row] = rows(tone((bin * RATE_HZ) / BINS, 0.1, 30_000), 4096);
    const peak = row!.levels.indexOf(Math.max(...row!.levels));
    assert.equal(peak, bin + BINS / 2);
    // −20 dBFS, spread by the window over three bins: its middle holds two thirds.
    assert.ok(Math.abs(dbfs(row!.levels[peak]!) - -20 + 1.76) < 0.5, `${dbfs(row!.levels[peak]!)}`);
    const far = row!.levels[(peak + BINS / 2) % BINS]!;
    assert.ok(dbfs(far) < -90, `${dbfs(far)} dBFS far away`);
  }
});

void test("noise shows as its power over the bins, in rows without a gap, whatever the blocks", () => {
  const iq = new Float32Array(2 * 120_000);
  addNoise(iq, 1e-3, new SeededRandom(4));
  const whole = rows(iq, 120_000);
  assert.deepEqual(rows(iq, 777), whole);
  assert.equal(whole.length, 5);
  whole.forEach(({ firstSample, samples }, i) => {
    assert.equal(samples, 0.02 * RATE_HZ);
    assert.equal(firstSample, i * samples);
  });
  const powers = whole.flatMap(({ levels }) => [...levels].map((code) => 10 ** (dbfs(code) / 10)));
  const total = (powers.reduce((a, b) => a + b, 0) / powers.length) * BINS;
  assert.ok(Math.abs(10 * Math.log10(total / 1e-3)) < 0.2, `${total}`);
});
