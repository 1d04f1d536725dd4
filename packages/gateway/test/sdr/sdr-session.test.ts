import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { systemClock } from "@lorats/base/node";
import { sampleFormat } from "@lorats/phy";
import { CounterUtc } from "../../src/clock/counter-utc.ts";
import type { IqSink, IqStream } from "../../src/iq/iq-source.ts";
import type { Sighting } from "../../src/receiver/sighting.ts";
import { SdrSession, type StreamContext } from "../../src/sdr/sdr-session.ts";
import { airBytes } from "../support/air.ts";
import { CENTRE_HZ, CHANNELS_HZ, SAMPLE_RATE_HZ } from "../support/setup.ts";
import { until } from "../support/udp-peers.ts";

const BLOCK = 20_000;
const ONSET_S = 0.1;
/** The source has counted so many samples before. */
const FIRST = 3_000_000;

/** Of a name that no receiver knows when it is asked for first. */
function brokenAtFirst(): IqStream {
  const good = sampleFormat("cu8");
  let asked = 0;
  const format = { ...good };
  Object.defineProperty(format, "name", { get: () => (asked++ === 0 ? "nonsense" : good.name) });
  return {
    sampleRateHz: SAMPLE_RATE_HZ,
    centreFreqHz: CENTRE_HZ,
    gainDb: null,
    format,
    pace: "live",
    device: "test",
  };
}

void test("a receiver that fails is started anew in growing intervals, and times count on", async (t) => {
  const states: string[] = [];
  const seen: { sighting: Sighting; context: StreamContext }[] = [];
  const sinks: IqSink[] = [];
  const session = new SdrSession(
    { start: (sink) => void sinks.push(sink), stop: async () => {} },
    {
      listen: {
        freqsHz: [CHANNELS_HZ[0]!],
        bwHz: 125_000,
        sfs: [7],
        maxBiasHz: 20_000,
        longestPreamble: 16,
        demodulate: true,
        wholeFrames: false,
        workers: 1,
        snippetBytes: 0,
        spectrum: null,
      },
      system: { source: "ntp", sdNs: 1e6 },
      concentratorSdNs: 5e3,
      latencyNs: 1e6,
    },
    new CounterUtc(),
    systemClock,
    {
      onSighting: (sighting, context) => seen.push({ sighting, context }),
      onWatched: () => {},
      onState: (message) => states.push(message),
      onEnd: () => {},
    },
  );
  t.after(() => session.stop());
  await session.start();
  const [sink] = sinks as [IqSink];
  sink.opened(brokenAtFirst());
  await until("the failure", () => session.trouble !== null);
  assert.match(session.trouble!, /a receiver failed: .*nonsense.*; again in 0\.5 s/);
  assert.equal(session.isUp, false);
  assert.equal(session.health().state, "down");
  await until("receivers", () => session.trouble === null);
  assert.equal(states.filter((line) => line.startsWith("a receiver failed")).length, 1);

  // The source has counted on meanwhile.
  let next = FIRST;
  const payload = Uint8Array.of(0x40, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  const frames = [{ freqHz: CHANNELS_HZ[0]!, sf: 7, onsetS: ONSET_S, biasHz: 500, payload }];
  const air = { sampleRateHz: SAMPLE_RATE_HZ, centreFreqHz: CENTRE_HZ, durationS: 0.4, frames };
  const bytes = airBytes({ ...air, snrDb: 10, seed: 3 });
  const begun = systemClock.now();
  const begunNs = systemClock.monotonic();
  for (let at = 0; at < bytes.length; at += 2 * BLOCK) {
    await sleep((1000 * BLOCK) / SAMPLE_RATE_HZ);
    const part = bytes.subarray(at, at + 2 * BLOCK);
    const samples = part.length / 2;
    next += samples;
    // As a source says that is on time, whenever this thread came to it.
    const arrivedNs = begunNs + BigInt(Math.round(((next - FIRST) * 1e9) / SAMPLE_RATE_HZ));
    void sink.block({ bytes: part, firstSample: next - samples, samples, arrivedNs });
  }
  await until("the frame", () => seen.length === 1);
  const [{ sighting, context }] = seen as [(typeof seen)[0]];
  const onset = context.clock.at(sighting.onsetSample)!;
  // Seconds would be a stream whose samples were miscounted.
  assert.ok(Math.abs(Number(onset.instant - begun) / 1e9 - ONSET_S) < 0.5, String(onset.instant));
});
