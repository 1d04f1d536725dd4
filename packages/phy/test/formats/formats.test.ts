import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, gaussian } from "@lorats/base";
import { SampleDecoder } from "../../src/formats/sample-decoder.ts";
import { SAMPLE_FORMATS, encodeSamples, sampleFormat } from "../../src/formats/sample-format.ts";
import { parseSigmf, sigmfMeta } from "../../src/formats/sigmf.ts";

const STEP: Readonly<Record<string, number>> = {
  cf32: 1e-9,
  cs16: 1 / 32_768,
  cs8: 1 / 128,
  cu8: 1 / 127.5,
};

function someIq(samples: number, level: number): Float32Array {
  const random = new SeededRandom(1);
  return Float32Array.from({ length: 2 * samples }, () => level * gaussian(random));
}

describe("sample formats", () => {
  for (const format of SAMPLE_FORMATS) {
    it(`${format.name} returns what was written within half a step, in chunks of any size`, () => {
      const iq = someIq(3000, 0.1);
      const bytes = encodeSamples(format, iq);
      assert.equal(bytes.length, 3000 * format.bytes);
      for (const chunk of [1, 7, 4096]) {
        const decoder = new SampleDecoder(format);
        const out: number[] = [];
        for (let i = 0; i < bytes.length; i += chunk) {
          out.push(...decoder.push(bytes.subarray(i, i + chunk)));
        }
        assert.equal(out.length, iq.length);
        const step = STEP[format.name];
        for (let i = 0; i < iq.length; i++) assert.ok(Math.abs(out[i] - iq[i]) <= 0.501 * step);
        assert.equal(decoder.leftover, 0);
      }
    });

    it(`${format.name} says how many bytes are left over`, () => {
      const decoder = new SampleDecoder(format);
      decoder.push(encodeSamples(format, someIq(10, 0.1)).subarray(0, 10 * format.bytes - 1));
      assert.equal(decoder.leftover, format.bytes - 1);
      assert.equal(decoder.samples, 9);
    });
  }

  it("cuts integer formats at full scale", () => {
    const iq = Float32Array.of(2, -2);
    for (const name of ["cs16", "cs8", "cu8"]) {
      const out = new SampleDecoder(sampleFormat(name)).push(encodeSamples(sampleFormat(name), iq));
      assert.ok(out[0] > 0.98 && out[0] <= 1 && out[1] === -1);
    }
  });

  it("reads what is not a number as zero and counts it", () => {
    const iq = someIq(4000, 0.1);
    iq[7] = Number.NaN;
    const decoder = new SampleDecoder(sampleFormat("cf32"));
    const out = decoder.push(encodeSamples(sampleFormat("cf32"), iq));
    assert.equal(out[7], 0);
    assert.equal(decoder.notNumbers, 1);
  });

  it("notices bytes of another format", () => {
    const cu8 = encodeSamples(sampleFormat("cu8"), someIq(20_000, 0.02));
    assert.throws(() => new SampleDecoder(sampleFormat("cs8")).push(cu8), {
      code: "PHY_BAD_FORMAT",
    });
    const cs8 = encodeSamples(sampleFormat("cs8"), someIq(20_000, 0.02));
    assert.throws(() => new SampleDecoder(sampleFormat("cu8")).push(cs8), {
      code: "PHY_BAD_FORMAT",
    });
    const cs16 = encodeSamples(sampleFormat("cs16"), someIq(20_000, 0.3));
    assert.throws(() => new SampleDecoder(sampleFormat("cf32")).push(cs16), {
      code: "PHY_BAD_FORMAT",
    });
    assert.throws(() => sampleFormat("mp3"), { code: "PHY_BAD_FORMAT" });
  });
});

describe("SigMF", () => {
  it("reads what it writes", () => {
    const text = sigmfMeta({
      format: sampleFormat("cs16"),
      sampleRateHz: 2.4e6,
      freqHz: 868.1e6,
      dataset: "x.sigmf-data",
      description: "d",
      annotation: { start: 5, count: 6, label: "LoRa SF7" },
    });
    assert.deepEqual(parseSigmf(text), {
      format: sampleFormat("cs16"),
      sampleRateHz: 2.4e6,
      freqHz: 868.1e6,
      dataset: "x.sigmf-data",
      headerBytes: 0,
    });
  });

  it("refuses what is not SigMF, or of an unknown datatype", () => {
    for (const text of ["{", "{}", '{"global":{"core:datatype":"rf64_le"}}']) {
      assert.throws(() => parseSigmf(text), { code: "PHY_BAD_SIGMF" });
    }
  });
});
