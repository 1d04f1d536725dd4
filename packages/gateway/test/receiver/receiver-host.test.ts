import assert from "node:assert/strict";
import { test } from "node:test";
import { sampleFormat } from "@lorats/phy";
import type { IqStream } from "../../src/iq/iq-source.ts";
import { ReceiverHost } from "../../src/receiver/receiver-host.ts";
import type { Sighting } from "../../src/receiver/sighting.ts";
import { airBytes } from "../support/air.ts";
import { CENTRE_HZ, CHANNELS_HZ, SAMPLE_RATE_HZ } from "../support/setup.ts";

const STREAM: IqStream = {
  sampleRateHz: SAMPLE_RATE_HZ,
  centreFreqHz: CENTRE_HZ,
  gainDb: null,
  format: sampleFormat("cu8"),
  pace: "recorded",
  device: "test",
};
const LISTEN = {
  bwHz: 125_000,
  sfs: [7, 8],
  maxBiasHz: 20_000,
  longestPreamble: 16,
  demodulate: true,
  wholeFrames: true,
  snippetBytes: 0,
  spectrum: null,
};
const BLOCK = 40_000;

async function run(
  stream: IqStream,
  bytes: Uint8Array,
  workers: number,
): Promise<{ sightings: Sighting[]; skipped: number }> {
  const sightings: Sighting[] = [];
  const host = new ReceiverHost(
    { ...LISTEN, workers, freqsHz: [...CHANNELS_HZ, 869_525_000] },
    {
      onFindings: (findings, number) => {
        assert.equal(number, 1);
        sightings.push(...findings.sightings);
      },
      onHealth: () => {},
      onFailure: (reason) => assert.fail(reason),
    },
  );
  host.open(stream);
  for (let at = 0; at < bytes.length; at += 2 * BLOCK) {
    const part = bytes.subarray(at, at + 2 * BLOCK);
    await host.push({ bytes: part, firstSample: at / 2, samples: part.length / 2, arrivedNs: 0n });
  }
  await host.flush();
  const skipped = host.skippedSamples;
  await host.stop();
  return { sightings, skipped };
}

function someAir(durationS: number): Uint8Array {
  const payload = (n: number): Uint8Array => Uint8Array.of(0x40, n, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  const frames = CHANNELS_HZ.map((freqHz, n) => ({
    freqHz,
    sf: 7 + (n % 2),
    onsetS: 0.05 + 0.02 * n,
    biasHz: 500 * n,
    payload: payload(n),
  }));
  const last = { ...frames[0]!, onsetS: durationS - 0.3, payload: payload(99) };
  const air = { sampleRateHz: SAMPLE_RATE_HZ, centreFreqHz: CENTRE_HZ, snrDb: 10, seed: 3 };
  return airBytes({ ...air, durationS, frames: [...frames, last] });
}

void test("one worker or three: the same frames, on the channels' own numbers", async () => {
  const bytes = someAir(0.8);
  const seen = await Promise.all([1, 3].map((workers) => run(STREAM, bytes, workers)));
  const said = seen.map(({ sightings }) =>
    sightings
      .map(
        (s) => `${s.channel} ${s.freqHz} SF${s.sf} ${s.payload?.[1]} ${s.onsetSample.toFixed(2)}`,
      )
      .toSorted(),
  );
  assert.equal(said[0]!.length, 5);
  assert.deepEqual(said[1], said[0]);
});

void test("a live stream that comes too fast is cut, counted, and keeps its indices", async () => {
  const bytes = someAir(6);
  const { sightings, skipped } = await run({ ...STREAM, pace: "live" }, bytes, 1);
  assert.ok(skipped > 0, "nothing was skipped");
  const first = sightings.find(({ payload }) => payload?.[1] === 0)!;
  assert.ok(Math.abs(first.onsetSample / SAMPLE_RATE_HZ - 0.05) < 1e-6);
});
