import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom } from "@lorats/base";
import fc from "fast-check";
import { FrameReceiver } from "../../src/demod/frame-receiver.ts";
import type { ReceivedFrame } from "../../src/demod/received-frame.ts";
import { loraParams, syncWordSymbols } from "../../src/params.ts";
import { synthesize } from "../../src/signal/synth.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";

const CARRIER_HZ = 868.3e6;

/** Sensitivity limits of the data sheets, SNR in the bandwidth. */
const LIMIT_DB: Readonly<Record<number, number>> = {
  5: -2.5,
  6: -5,
  7: -7.5,
  8: -10,
  9: -12.5,
  10: -15,
};

const scenario = fc.record({
  sf: fc.integer({ min: 5, max: 10 }),
  bwHz: fc.constantFrom(125_000, 250_000, 500_000, 812_500),
  oversampling: fc.constantFrom(1, 1.3, 2, 2.4, 4, 3.77, 9.6),
  cr: fc.integer({ min: 1, max: 4 }),
  ldro: fc.boolean(),
  crc: fc.constantFrom(true, true, true, false),
  preambleLength: fc.integer({ min: 8, max: 21 }),
  syncWord: fc.integer({ min: 0, max: 255 }),
  invertIq: fc.boolean(),
  payload: fc.uint8Array({ maxLength: 40 }),
  ppm: fc.double({ min: -25, max: 25, noNaN: true }),
  knowsCarrier: fc.boolean(),
  onset: fc.double({ min: 1, max: 4, noNaN: true }),
  phaseRad: fc.double({ min: 0, max: 6.28, noNaN: true }),
  margin: fc.double({ min: 3, max: 40, noNaN: true }),
  seed: fc.nat(),
});

describe("FrameReceiver", () => {
  it("returns payload, settings and arrival of whatever frame is sent, in blocks of any size", () => {
    fc.assert(
      fc.property(scenario, fc.integer({ min: 100, max: 50_000 }), (s, block) => {
        const ldro = s.ldro && s.sf >= 7;
        const params = loraParams(s.sf, s.bwHz, { ...s, ldro });
        const waveform = frameWaveform(params, s.payload);
        const sampleRateHz = s.oversampling * s.bwHz;
        const symbolS = 2 ** s.sf / s.bwHz;
        const arrival = {
          onsetS: s.onset * symbolS,
          biasHz: s.ppm * 1e-6 * CARRIER_HZ,
          carrierHz: CARRIER_HZ,
          phaseRad: s.phaseRad,
        };
        const iq = synthesize({
          sampleRateHz,
          durationS: waveform.durationS + 7 * symbolS,
          waveform,
          arrival,
          snrDb: LIMIT_DB[s.sf] + s.margin,
          random: new SeededRandom(s.seed),
        });
        const frames = receive(iq, block, {
          sampleRateHz,
          bwHz: s.bwHz,
          sfs: [s.sf],
          invertIq: s.invertIq,
          carrierHz: s.knowsCarrier ? CARRIER_HZ : undefined,
        });
        assert.equal(frames.length, 1);
        const [frame] = frames;
        assert.deepEqual(frame.payload, s.payload);
        assert.equal(frame.crcOk, s.crc ? true : null);
        assert.equal(frame.cr, s.cr);
        assert.equal(frame.preambleLength, s.preambleLength);
        if (s.sf >= 7) assert.equal(frame.syncWord, s.syncWord);
        else
          assert.deepEqual(
            syncWordSymbols(s.sf, frame.syncWord!),
            syncWordSymbols(s.sf, s.syncWord),
          );
        if (frame.onsetSdS === null || frame.biasSdHz === null) assert.fail("no claims");
        assert.ok(Math.abs(frame.onsetS - arrival.onsetS) < 6 * frame.onsetSdS);
        assert.ok(Math.abs(frame.biasHz - arrival.biasHz) < 6 * frame.biasSdHz);
      }),
      // At 3 dB above the limit noise takes a frame in thousands: the draws are fixed, as in every statistical test.
      { numRuns: 25, seed: 20_261_126 },
    );
  });
});

function receive(
  iq: Float32Array,
  block: number,
  options: ConstructorParameters<typeof FrameReceiver>[0],
): ReceivedFrame[] {
  const receiver = new FrameReceiver(options);
  const frames: ReceivedFrame[] = [];
  for (let i = 0; i < iq.length; i += 2 * block) {
    frames.push(...receiver.push(iq.subarray(i, Math.min(iq.length, i + 2 * block))));
  }
  return [...frames, ...receiver.flush()];
}
