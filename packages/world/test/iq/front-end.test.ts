import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { quantise, RTL_SDR } from "../../src/iq/front-end.ts";
import { isPossibleRate, madeRateHz, nearestGain, tunedHz } from "../../src/iq/rtl-tuner.ts";

const IDEAL = { ...RTL_SDR, dcI: 0, dcQ: 0, imbalanceDb: 0, skewDeg: 0 };

function bytesOf(iq: number[], front = IDEAL): number[] {
  const bytes = new Uint8Array(iq.length);
  quantise(Float32Array.from(iq), front, bytes);
  return [...bytes];
}

describe("front end", () => {
  it("puts zero between codes 127 and 128 and cuts what is too strong", () => {
    assert.deepEqual(bytesOf([1e-6, -1e-6, 0.999, -0.999, 7, -7]), [128, 127, 255, 0, 255, 0]);
    assert.equal(quantise(Float32Array.of(7, 0, 0, 0), IDEAL, new Uint8Array(4)), 1);
  });

  it("makes an error of a twelfth of a code squared, as a uniform quantiser does", () => {
    let error = 0;
    const count = 100_000;
    for (let i = 0; i < count; i++) {
      const x = 1.8 * (i / count) - 0.9;
      const [code] = bytesOf([x, 0]);
      error += (code! - 127.5 - 127.5 * x) ** 2;
    }
    assert.ok(Math.abs(error / count - 1 / 12) < 0.002, `${error / count}`);
  });

  it("has an image and an offset as strong as its imperfections say", () => {
    const count = 1 << 16;
    const iq = new Float32Array(2 * count);
    const turn = (2 * Math.PI * 5003) / count;
    for (let n = 0; n < count; n++) {
      iq[2 * n] = 0.8 * Math.cos(n * turn);
      iq[2 * n + 1] = 0.8 * Math.sin(n * turn);
    }
    const bytes = new Uint8Array(2 * count);
    quantise(iq, { ...IDEAL, imbalanceDb: 0.5, skewDeg: 2, dcI: -3, dcQ: 2 }, bytes);
    const tone = (cycles: number): number => {
      let [re, im] = [0, 0];
      for (let n = 0; n < count; n++) {
        const [c, s] = [Math.cos(n * cycles * turn), Math.sin(n * cycles * turn)];
        const [x, y] = [(bytes[2 * n]! - 127.5) / 127.5, (bytes[2 * n + 1]! - 127.5) / 127.5];
        re += x * c + y * s;
        im += y * c - x * s;
      }
      return Math.hypot(re, im) / count;
    };
    const gain = 10 ** (0.5 / 20);
    const expected = Math.hypot((gain - 1) / (gain + 1), Math.tan(Math.PI / 180));
    const image = tone(-1) / tone(1);
    assert.ok(Math.abs(image - expected) < 0.02 * expected, `${image} ${expected}`);
    assert.ok(Math.abs(tone(0) - Math.hypot(3, 2) / 127.5) < 1e-4);
  });
});

describe("RTL-SDR's frequencies", () => {
  it("tunes in steps of 220 Hz at 868 MHz, never further off than half of one", () => {
    const grid = 57_600_000 / 65_536 / 4;
    const offsets = Array.from({ length: 500 }, (_, i) => {
      const asked = 868_000_000 + 17 * i;
      return tunedHz(asked) - asked;
    });
    assert.ok(offsets.every((hz) => Math.abs(hz) <= grid / 2 + 1e-6));
    assert.ok(Math.max(...offsets) > 100 && Math.min(...offsets) < -100);
  });

  it("samples at 2.4 MHz exactly and at 2.5 MHz nearly", () => {
    assert.equal(madeRateHz(2_400_000), 2_400_000);
    assert.ok(Math.abs(madeRateHz(2_500_000) - 2_500_000) < 1);
    assert.deepEqual([200_000, 600_000, 960_000, 3_300_000].map(isPossibleRate), [
      false,
      false,
      true,
      false,
    ]);
  });

  it("has the gains that its tuner has", () => {
    assert.deepEqual([-5, 0, 8, 300, 9999].map(nearestGain), [0, 0, 9, 297, 496]);
  });
});
