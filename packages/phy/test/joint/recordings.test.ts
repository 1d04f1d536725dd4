import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { JointEstimator } from "../../src/joint/joint-estimator.ts";
import { refineWholeFrame } from "../../src/joint/whole-frame.ts";
import { loraParams } from "../../src/params.ts";
import { frameWaveform } from "../../src/signal/waveform.ts";

// Three frames of one SX127x transmitter through two receive chains; see the fixture's README.
const folder = new URL("../fixtures/sonde-433-sf11/", import.meta.url);
const expected = JSON.parse(readFileSync(new URL("expected.json", folder), "utf8")) as Record<
  string,
  { payload: string; fb_rel_433MHz: number; pre_drift_hz: number }
>;
const params = loraParams(11, 500_000, { preambleLength: 20, syncWord: 0x13, ldro: true });
const carrierHz = 433e6;
const channelHz = -14_075;
const sampleRateHz = 2.4e6;
const chirpS = 2048 / 500_000;

// Onsets to half a millisecond, as any detector gives them.
const files = [
  ["8gb_frame00.cu8", 0.0147],
  ["8gb_frame08.cu8", 0.0147],
  ["signal_frame00.cu8", 0.0148],
] as const;

function read(name: string): Float32Array {
  const bytes = readFileSync(new URL(name, folder));
  return Float32Array.from(bytes, (byte) => (byte - 127.5) / 127.5);
}

const estimator = new JointEstimator({
  sf: 11,
  bwHz: 500_000,
  sampleRateHz,
  carrierHz,
  channelHz,
  preambleLength: 20,
  sync: [8, 24],
  onsetReachS: 400e-6,
});

describe("SX127x recordings, SF11 at 500 kHz", () => {
  const biases: number[] = [];
  for (const [name, onsetS] of files) {
    it(`${name}: preamble and whole frame`, () => {
      const iq = read(name);
      const found = estimator.estimate(iq, { onsetS, biasHz: -3000 });
      assert.ok(found);
      biases.push(found.biasHz);
      assert.ok(found.snrDb > 14, `${found.snrDb} dB`);
      assert.ok(found.biasSdHz < 0.3 && found.onsetSdS < 5e-9);
      assert.ok(!found.collided && found.quality > 0.75, `quality ${found.quality}`);
      assert.equal(found.clipped, name.startsWith("8gb"));

      const { fb_rel_433MHz, pre_drift_hz, payload } = expected[name];
      // The other measurement stepped through the preamble in whole samples, 9830 instead of 9830.4. That alone turns the tone
      // of each up-chirp by −20.3 Hz against the one before, the clock (8.2 ppm slow) by another −4.1 Hz: its "drift" over
      // eight chirps. The drift that remains is below 150 Hz/s, 4 Hz over eight chirps.
      const slopeHzPerS = 500_000 / chirpS;
      const perChirp = -slopeHzPerS * (0.4 / sampleRateHz - (found.biasHz / carrierHz) * chirpS);
      assert.ok(Math.abs(7 * perChirp - pre_drift_hz) < 3, `${7 * perChirp} Hz`);
      assert.ok(Math.abs(found.driftHzPerS) < 150, `${found.driftHzPerS} Hz/s`);
      // The same steps carry its bias three chirps' worth away, the same for all files.
      const apart = fb_rel_433MHz - found.biasHz;
      assert.ok(Math.abs(apart / -perChirp - 3.2) < 0.2, `${apart} Hz`);

      const bytes = Uint8Array.from(Buffer.from(payload, "hex"));
      const options = { sampleRateHz, carrierHz, channelHz };
      const whole = refineWholeFrame(iq, frameWaveform(params, bytes), found, options);
      assert.ok(whole);
      // Only the padding of the last block differs from ours.
      assert.ok(whole.strayChirps <= 5);
      assert.equal(whole.advanceChips, 1);
      assert.ok(
        Math.abs(whole.biasHz - found.biasHz) < 2,
        `${whole.biasHz} against ${found.biasHz}`,
      );
      assert.ok(Math.abs(whole.onsetS - found.onsetS) < 30e-9);
      assert.ok(whole.coherence.residualRad < 0.1);
      // One crystal: clock and carrier agree to 0.2 ppm, which is −84 Hz of synthesiser and tuner rounding.
      assert.ok(Math.abs(whole.carrierOnlyHz + 84) < 8, `${whole.carrierOnlyHz} Hz`);
    });
  }

  it("agrees with the other measurement on the differences between frames", () => {
    const other = files.map(([name]) => expected[name].fb_rel_433MHz);
    for (const i of [1, 2]) {
      const apart = biases[i] - biases[0] - (other[i] - other[0]);
      assert.ok(Math.abs(apart) < 4, `${apart} Hz`);
    }
  });
});
