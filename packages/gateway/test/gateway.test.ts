import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Rxpk, decodeDatagram, ltsReportIsAuthentic, tmstContext } from "@lorats/backhaul";
import { type Eui64, SeededRandom, fromHex, toHex } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { JointEstimator, syncWordSymbols } from "@lorats/phy";
import { hmacWith } from "../src/forward/lts.ts";
import type { SnippetDocument } from "../src/snippets/snippet-document.ts";
import { type SentFrame, airBytes, airtimeS } from "./support/air.ts";
import { RtlTcpServer } from "./support/rtl-tcp-server.ts";
import {
  CENTRE_HZ,
  CHANNELS_HZ,
  EUI,
  SAMPLE_RATE_HZ,
  rxpk,
  startGateway,
  temporaryDirectory,
} from "./support/setup.ts";
import { FakeForwarder, FakeServer, until } from "./support/udp-peers.ts";

const BUFFER = 131_072;
const KEY = "00112233445566778899aabbccddeeff";
const COUNTER_START = 0xffff_0000;
/** Samples that wait so long for the receivers make their word late. */
const BUSY_S = 0.3;

function traffic(seed: number, count: number, everyS: number): SentFrame[] {
  const random = new SeededRandom(seed);
  return Array.from({ length: count }, (_, i) => ({
    freqHz: CHANNELS_HZ[i % CHANNELS_HZ.length]!,
    sf: 7 + (i % 3),
    onsetS: 0.6 + i * everyS + 1e-7 * (random.uint32() % 1000),
    biasHz: (random.uint32() % 20_000) - 10_000,
    payload: Uint8Array.of(0x40, ...random.bytes(14)),
  }));
}

function air(frames: readonly SentFrame[], durationS: number): Uint8Array<ArrayBuffer> {
  return airBytes({
    sampleRateHz: SAMPLE_RATE_HZ,
    centreFreqHz: CENTRE_HZ,
    durationS,
    frames,
    snrDb: 8,
    seed: 77,
  });
}

function config(spool: string, server: FakeServer, sdrPort: number, more: string): string {
  writeFileSync(join(spool, "key"), `${KEY}\n`);
  return `
[gateway]
eui = "${EUI}"
spool = "${spool}/spool"
key_file = "${spool}/key"
[[server]]
host = "127.0.0.1"
port = ${server.port}
[sdr]
type = "rtl_tcp"
port = ${sdrPort}
sample_rate_hz = ${SAMPLE_RATE_HZ}
centre_hz = ${CENTRE_HZ}
gain_db = 40.2
ppm = -3
[receiver]
channels_hz = [${CHANNELS_HZ.join(", ")}]
spreading_factors = [7, 8, 9]
[clock]
discipline = "ntp"
${more}`;
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
/** What the gateway was not told in time to be taken, it sends again: how many came says nothing. */
function areThere(frames: readonly SentFrame[], { uplinks }: FakeServer): boolean {
  return frames.every(({ payload }) => uplinks.some(({ phyPayload }) => same(phyPayload, payload)));
}
const ns = (s: number): bigint => BigInt(Math.round(s * 1e9));

/** A concentrator with GPS beside the SDR: reports each frame when it is over, with counter and UTC of its end. */
function concentrate(
  forwarder: FakeForwarder,
  frames: readonly SentFrame[],
  startedAt: bigint,
): (() => void)[] {
  return frames.map(({ freqHz, sf, onsetS, payload, biasHz }) => {
    const endS = onsetS + airtimeS(sf, payload) * (1 - biasHz / freqHz);
    const us = (COUNTER_START + Math.floor(endS * 1e6)) % 2 ** 32;
    const utc = startedAt + (ns(endS) / 1000n) * 1000n;
    const report = (): void =>
      void forwarder.push([
        rxpk({
          phyPayload: payload,
          freqHz,
          modulation: { kind: "lora", sf, bwHz: 125_000, cr: 1 },
          times: { counter: { kind: "tmst", us }, utc },
          context: tmstContext(us),
        }),
      ]);
    const dueMs = Number(startedAt + ns(endS) - systemClock.now()) / 1e6 + 8;
    return systemClock.after(dueMs, report);
  });
}

void test("beside a concentrator: onset and bias within their claims, on GPS time, across lost buffers", async (t) => {
  const frames = traffic(1, 14, 0.32);
  const dropped = new Set([21, 22]);
  const rtl = new RtlTcpServer({
    sampleRateHz: SAMPLE_RATE_HZ,
    bufferSamples: BUFFER,
    bytes: air(frames, 5.5),
    dropped,
  });
  const server = await FakeServer.start();
  const sdrPort = await rtl.listen();
  const more = "[forwarder]\nport = 1700\nmatch_wait_ms = 800";
  const running = await startGateway(config(temporaryDirectory(t), server, sdrPort, more));
  const forwarder = await FakeForwarder.start(EUI as Eui64, running.udpPort!);
  let cancel: (() => void)[] = [];
  let worstLagS = 0;
  let lookedAt = performance.now();
  const watch = setInterval(() => {
    // A machine that stood still meanwhile kept everybody waiting.
    const stoodS = (performance.now() - lookedAt) / 1e3;
    lookedAt = performance.now();
    worstLagS = Math.max(worstLagS, stoodS, running.gateway.sdr!.lagS);
  }, 20);
  try {
    forwarder.pull();
    await until("SDR", () => rtl.startedAt.length === 1);
    cancel = concentrate(forwarder, frames, rtl.startedAt[0]!);
    await until("all frames", () => areThere(frames, server));
    const startedAt = rtl.startedAt[0]!;
    const hmac = hmacWith(fromHex(KEY));
    let annotated = 0;
    let plain = 0;
    for (const frame of frames) {
      const got = server.uplinks.find(({ phyPayload }) => same(phyPayload, frame.payload));
      assert.ok(got, `SF${frame.sf} at ${frame.onsetS} s is missing`);
      const inGap = [...dropped].some((i) => {
        const gap = [i * BUFFER, (i + 1) * BUFFER].map((n) => n / SAMPLE_RATE_HZ) as [
          number,
          number,
        ];
        return frame.onsetS < gap[1] && frame.onsetS + airtimeS(frame.sf, frame.payload) > gap[0];
      });
      if (!got.lts) {
        if (!inGap) plain++;
        continue;
      }
      annotated++;
      const { lts, times } = got;
      const onsetNs = Number(lts.onset - startedAt - ns(frame.onsetS));
      assert.ok(
        Math.abs(onsetNs) < 4 * lts.onsetSdNs,
        `onset ${onsetNs} ns, claims ${lts.onsetSdNs}`,
      );
      const biasHz = lts.biasHz - frame.biasHz;
      assert.ok(Math.abs(biasHz) < 4 * lts.biasSdHz, `bias ${biasHz} Hz, claims ${lts.biasSdHz}`);
      const claim = { phyPayload: got.phyPayload, counter: times.counter };
      assert.ok(ltsReportIsAuthentic(lts, claim, hmac));
      assert.ok(!ltsReportIsAuthentic({ ...lts, biasHz: lts.biasHz + 1 }, claim, hmac));
      // A concentrator's word is not proven until several frames agree with it.
      if (frame.onsetS > 1.8 && frame.onsetS < 2.7)
        assert.ok(lts.onsetSdNs < 50_000, `claims ${lts.onsetSdNs} ns`);
    }
    const { gateway } = running;
    const { lateMatches } = gateway.counters;
    // On a machine that is too busy the SDR's word comes after the frames had to go. Whether it was, the gateway itself measures; what did
    // get a time then still has to be right.
    if (worstLagS < BUSY_S) {
      assert.ok(plain <= lateMatches, `${plain} went without lts, ${lateMatches} matched late`);
      assert.ok(annotated + lateMatches >= frames.length - 3, `${annotated} annotated`);
      assert.equal(gateway.sdr!.context!.clock.lostSamples, 2 * BUFFER);
    } else
      t.diagnostic(
        `samples waited ${worstLagS.toFixed(1)} s: how many frames matched says nothing`,
      );
    assert.ok(rtl.commands.some(({ name, parameter }) => name === "setGain" && parameter === 402));
    assert.ok(
      rtl.commands.some(
        ({ name, parameter }) => name === "setFrequencyCorrection" && parameter === -3,
      ),
    );
  } finally {
    clearInterval(watch);
    for (const stop of cancel) stop();
    forwarder.close();
    await running.stop();
    await rtl.close();
    server.close();
  }
});

interface AirData {
  readonly sightings: {
    readonly id: number;
    readonly phyPayload?: string;
    readonly biasHz: number;
  }[];
  readonly rows: { readonly at: string; readonly levels: string }[];
}

/** The waterfall runs, and the samples of the last frame's preamble give its bias once more. */
async function checkAir(page: string, frame: SentFrame): Promise<void> {
  const read = async (path: string): Promise<unknown> => (await fetch(`${page}${path}`)).json();
  const { rows } = (await read("/spectrum.json")) as AirData;
  assert.ok(rows.length >= 15 && Buffer.from(rows[0]!.levels, "base64").length === 256);
  const { sightings } = (await read("/sightings.json")) as AirData;
  const seen = sightings.find(({ phyPayload }) => phyPayload === toHex(frame.payload))!;
  const { iq } = (await read(`/sightings/${seen.id}/snippet.json`)) as SnippetDocument;
  assert.equal(iq.centreHz, frame.freqHz);
  const samples = Float32Array.from(
    new Int8Array(Buffer.from(iq.data, "base64")),
    (v) => v * iq.scale,
  );
  const { sampleRateHz } = iq;
  const estimator = new JointEstimator({
    sf: frame.sf,
    bwHz: 125_000,
    sampleRateHz,
    carrierHz: frame.freqHz,
    channelHz: 0,
    preambleLength: 8,
    sync: syncWordSymbols(frame.sf, 0x34),
  });
  const again = estimator.estimate(samples, { onsetS: iq.onsetS, biasHz: seen.biasHz })!;
  assert.ok(Math.abs(again.biasHz - frame.biasHz) < 4 * again.biasSdHz);
  assert.ok(Math.abs(again.onsetS - iq.onsetS) < 4 * again.onsetSdS);
  assert.equal((await fetch(`${page}/sightings/999999/snippet.json`)).status, 404);
}

void test("with the concentrator unplugged the SDR is the gateway, and comes back after a lost connection", async (t) => {
  const frames = traffic(2, 5, 0.3);
  const rtl = new RtlTcpServer({
    sampleRateHz: SAMPLE_RATE_HZ,
    bufferSamples: BUFFER,
    bytes: air(frames, 2.5),
    cutBefore: 3,
  });
  const server = await FakeServer.start();
  const sdrPort = await rtl.listen();
  const status = "[status]\nport = 8090";
  const running = await startGateway(config(temporaryDirectory(t), server, sdrPort, status));
  try {
    const all = (): Rxpk[] => server.uplinks;
    await until("all frames", () => areThere(frames, server));
    assert.ok(rtl.startedAt.length >= 2, "the gateway connects again");
    const hmac = hmacWith(fromHex(KEY));
    for (const frame of frames) {
      const got = all().findLast(({ phyPayload }) => same(phyPayload, frame.payload))!;
      const lts = got.lts!;
      const onsetS = Number(lts.onset - rtl.startedAt.at(-1)! - ns(frame.onsetS)) / 1e9;
      assert.ok(
        Math.abs(onsetS) < (2.5 * lts.onsetSdNs) / 1e9,
        `${onsetS} s, claims ${lts.onsetSdNs} ns`,
      );
      assert.ok(
        lts.onsetSdNs > 2e7,
        "arrival times alone cannot give more than tens of milliseconds",
      );
      assert.ok(Math.abs(lts.biasHz - frame.biasHz) < 4 * lts.biasSdHz);
      assert.deepEqual(got.modulation, { kind: "lora", sf: frame.sf, bwHz: 125_000, cr: 1 });
      assert.equal(got.freqHz, frame.freqHz);
      assert.equal(got.times.utc, undefined, "no GPS, no UTC");
      assert.ok(
        ltsReportIsAuthentic(lts, { phyPayload: got.phyPayload, counter: got.times.counter }, hmac),
      );
    }
    // Counters tell apart what lies between two frames, by the SDR's own crystal.
    const [a, b] = [frames[2]!, frames[3]!].map((frame) => {
      const got = all().findLast(({ phyPayload }) => same(phyPayload, frame.payload))!;
      const end = frame.onsetS + airtimeS(frame.sf, frame.payload);
      return (got.times.counter as { us: number }).us - end * 1e6;
    }) as [number, number];
    assert.ok(Math.abs(a - b) < 20, `counters drift by ${a - b} us`);
    assert.equal(server.of("pull-data").length, 0, "it cannot transmit and does not ask to");
    const page = `http://127.0.0.1:${running.statusPort}`;
    const metrics = await (await fetch(`${page}/metrics`)).text();
    assert.match(metrics, /^lorats_gateway_soft_frames_total ([5-9]|\d\d+)$/m);
    assert.match(metrics, /^lorats_gateway_sdr_clock_jumps_total [1-9]$/m);
    assert.match(await (await fetch(page)).text(), /LoRaTS gateway/);
    assert.equal((await fetch(`${page}/../etc`)).status, 404);
    await checkAir(page, frames[4]!);
    const lts = server.of("push-data").map((datagram) => decodeDatagram(datagram));
    assert.ok(lts.some((d) => d.ok && d.value.type === "push-data" && d.value.lts?.sdr));
  } finally {
    await running.stop();
    await rtl.close();
    server.close();
  }
});
