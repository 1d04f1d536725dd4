import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "@lorats/base";
import { ReceiverBank } from "../../src/receiver/receiver-bank.ts";
import type { Sighting } from "../../src/receiver/sighting.ts";
import { type SentFrame, airIq, airtimeS } from "../support/air.ts";

const RATE_HZ = 2_400_000;
const CENTRE_HZ = 867_800_000;
const FREQS_HZ = [867.1, 867.5, 868.1, 868.5].map((MHz) => Math.round(MHz * 1e6));
const BANK = {
  sampleRateHz: RATE_HZ,
  centreFreqHz: CENTRE_HZ,
  freqsHz: FREQS_HZ,
  bwHz: 125_000,
  sfs: [7, 8, 9],
  maxBiasHz: 25_000,
};

function receive(iq: Float32Array, block: number, bank = new ReceiverBank(BANK)): Sighting[] {
  const sightings: Sighting[] = [];
  for (let at = 0; at < iq.length; at += 2 * block) {
    sightings.push(...bank.push(iq.slice(at, at + 2 * block)));
  }
  return [...sightings, ...bank.flush()];
}

void test("frames on several channels at once come out with onset and bias within their claims", () => {
  const random = new SeededRandom(11);
  const frames: SentFrame[] = [0, 1, 2, 3, 0, 1, 2, 3].map((channel, i) => ({
    freqHz: FREQS_HZ[channel]!,
    sf: 7 + (i % 3),
    onsetS: 0.02 + 0.09 * i + 1e-7 * (random.uint32() % 1000),
    biasHz: (random.uint32() % 30_000) - 15_000,
    payload: random.bytes(12 + i),
  }));
  const air = { sampleRateHz: RATE_HZ, centreFreqHz: CENTRE_HZ, frames, snrDb: 3, seed: 5 };
  const sightings = receive(airIq({ ...air, durationS: 1.1 }), 30_011);
  let chi = 0;
  for (const frame of frames) {
    const seen = sightings.find(
      (s) =>
        s.freqHz === frame.freqHz && s.payload && Buffer.compare(s.payload, frame.payload) === 0,
    );
    assert.ok(seen, `SF${frame.sf} at ${frame.onsetS} was not decoded`);
    assert.equal(seen.kind, "frame");
    const onsetSigmas = (seen.onsetSample - frame.onsetS * RATE_HZ) / seen.onsetSdSamples!;
    const biasSigmas = (seen.biasHz - frame.biasHz) / seen.biasSdHz!;
    assert.ok(Math.abs(onsetSigmas) < 4, `onset off by ${onsetSigmas} sigma`);
    assert.ok(Math.abs(biasSigmas) < 4, `bias off by ${biasSigmas} sigma`);
    assert.ok(seen.onsetSdSamples! / RATE_HZ < 0.5e-6, "claims a useless onset");
    chi += onsetSigmas ** 2 + biasSigmas ** 2;
    const endS = frame.onsetS + airtimeS(frame.sf, frame.payload);
    assert.ok(Math.abs(seen.endSample / RATE_HZ - endS) < 5e-6, "end of frame");
  }
  // Sixteen squared normal deviates: 99.9 % are below 39.
  assert.ok(chi < 39, `chi² of ${chi} with 16 degrees of freedom`);
  assert.equal(sightings.length, frames.length, "something that was not sent was seen");
});

void test("two frames on one channel at once: both are seen, decoded or not, and both say so", () => {
  const payload = new Uint8Array(20).fill(7);
  const victim = { freqHz: FREQS_HZ[1]!, sf: 8, onsetS: 0.05, biasHz: 4000, payload };
  // Begins in the victim's header, and is ten times stronger.
  const collider = {
    ...victim,
    onsetS: 0.05 + 0.0283,
    biasHz: -9000,
    payload: new Uint8Array(20).fill(9),
  };
  const air = { sampleRateHz: RATE_HZ, centreFreqHz: CENTRE_HZ, durationS: 0.5, seed: 6 };
  const iq = airIq({ ...air, frames: [victim], snrDb: 15 });
  const loud = airIq({ ...air, frames: [collider], snrDb: 90 });
  for (let i = 0; i < iq.length; i++) iq[i]! += 3 * loud[i]!;
  const sightings = receive(iq, 65_536);
  const weak = sightings.find((s) => Math.abs(s.onsetSample / RATE_HZ - victim.onsetS) < 1e-3);
  assert.ok(weak, "the weaker one is lost");
  const errorS = weak.onsetSample / RATE_HZ - victim.onsetS;
  assert.ok(Math.abs(errorS) < 4 * (weak.onsetSdSamples! / RATE_HZ), `onset off by ${errorS} s`);
  assert.ok(Math.abs(weak.biasHz - victim.biasHz) < 4 * weak.biasSdHz!);
  const strong = sightings.find((s) => s !== weak && s.kind === "frame");
  assert.deepEqual(strong?.payload, collider.payload);
  assert.deepEqual(strong?.collision.overlaps, [weak.onsetSample]);
  assert.ok(strong.collision.quality! < 0.97, `quality ${strong.collision.quality}`);
  // The power rose by that of the second, a quarter into the first, and fell when the first was over.
  assert.ok(weak.collision.powerStepDb! > 6, `a step of ${weak.collision.powerStepDb} dB`);
});

void test("a carrier that was turned back digitally leaves the symbol clock behind; in a hurry nobody looks", () => {
  const frame = (channel: number, clockPpm: number): SentFrame => ({
    freqHz: FREQS_HZ[channel]!,
    sf: 9,
    onsetS: 0.03,
    biasHz: -18_000,
    payload: new Uint8Array(24).fill(channel),
    clockPpm,
  });
  const air = { sampleRateHz: RATE_HZ, centreFreqHz: CENTRE_HZ, durationS: 0.5, seed: 8 };
  const iq = airIq({ ...air, frames: [frame(0, 0), frame(2, 20.7)], snrDb: 10 });
  const patient = new ReceiverBank({ ...BANK, wholeFrames: true });
  const sightings = receive(iq, 65_536, patient);
  assert.equal(sightings.length, 2);
  for (const { channel, clockPpm, clockSdPpm } of sightings) {
    const error = clockPpm! - (channel === 0 ? 0 : 20.7);
    assert.ok(Math.abs(error) < 4 * clockSdPpm! && clockSdPpm! < 0.5, `${error} ± ${clockSdPpm}`);
  }
  const hurried = new ReceiverBank({ ...BANK, wholeFrames: true });
  hurried.isHurried = true;
  assert.ok(receive(iq, 65_536, hurried).every(({ clockPpm }) => clockPpm === null));
});
