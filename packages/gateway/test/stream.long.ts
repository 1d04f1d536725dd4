import assert from "node:assert/strict";
import { test } from "node:test";
import { SeededRandom } from "@lorats/base";
import { sampleFormat } from "@lorats/phy";
import type { IqStream } from "../src/iq/iq-source.ts";
import { ReceiverHost } from "../src/receiver/receiver-host.ts";
import type { Sighting } from "../src/receiver/sighting.ts";
import { type SentFrame, airBytes } from "./support/air.ts";
import { NoiseSource } from "./support/noise.ts";

const RATE_HZ = 2_400_000;
const CENTRE_HZ = 867_800_000;
const FREQS_HZ = [867.1, 867.3, 867.5, 867.7, 867.9, 868.1, 868.3, 868.5].map((MHz) =>
  Math.round(MHz * 1e6),
);
/** Seconds of the stream; an hour unless LORATS_STREAM_S says otherwise. */
const STREAM_S = Number(process.env["LORATS_STREAM_S"] ?? 3600);
/** Of the noise: an hour may be played in pieces, each with a seed of its own. */
const SEED = Number(process.env["LORATS_STREAM_SEED"] ?? 1);
const TRAFFIC_S = 10;
const NOISE_S = 3;
const BLOCK = 65_536;

const STREAM: IqStream = {
  sampleRateHz: RATE_HZ,
  centreFreqHz: CENTRE_HZ,
  gainDb: null,
  format: sampleFormat("cu8"),
  pace: "recorded",
  device: "test",
};

/** A stretch of traffic with all spreading factors. */
function traffic(): { bytes: Uint8Array; frames: SentFrame[] } {
  const random = new SeededRandom(11);
  const frames = Array.from({ length: 40 }, (_, i) => ({
    freqHz: FREQS_HZ[i % 8]!,
    sf: 7 + (i % 6),
    onsetS: 0.1 + 0.18 * i,
    biasHz: (random.uint32() % 20_000) - 10_000,
    payload: random.bytes(16),
  }));
  const air = { sampleRateHz: RATE_HZ, centreFreqHz: CENTRE_HZ, durationS: TRAFFIC_S, seed: 12 };
  return { bytes: airBytes({ ...air, frames, snrDb: 5 }), frames };
}

/** Gaussian noise at a dongle's level, fresh for every part. */
function noise(): () => Uint8Array {
  const source = new NoiseSource(1_000_000 * SEED);
  const bytes = new Uint8Array(2 * NOISE_S * RATE_HZ);
  return () => {
    source.read(bytes);
    return bytes;
  };
}

async function play(
  bytes: () => Uint8Array,
  seconds: number,
  onPart: (part: number) => void,
): Promise<{ sightings: Sighting[]; processorS: number }> {
  const sightings: Sighting[] = [];
  const host = new ReceiverHost(
    {
      freqsHz: FREQS_HZ,
      bwHz: 125_000,
      sfs: [7, 8, 9, 10, 11, 12],
      maxBiasHz: 25_000,
      longestPreamble: 16,
      demodulate: true,
      wholeFrames: true,
      workers: 1,
      snippetBytes: 4_000_000,
      spectrum: { bins: 256, rowS: 0.1 },
    },
    {
      onFindings: (findings) => sightings.push(...findings.sightings),
      onHealth: () => {},
      onFailure: (reason) => assert.fail(reason),
    },
  );
  const begun = process.cpuUsage();
  host.open(STREAM);
  let sample = 0;
  for (let part = 0; sample < seconds * RATE_HZ; part++) {
    const whole = bytes();
    for (let at = 0; at < whole.length; at += BLOCK) {
      const block = whole.subarray(at, at + BLOCK);
      const samples = block.length / 2;
      await host.push({ bytes: block, firstSample: sample, samples, arrivedNs: 0n });
      sample += samples;
    }
    onPart(part);
  }
  await host.flush();
  await host.stop();
  const { user, system } = process.cpuUsage(begun);
  return { sightings, processorS: (user + system) / 1e6 };
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(0);

void test(`memory does not grow over a stream of ${STREAM_S} s, and nothing is missed`, async (t) => {
  const { bytes, frames } = traffic();
  const rss: number[] = [];
  let parts = 0;
  const { sightings, processorS } = await play(
    () => bytes,
    STREAM_S,
    () => {
      rss.push(process.memoryUsage.rss());
      parts++;
    },
  );
  const decoded = sightings.filter(({ kind }) => kind === "frame").length;
  assert.equal(decoded, parts * frames.length);
  // The first tenth warms up.
  const early = Math.max(...rss.slice(Math.floor(rss.length / 10), Math.ceil(rss.length / 2)));
  const late = Math.max(...rss.slice(Math.ceil(rss.length / 2)));
  // V8 lets its heaps grow in steps of some ten megabytes, once; a leak of a kilobyte a frame would be twice that within the hour.
  assert.ok(late < early + 32e6, `grew from ${megabytes(early)} to ${megabytes(late)} MB`);
  t.diagnostic(
    `figure: ${STREAM_S} s of 2.4 Msps with ${decoded} frames, all decoded; resident memory at most ${megabytes(early)} MB in the first half, ${megabytes(late)} MB in the second; ${(STREAM_S / processorS).toFixed(2)} times real time on one core`,
  );
});

void test(`false alarms on ${STREAM_S} s of noise, eight channels, SF7 to SF12`, async (t) => {
  const { sightings } = await play(noise(), STREAM_S, () => {});
  const perHour = (sightings.length * 3600) / STREAM_S;
  t.diagnostic(
    `figure: ${sightings.length} false alarms on ${STREAM_S} s of noise over 8 channels (${perHour.toFixed(1)} an hour)`,
  );
  assert.ok(sightings.length <= Math.max(1, STREAM_S / 3600), `${sightings.length} false alarms`);
});
