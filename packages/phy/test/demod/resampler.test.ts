import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Resampler } from "../../src/demod/resampler.ts";

function tone(hz: number, rate: number, samples: number): Float32Array {
  const out = new Float32Array(2 * samples);
  for (let n = 0; n < samples; n++) {
    out[2 * n] = Math.cos((2 * Math.PI * hz * n) / rate);
    out[2 * n + 1] = Math.sin((2 * Math.PI * hz * n) / rate);
  }
  return out;
}

function run(resampler: Resampler, iq: Float32Array, block: number): Float32Array {
  const pieces: number[] = [];
  const out = new Float32Array(2 * resampler.outputBound(block));
  for (let i = 0; i < iq.length; i += 2 * block) {
    const count = resampler.push(iq.subarray(i, Math.min(iq.length, i + 2 * block)), out);
    pieces.push(...out.subarray(0, 2 * count));
  }
  const count = resampler.flush(out);
  return Float32Array.from([...pieces, ...out.subarray(0, 2 * count)]);
}

describe("Resampler", () => {
  for (const [from, to] of [
    [2.4e6, 250e3],
    [500e3, 250e3],
    [1e6, 250e3],
    [200e3, 250e3],
    [377e3, 250e3],
    [333_333.33, 250e3],
  ] as const) {
    it(`${from} to ${to} Hz: passband tones keep time, level and phase; the rest is gone`, () => {
      const passHz = Math.min(106e3, 0.43 * Math.min(from, to));
      for (const hz of [0, 31e3, -passHz]) {
        const resampler = new Resampler({ inputRateHz: from, outputRateHz: to, passHz });
        const out = run(resampler, tone(hz, from, 6000), 777);
        assert.equal(out.length >> 1, Math.ceil((6000 * to) / from - 1e-9));
        const edge = Math.ceil((resampler.taps * to) / from) + 1;
        const expected = tone(hz, to, out.length >> 1);
        for (let i = 2 * edge; i < out.length - 2 * edge; i++) {
          assert.ok(
            Math.abs(out[i] - expected[i]) < 8e-3,
            `${hz} Hz, float ${i}: ${out[i]}, ${expected[i]}`,
          );
        }
      }
      if (from > 2 * to) {
        const resampler = new Resampler({ inputRateHz: from, outputRateHz: to, passHz });
        const out = run(resampler, tone(from * 0.4, from, 6000), 6000);
        const edge = Math.ceil((resampler.taps * to) / from) + 1;
        for (let i = 2 * edge; i < out.length - 2 * edge; i++) assert.ok(Math.abs(out[i]) < 5e-3);
      }
    });
  }

  it("gives the same whatever the blocks", () => {
    const options = { inputRateHz: 2.4e6, outputRateHz: 250e3, passHz: 100e3 };
    const iq = tone(12_345, 2.4e6, 20_000);
    const whole = run(new Resampler(options), iq, 20_000);
    for (const block of [1, 13, 999]) {
      assert.deepEqual(run(new Resampler(options), iq, block), whole);
    }
  });

  it("refuses a passband that does not fit", () => {
    assert.throws(() => new Resampler({ inputRateHz: 1e6, outputRateHz: 250e3, passHz: 130e3 }), {
      code: "PHY_BAD_RATE",
    });
  });
});
