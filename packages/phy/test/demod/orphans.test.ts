import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, gaussian, uniform } from "@lorats/base";
import { addNoise } from "../../src/awgn.ts";
import { FrameReceiver } from "../../src/demod/frame-receiver.ts";
import type { ReceivedFrame } from "../../src/demod/received-frame.ts";
import { iqBuffer, iqSlice } from "../../src/iq.ts";
import { loraParams } from "../../src/params.ts";
import { addFrame } from "../../src/signal/synth.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";

const CARRIER_HZ = 868.1e6;
const RATE = 500_000;
const BW_HZ = 125_000;
const SYMBOL_S = 128 / BW_HZ;

const FATES = {
  "noise 15 dB louder": (iq: Float32Array, from: number, random: SeededRandom) => {
    for (let i = 2 * from; i < iq.length; i++) iq[i] += 8 * gaussian(random);
    return iq;
  },
  "the end of the recording": (iq: Float32Array, from: number) => iqSlice(iq, 0, from),
  "a frame 15 dB louder": (iq: Float32Array, from: number, random: SeededRandom) => {
    const arrival = { onsetS: from / RATE, biasHz: 9000 * uniform(random), amplitude: 5.6 };
    const waveform = frameWaveform(loraParams(7, BW_HZ), random.bytes(12));
    addFrame(iq, RATE, waveform, { ...arrival, carrierHz: CARRIER_HZ });
    return iq;
  },
} as const;

/** A frame of amplitude 1 that meets its fate after `clean` symbols; `noise` is spread over four times the bandwidth. */
function orphan(
  fate: keyof typeof FATES,
  clean: number,
  random: SeededRandom,
  noise = 1,
): { onsetS: number; biasHz: number; frames: ReceivedFrame[] } {
  const whole = iqBuffer(Math.ceil(80 * SYMBOL_S * RATE));
  const onsetS = (3 + uniform(random)) * SYMBOL_S;
  const biasHz = 40_000 * (uniform(random) - 0.5);
  const waveform = frameWaveform(loraParams(7, BW_HZ), random.bytes(16));
  const phaseRad = 2 * Math.PI * uniform(random);
  addFrame(whole, RATE, waveform, { onsetS, biasHz, carrierHz: CARRIER_HZ, phaseRad });
  addNoise(whole, noise, random);
  const iq = FATES[fate](whole, Math.round((onsetS + clean * SYMBOL_S) * RATE), random);
  const options = { sampleRateHz: RATE, bwHz: BW_HZ, sfs: [7], carrierHz: CARRIER_HZ };
  const receiver = new FrameReceiver(options);
  return { onsetS, biasHz, frames: [...receiver.push(iq), ...receiver.flush()] };
}

describe("preambles that lost their SFD", () => {
  for (const fate of Object.keys(FATES) as (keyof typeof FATES)[]) {
    for (const clean of [5.5, 6.3, 8]) {
      it(`to ${fate} after ${clean} chirps: reported, on their grid, within the claims`, () => {
        let right = 0;
        for (let seed = 1; seed <= 8; seed++) {
          const { onsetS, biasHz, frames } = orphan(fate, clean, new SeededRandom(seed));
          const found = frames.find((frame) => Math.abs(frame.onsetS - onsetS) < SYMBOL_S / 2);
          assert.ok(found, `seed ${seed}`);
          const grid = found.ambiguity ?? { stepS: 8e-6, stepHz: BW_HZ / 128 };
          const k = Math.round((found.onsetS - onsetS) / grid.stepS);
          if (!found.ambiguity) assert.equal(Math.abs(k), 0);
          if (Math.abs(k) <= 1) right++;
          const late = found.onsetS - onsetS - k * grid.stepS;
          const high = found.biasHz - biasHz - k * grid.stepHz;
          assert.ok(Math.abs(late) < 6 * found.onsetSdS!, `${late} s, seed ${seed}`);
          assert.ok(Math.abs(high) < 6 * found.biasSdHz!, `${high} Hz, seed ${seed}`);
          if (found.payload === null) assert.equal(found.crcOk, null);
        }
        // Where the chirps begin is told by the edge of their power alone.
        assert.ok(right >= 6, `${right} of 8 within a chip`);
      });
    }
  }

  for (const fate of ["noise 15 dB louder", "the end of the recording"] as const) {
    it(`to ${fate} after five chirps at −5 dB: nineteen of twenty are reported`, () => {
      let found = 0;
      for (let seed = 1; seed <= 40; seed++) {
        const { onsetS, frames } = orphan(fate, 5, new SeededRandom(seed), 4 * 10 ** 0.5);
        if (frames.some((frame) => Math.abs(frame.onsetS - onsetS) < SYMBOL_S / 2)) found++;
      }
      assert.ok(found >= 38, `${found} of 40`);
    });
  }

  it("right before another frame on nearly the same line: no beginning of its preamble", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const random = new SeededRandom(seed);
      const iq = iqBuffer(Math.ceil(80 * SYMBOL_S * RATE));
      const onsets = [3.4 * SYMBOL_S, 11.4 * SYMBOL_S];
      for (const [which, onsetS] of onsets.entries()) {
        const waveform = frameWaveform(loraParams(7, BW_HZ), random.bytes(16));
        const biasHz = -9000 + (1000 + 250 * seed) * which;
        const amplitude = which === 0 ? 1 : 5.6;
        addFrame(iq, RATE, waveform, { onsetS, biasHz, carrierHz: CARRIER_HZ, amplitude });
      }
      addNoise(iq, 1, random);
      const options = { sampleRateHz: RATE, bwHz: BW_HZ, sfs: [7], carrierHz: CARRIER_HZ };
      const receiver = new FrameReceiver(options);
      const frames = [...receiver.push(iq), ...receiver.flush()];
      for (const onsetS of onsets) {
        assert.ok(
          frames.some((frame) => Math.abs(frame.onsetS - onsetS) < SYMBOL_S / 2),
          `seed ${seed}, ${onsetS} s`,
        );
      }
    }
  });

  it("are told apart from data: repeated symbols of a frame that was read are no orphans", () => {
    // Zeros in the padding of the last block make five equal symbols.
    const random = new SeededRandom(5);
    for (let i = 0; i < 12; i++) {
      const payload = random.bytes(16);
      const waveform = frameWaveform(loraParams(7, BW_HZ), payload);
      const iq = iqBuffer(Math.ceil((waveform.durationS + 0.02) * RATE));
      addFrame(iq, RATE, waveform, { onsetS: 0.004, biasHz: -9000, carrierHz: CARRIER_HZ });
      addNoise(iq, 0.2, random);
      const options = { sampleRateHz: RATE, bwHz: BW_HZ, sfs: [7], carrierHz: CARRIER_HZ };
      const receiver = new FrameReceiver(options);
      const frames = [...receiver.push(iq), ...receiver.flush()];
      assert.equal(frames.length, 1);
      assert.equal(frames[0].crcOk, true);
    }
  });
});
