import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SeededRandom, toHex } from "@lorats/base";
import { addNoise } from "../../src/awgn.ts";
import { FrameReceiver } from "../../src/demod/frame-receiver.ts";
import { iqBuffer } from "../../src/iq.ts";
import { loraParams } from "../../src/params.ts";
import { addFrame } from "../../src/signal/synth.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";
import { INTERFERENCE, interference } from "../support/interference.ts";

const CARRIER_HZ = 868.1e6;
const RATE = 500_000;
const SYMBOL_S = 128 / 125_000;

describe("two frames of one spreading factor at once", () => {
  for (const [ratioDb, lag] of [
    [6, 7.3],
    [6, 18.1],
    [0, 12.6],
    [-3, 9.9],
    [-6, 5.4],
    [-6, 16.7],
  ] as const) {
    it(`${ratioDb} dB, ${lag} symbols apart: both are found where they are, and decoded`, () => {
      const random = new SeededRandom(ratioDb + 100);
      const iq = iqBuffer(50_000);
      const sent = [0, lag].map((late, i) => {
        const payload = random.bytes(16);
        const onsetS = (3 + late) * SYMBOL_S;
        const biasHz = i === 0 ? -11_000 : 7300;
        const amplitude = 10 ** (((i === 0 ? 1 : -1) * ratioDb) / 40);
        const waveform = frameWaveform(loraParams(7, 125_000), payload);
        addFrame(iq, RATE, waveform, { onsetS, biasHz, carrierHz: CARRIER_HZ, amplitude });
        return { onsetS, biasHz, payload };
      });
      addNoise(iq, 0.4, random);
      const receiver = new FrameReceiver({
        sampleRateHz: RATE,
        bwHz: 125_000,
        sfs: [7],
        carrierHz: CARRIER_HZ,
      });
      const frames = [...receiver.push(iq), ...receiver.flush()];
      for (const { onsetS, biasHz, payload } of sent) {
        const frame = frames.find((f) => Math.abs(f.onsetS - onsetS) < 1e-5);
        assert.ok(frame, "found");
        assert.ok(Math.abs(frame.biasHz - biasHz) < 150, `bias ${frame.biasHz}`);
        assert.equal(toHex(frame.payload!), toHex(payload));
        assert.equal(frame.crcOk, true);
      }
      assert.equal(frames.length, 2);
    });
  }
});

describe("what is no LoRa", () => {
  for (const kind of INTERFERENCE) {
    it(`${kind}: nothing is reported`, () => {
      const random = new SeededRandom(11);
      const options = { sampleRateHz: 250_000, bwHz: 125_000, sfs: [7, 8, 9, 10] };
      const receiver = new FrameReceiver(options);
      const frames = [
        ...receiver.push(interference(kind, 250_000, 3, random)),
        ...receiver.flush(),
      ];
      assert.deepEqual(frames, []);
    });
  }
});
