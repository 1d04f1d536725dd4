import assert from "node:assert/strict";
import { after, describe, it } from "node:test";
import { type Random, SeededRandom, toHex, uniform } from "@lorats/base";
import { Analyzer } from "../../src/analyzer.ts";
import { encodeFrame } from "../../src/codec/encode-frame.ts";
import type { ReceivedFrame } from "../../src/demod/received-frame.ts";
import { SampleDecoder } from "../../src/formats/sample-decoder.ts";
import { encodeSamples, sampleFormat } from "../../src/formats/sample-format.ts";
import { loraParams } from "../../src/params.ts";
import { DcRemover } from "../../src/signal/front-end.ts";
import {
  type OtherFrame,
  type OtherPath,
  addOtherNoise,
  otherDurationS,
  otherSymbols,
  transmitOther,
} from "../support/other-transmitter.ts";

const CARRIER_HZ = 868.1e6;
const NOISE = 0.03;

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(uniform(random) * values.length)];
}

interface Recording {
  readonly iq: Float32Array;
  readonly rateHz: number;
  readonly bwHz: number;
  readonly offsetHz: number;
  readonly sent: readonly { readonly frame: OtherFrame; readonly path: OtherPath }[];
}

/** One to four frames of any spreading factor, some back to back, as a receiver with a fault of its own wrote them down. */
function record(random: Random): Recording {
  const bwHz = pick(random, [62_500, 125_000, 250_000, 500_000]);
  const rateHz = Math.max(pick(random, [250_000, 500_000, 1e6, 1.024e6, 2.4e6]), bwHz);
  const offsetHz = rateHz > 4 * bwHz ? 0.6 * (uniform(random) - 0.5) * (rateHz - 3 * bwHz) : 0;
  const sent = [];
  let atS = 0.001 + 0.005 * uniform(random);
  const count = 1 + Math.floor(3 * uniform(random));
  for (let i = 0; i < count; i++) {
    const sf = pick(random, bwHz > 200_000 ? [7, 8, 9, 10, 11] : [7, 8, 9]);
    const frame: OtherFrame = {
      sf,
      bwHz,
      payload: [...random.bytes(Math.floor(30 * uniform(random)))],
      cr: pick(random, [1, 2, 3, 4]),
      preamble: pick(random, [6, 8, 8, 10, 12, 16, 24]),
      sync: pick(random, [0x12, 0x34, 0x13, 0x2b, 0xff]),
      crc: uniform(random) < 0.8,
      inverted: uniform(random) < 0.2,
    };
    const clockPpm = 40 * (uniform(random) - 0.5);
    const snrDb = -7.5 - 2.5 * (sf - 7) + 3 + 27 * uniform(random);
    const path: OtherPath = {
      rateHz,
      onsetS: atS,
      offsetHz,
      clockPpm,
      biasHz: clockPpm * 1e-6 * CARRIER_HZ,
      joint: pick(random, ["continuous", "restart", "chip-early"]),
      amplitude: Math.sqrt((10 ** (snrDb / 10) * NOISE * bwHz) / rateHz),
    };
    sent.push({ frame, path });
    atS += otherDurationS(frame) + pick(random, [0, 0.0003, 0.004]);
  }
  const iq = new Float32Array(2 * Math.ceil((atS + pick(random, [0, 0.01])) * rateHz));
  for (const { frame, path } of sent) transmitOther(iq, frame, path);
  addOtherNoise(iq, NOISE, random);
  return { iq: written(iq, rateHz, random), rateHz, bwHz, offsetHz, sent };
}

/** Scaled into a format of whole numbers, with an offset, now and then too loud; or left as it is. */
function written(iq: Float32Array, rateHz: number, random: Random): Float32Array {
  const name = pick(random, ["cf32", "cu8", "cs8", "cs16"]);
  if (name === "cf32") return iq;
  const loudest = iq.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const gain = pick(random, [0.9, 2]) / loudest;
  const format = sampleFormat(name);
  const scaled = iq.map((value, i) => value * gain + (i % 2 ? 0.02 : -0.03));
  const read = new SampleDecoder(format).push(encodeSamples(format, scaled));
  new DcRemover(rateHz).process(read);
  return read;
}

function receive({ iq, rateHz, bwHz, offsetHz }: Recording, random: Random): ReceivedFrame[] {
  const analyzer = new Analyzer({
    sampleRateHz: rateHz,
    bwsHz: [bwHz],
    sfs: [7, 8, 9, 10, 11],
    offsetHz,
    carrierHz: pick(random, [CARRIER_HZ, undefined]),
  });
  const block = 1000 + Math.floor(200_000 * uniform(random));
  const frames: ReceivedFrame[] = [];
  for (let at = 0; at < iq.length; at += 2 * block) {
    frames.push(...analyzer.push(iq.subarray(at, at + 2 * block)));
  }
  return [...frames, ...analyzer.flush()];
}

describe("a transmitter written from the published descriptions", () => {
  it("sends the same symbols as ours, whatever the settings", () => {
    const random = new SeededRandom(3);
    for (let i = 0; i < 200; i++) {
      const sf = pick(random, [5, 6, 7, 8, 9, 10, 11, 12]);
      const [cr, crc, implicit] = [pick(random, [1, 2, 3, 4]), uniform(random) < 0.7, i % 3 === 0];
      const ldro = sf > 6 && uniform(random) < 0.4;
      const payload = [...random.bytes(Math.floor(80 * uniform(random)))];
      const chip = implicit && i % 2 === 0 ? "sx127x" : "sx126x";
      const theirs = otherSymbols({ sf, bwHz: 125_000, payload, cr, crc, implicit, ldro, chip });
      const sx127x = implicit && i % 2 === 0;
      const params = loraParams(sf, 125_000, { cr, crc, explicitHeader: !implicit, ldro, sx127x });
      assert.deepEqual(theirs, [...encodeFrame(params, Uint8Array.from(payload))]);
    }
  });

  for (const chip of ["sx126x", "sx127x"] as const) {
    it(`is understood at SF5 and SF6 as ${chip} send them, with and without header`, () => {
      for (const sf of [5, 6, 5, 6]) {
        for (const implicit of chip === "sx127x" ? [true] : [false, true]) {
          const random = new SeededRandom(sf);
          const payload = [...random.bytes(1 + Math.floor(30 * uniform(random)))];
          const frame: OtherFrame = { sf, bwHz: 125_000, payload, preamble: 12, chip, implicit };
          const rateHz = 250_000;
          const iq = new Float32Array(2 * Math.ceil((0.01 + otherDurationS(frame)) * rateHz));
          transmitOther(iq, frame, { rateHz, onsetS: 0.003, biasHz: 4000, clockPpm: 4.6 });
          addOtherNoise(iq, 0.3, random);
          const analyzer = new Analyzer({
            sampleRateHz: rateHz,
            bwsHz: [125_000],
            sfs: [5, 6, 7],
            carrierHz: CARRIER_HZ,
            implicit: implicit ? { length: payload.length, cr: 1, crc: true } : undefined,
          });
          const frames = [...analyzer.push(iq), ...analyzer.flush()];
          assert.equal(frames.length, 1, `SF${sf}, implicit ${implicit}`);
          assert.deepEqual([...frames[0].payload!], payload);
          assert.ok(frames[0].crcOk && frames[0].wholeFrame);
        }
      }
    });
  }

  let fitted = 0;
  after(() => assert.ok(fitted > 4, `${fitted} whole frames fitted`));
  for (let seed = 1; seed <= 12; seed++) {
    it(`is understood frame by frame, recording ${seed}`, () => {
      const random = new SeededRandom(seed);
      const recording = record(random);
      const frames = receive(recording, random);
      assert.equal(frames.length, recording.sent.length);
      for (const { frame, path } of recording.sent) {
        const found = frames.find((f) => Math.abs(f.onsetS - path.onsetS) < 1e-4);
        assert.ok(found, `SF${frame.sf} at ${path.onsetS} s`);
        assert.equal(toHex(found.payload!), toHex(Uint8Array.from(frame.payload)));
        assert.equal(found.crcOk, frame.crc ? true : null);
        assert.deepEqual(
          [found.sf, found.cr, found.syncWord, found.preambleLength, found.invertIq],
          [frame.sf, frame.cr, frame.sync, frame.preamble, frame.inverted],
        );
        assert.ok(Math.abs(found.onsetS - path.onsetS) < 6 * found.onsetSdS!);
        assert.ok(Math.abs(found.biasHz - path.biasHz!) < 6 * found.biasSdHz!);
        const { wholeFrame } = found;
        if (!wholeFrame) continue;
        fitted++;
        assert.equal(wholeFrame.advanceChips, path.joint === "chip-early" ? 1 : 0);
        assert.ok(Math.abs(wholeFrame.mismatchPpm) < 5 * wholeFrame.mismatchSdPpm);
        assert.ok(Math.abs(wholeFrame.onsetS - path.onsetS) < 5 * wholeFrame.onsetSdS);
      }
    });
  }
});
