import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "@lorats/base";
import { addFrame, addNoise, frameWaveform, loraParams } from "@lorats/phy";
import type { Sighting } from "../../src/receiver/sighting.ts";
import { Watch, type WatchOrder } from "../../src/receiver/watch.ts";

const RATE_HZ = 1_000_000;
const CENTRE_HZ = 869_200_000;
const STREAM = { sampleRateHz: RATE_HZ, centreFreqHz: CENTRE_HZ, maxBiasHz: 20_000 };
const FREQ_HZ = 869_525_000;
const PAYLOAD = Uint8Array.from({ length: 17 }, (_, i) => i * 11);

/** A second of air with one downlink, or beacon, in it. */
function air(onsetS: number, invertIq: boolean, explicitHeader: boolean): Float32Array {
  const iq = new Float32Array(2 * RATE_HZ);
  const params = loraParams(9, 125_000, {
    crc: false,
    explicitHeader,
    invertIq,
    preambleLength: 10,
  });
  addFrame(iq, RATE_HZ, frameWaveform(params, PAYLOAD), {
    onsetS,
    biasHz: 1234,
    carrierHz: FREQ_HZ,
    offsetHz: FREQ_HZ - CENTRE_HZ,
    amplitude: 0.1,
    phaseRad: 1,
  });
  addNoise(iq, 1e-3, new SeededRandom(9));
  return iq;
}

function look(order: WatchOrder, iq: Float32Array): { seen: Sighting[] | null; until: number } {
  const watch = new Watch(order, STREAM);
  const block = 10_000;
  for (let at = 0; at < iq.length / 2; at += block) {
    const seen = watch.push(iq.slice(2 * at, 2 * (at + block)), at);
    if (seen) return { seen, until: at + block };
  }
  return { seen: null, until: iq.length / 2 };
}

const ORDER = {
  id: 1,
  freqHz: FREQ_HZ,
  sf: 9,
  bwHz: 125_000,
  fromSample: 150_000,
  toSample: 800_000,
};

void test("a downlink is seen off the raster, conjugated, with the stream's own indices", () => {
  const { seen } = look({ ...ORDER, invertIq: true }, air(0.3, true, true));
  assert.equal(seen!.length, 1);
  const [sighting] = seen!;
  assert.deepEqual(sighting!.payload, PAYLOAD);
  assert.ok(Math.abs(sighting!.onsetSample - 0.3 * RATE_HZ) < 4 * sighting!.onsetSdSamples!);
  assert.ok(Math.abs(sighting!.biasHz - 1234) < 4 * sighting!.biasSdHz!);
});

void test("a beacon without header is seen as such", () => {
  const implicit = { length: 17, cr: 1, crc: false };
  const { seen } = look({ ...ORDER, invertIq: false, implicit }, air(0.25, false, false));
  assert.deepEqual(
    seen!.map(({ payload }) => payload),
    [PAYLOAD],
  );
});

void test("nothing within the window is reported when it is over, and nothing outside of it", () => {
  const { seen, until } = look({ ...ORDER, invertIq: false }, air(0.3, true, true));
  assert.deepEqual(seen, []);
  assert.equal(until, 800_000);
  const early = look({ ...ORDER, invertIq: true, fromSample: 400_000 }, air(0.1, true, true));
  assert.deepEqual(early.seen, []);
});
