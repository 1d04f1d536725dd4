import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import { addNoise } from "../../src/awgn.ts";
import { FrameReceiver } from "../../src/demod/frame-receiver.ts";
import { iqBuffer } from "../../src/iq.ts";
import { addFrame } from "../../src/signal/synth.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";
import { loraParams } from "../../src/params.ts";
import { collectGarbage } from "../support/heap.ts";

const BW_HZ = 125_000;
const BLOCK = 32_768;
const BLOCKS = 10;

/** Bytes a sample that a receiver in its stride takes: of sample memory, and of small objects (boxed numbers). */
function bytesASample(
  oversampling: number,
  offsetHz: number,
  iq: Float32Array,
): { buffers: number; objects: number } {
  const receiver = new FrameReceiver({
    sampleRateHz: oversampling * BW_HZ,
    bwHz: BW_HZ,
    sfs: [7, 8],
    carrierHz: 868e6,
    offsetHz,
  });
  const least = { buffers: Number.POSITIVE_INFINITY, objects: Number.POSITIVE_INFINITY };
  for (let round = 0; round < 5; round++) {
    if (round > 0) collectGarbage();
    const before = process.memoryUsage();
    // The first round fills the memory of the longest preamble.
    for (let i = 0; i < (round === 0 ? 60 : BLOCKS); i++) receiver.push(iq);
    if (round === 0) continue;
    const after = process.memoryUsage();
    const samples = BLOCKS * BLOCK;
    least.buffers = Math.min(least.buffers, (after.arrayBuffers - before.arrayBuffers) / samples);
    const objects = (after.heapUsed - before.heapUsed) / samples;
    if (objects > 0) least.objects = Math.min(least.objects, objects);
  }
  return least;
}

describe("a receiver in its stride", () => {
  for (const [oversampling, offsetHz] of [
    [1, 0],
    [4, 0],
    [9.6, 100_000],
  ] as const) {
    it(`takes no memory for samples on noise at ${oversampling} samples a chip`, (t) => {
      const iq = iqBuffer(BLOCK);
      addNoise(iq, 1, new SeededRandom(1));
      const { buffers, objects } = bytesASample(oversampling, offsetHz, iq);
      t.diagnostic(`figure: ${objects.toFixed(2)} bytes of small objects a sample of 8 bytes`);
      assert.ok(buffers <= 0, `${buffers} bytes of buffers a sample`);
      assert.ok(objects < 1, `${objects} bytes of objects a sample`);
    });
  }

  it("holds no more after many frames than after the first ones", () => {
    const rate = 2 * BW_HZ;
    const waveform = frameWaveform(loraParams(7, BW_HZ), Uint8Array.of(1, 2, 3, 4));
    const iq = iqBuffer(Math.ceil((waveform.durationS + 0.01) * rate));
    addFrame(iq, rate, waveform, { onsetS: 0.004, biasHz: 5000, carrierHz: 868e6 });
    addNoise(iq, 0.01, new SeededRandom(2));
    const receiver = new FrameReceiver({
      sampleRateHz: rate,
      bwHz: BW_HZ,
      sfs: [7],
      carrierHz: 868e6,
    });
    const receive = (times: number): number => {
      let frames = 0;
      for (let i = 0; i < times; i++) frames += receiver.push(iq).length;
      return frames;
    };
    receive(60);
    collectGarbage();
    const before = process.memoryUsage();
    assert.ok(receive(120) >= 119);
    collectGarbage();
    const after = process.memoryUsage();
    // A chirp at a fraction of a sample not met before is kept for ever: some kilobytes, some dozens of times.
    assert.ok(after.arrayBuffers - before.arrayBuffers < 20_000);
    assert.ok(after.heapUsed - before.heapUsed < 200_000, `${after.heapUsed - before.heapUsed}`);
  });
});
