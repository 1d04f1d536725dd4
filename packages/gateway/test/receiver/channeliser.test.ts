import assert from "node:assert/strict";
import { test } from "node:test";
import { Channeliser, isOnRaster } from "../../src/receiver/channeliser.ts";

const RATE_HZ = 2_400_000;
const OFFSETS_HZ = [-700, -500, -300, -100, 100, 300, 500, 700].map((kHz) => kHz * 1000);
const OPTIONS = {
  sampleRateHz: RATE_HZ,
  offsetsHz: OFFSETS_HZ,
  passHz: 87_500,
  leastRateHz: 250_000,
};

function tone(hz: number, samples: number): Float32Array {
  const iq = new Float32Array(2 * samples);
  for (let n = 0; n < samples; n++) {
    const angle = 2 * Math.PI * ((hz * n) / RATE_HZ - Math.floor((hz * n) / RATE_HZ));
    iq[2 * n] = Math.cos(angle);
    iq[2 * n + 1] = Math.sin(angle);
  }
  return iq;
}

function channels(bank: Channeliser, iq: Float32Array, block: number): Float32Array[] {
  const out: number[][] = OFFSETS_HZ.map(() => []);
  for (let at = 0; at < iq.length; at += 2 * block) {
    bank.push(iq.slice(at, at + 2 * block)).forEach((part, c) => out[c]!.push(...part));
  }
  return out.map((values) => Float32Array.from(values));
}

void test("a tone inside a channel comes out with unit gain, the right frequency and no delay at all", () => {
  for (const inside of [-87_500, -30_000, 0, 51_234, 87_500]) {
    const bank = new Channeliser(OPTIONS);
    const [channel] = channels(bank, tone(OFFSETS_HZ[2]! + inside, 24_000), 1777).slice(2, 3);
    const skip = 20;
    let worst = 0;
    for (let m = skip; m < channel!.length / 2 - skip; m++) {
      const angle = (2 * Math.PI * inside * m * bank.decimation) / RATE_HZ;
      const error = Math.hypot(
        channel![2 * m]! - Math.cos(angle),
        channel![2 * m + 1]! - Math.sin(angle),
      );
      worst = Math.max(worst, error);
    }
    assert.ok(worst < 0.006, `${inside} Hz: error ${worst}`);
  }
});

void test("a tone of another channel is kept out of the band that matters", () => {
  const bank = new Channeliser(OPTIONS);
  const out = channels(bank, tone(OFFSETS_HZ[5]! + 20_000, 24_000), 4096);
  // The channel two further on would see it at 380 kHz from its centre.
  const far = out[7]!.subarray(100, -100);
  const peak = far.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  assert.ok(20 * Math.log10(peak) < -50, `leakage ${20 * Math.log10(peak)} dB`);
});

void test("block sizes make no difference", () => {
  const iq = tone(123_456, 9000);
  const [whole] = channels(new Channeliser(OPTIONS), iq, 9000).slice(4, 5);
  const [pieces] = channels(new Channeliser(OPTIONS), iq, 37).slice(4, 5);
  assert.equal(pieces!.length, whole!.length);
  const worst = whole!.reduce((most, value, i) => Math.max(most, Math.abs(value - pieces![i]!)), 0);
  assert.ok(worst < 1e-5, String(worst));
});

void test("channels without a common raster are refused", () => {
  assert.equal(isOnRaster([0, 200_000, 333_333], RATE_HZ), false);
  assert.throws(() => new Channeliser({ ...OPTIONS, offsetsHz: [0, 1, 100_001] }), /raster/);
});
