import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type LtsPilot,
  decodeDatagram,
  encodeDatagram,
  ltsReportIsAuthentic,
  tmstContext,
} from "@lorats/backhaul";
import { type Eui64, fromHex } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hmacWith } from "../../src/forward/lts.ts";
import { airBytes } from "../support/air.ts";
import { RtlTcpServer } from "../support/rtl-tcp-server.ts";
import {
  CENTRE_HZ,
  CHANNELS_HZ,
  EUI,
  SAMPLE_RATE_HZ,
  rxpk,
  startGateway,
  temporaryDirectory,
} from "../support/setup.ts";
import { FakeForwarder, FakeServer, until } from "../support/udp-peers.ts";

const KEY = "00112233445566778899aabbccddeeff";
/** What the concentrator's counter showed when sample 0 was taken: it wraps before the downlink. */
const COUNTER_START = 2 ** 32 - 1_000_000;
const DOWNLINK = {
  freqHz: CHANNELS_HZ[1]!,
  sf: 8,
  onsetS: 1.5,
  biasHz: -4321,
  payload: Uint8Array.of(0x60, ...Array.from({ length: 15 }, (_, i) => i)),
  isDownlink: true,
};

void test("the SDR hears the own concentrator's downlink: counter, GPS time and the receiver's bias from it alone", async (t) => {
  const air = {
    sampleRateHz: SAMPLE_RATE_HZ,
    centreFreqHz: CENTRE_HZ,
    durationS: 3,
    seed: 3,
    snrDb: 15,
  };
  const bytes = airBytes({ ...air, frames: [DOWNLINK] });
  const bufferSamples = 131_072;
  // What a busy machine has not been asked to send yet, it cannot recognise.
  const { promise: asked, resolve: isAsked } = Promise.withResolvers<void>();
  const before = Math.floor((DOWNLINK.onsetS * SAMPLE_RATE_HZ) / bufferSamples);
  const rtl = new RtlTcpServer({
    sampleRateHz: SAMPLE_RATE_HZ,
    bufferSamples,
    bytes,
    hold: { before, until: asked },
  });
  const server = await FakeServer.start();
  const sdrPort = await rtl.listen();
  const directory = temporaryDirectory(t);
  writeFileSync(join(directory, "key"), KEY);
  const running = await startGateway(`
[gateway]
eui = "${EUI}"
spool = "${directory}/spool"
key_file = "${directory}/key"
[[server]]
host = "127.0.0.1"
port = ${server.port}
[forwarder]
port = 1700
match_wait_ms = 0
[sdr]
type = "rtl_tcp"
port = ${sdrPort}
sample_rate_hz = ${SAMPLE_RATE_HZ}
centre_hz = ${CENTRE_HZ}
[receiver]
channels_hz = [${CHANNELS_HZ.join(", ")}]
spreading_factors = [7]
`);
  const forwarder = await FakeForwarder.start(EUI as Eui64, running.udpPort!);
  t.after(async () => {
    forwarder.close();
    await running.stop();
    await rtl.close();
    server.close();
  });
  forwarder.pull();
  await until(
    "SDR and PULL_DATA",
    () => rtl.startedAt.length === 1 && server.of("pull-data").length === 1,
  );
  const startedAt = rtl.startedAt[0]!;
  const counterAt = (s: number): number => (COUNTER_START + Math.round(s * 1e6)) % 2 ** 32;
  // Uplinks on a channel that the SDR does not hear say how counter and GPS time belong together.
  for (const i of [0, 1, 2, 3, 4]) {
    const heardS = Number(systemClock.now() - startedAt) / 1e9 - 0.1 * (4 - i);
    const us = counterAt(heardS);
    const utc = startedAt + BigInt(Math.round(heardS * 1e6)) * 1000n;
    forwarder.push([
      rxpk({
        phyPayload: Uint8Array.of(0x40, i, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
        freqHz: 868_500_000,
        times: { counter: { kind: "tmst", us }, utc },
        context: tmstContext(us),
      }),
    ]);
  }
  await until("uplinks", () => server.uplinks.length === 5);
  const pullResp = encodeDatagram({
    type: "pull-resp",
    version: 2,
    token: 7,
    item: {
      phyPayload: DOWNLINK.payload,
      freqHz: DOWNLINK.freqHz,
      modulation: { kind: "lora", sf: 8, bwHz: 125_000, cr: 1 },
      eirpDbm: 14,
      timing: { kind: "counter", us: counterAt(DOWNLINK.onsetS) },
      invertPolarization: true,
      withCrc: false,
    },
  });
  server.sendDown(pullResp);
  await until("downlink", () => forwarder.downlinks.length === 1);
  isAsked();
  assert.deepEqual(forwarder.downlinks[0], Buffer.from(pullResp), "unchanged");
  const pilots = (): LtsPilot[] =>
    server.of("push-data").flatMap((datagram) => {
      const decoded = decodeDatagram(datagram);
      return decoded.ok && decoded.value.type === "push-data"
        ? (decoded.value.lts?.pilots ?? [])
        : [];
    });
  await until("pilot", () => pilots().length === 1);
  const [pilot] = pilots();
  assert.equal(pilot!.source, "downlink");
  assert.equal(pilot!.tmst, counterAt(DOWNLINK.onsetS));
  assert.ok(Math.abs(pilot!.biasHz - DOWNLINK.biasHz) < 4 * pilot!.biasSdHz);
  const sentS = Number(pilot!.sentAt! - startedAt) / 1e9;
  assert.ok(Math.abs(sentS - DOWNLINK.onsetS) < 2e-6, `sent at ${sentS} s`);
  const counter = { kind: "tmst", us: pilot!.tmst! } as const;
  const claim = { phyPayload: new Uint8Array(0), counter };
  assert.ok(ltsReportIsAuthentic(pilot!, claim, hmacWith(fromHex(KEY))));
  // From now on the sample clock stands on GPS, though the SDR and the concentrator shared no uplink.
  const { clock } = running.gateway.sdr!.context!;
  const at = clock.at(2 * SAMPLE_RATE_HZ)!;
  assert.equal(at.source, "pps");
  const errorNs = Number(at.instant - startedAt) - 2e9;
  assert.ok(at.sdNs < 60_000 && Math.abs(errorNs) < 4 * at.sdNs, `${errorNs} ± ${at.sdNs} ns`);
  assert.equal(running.gateway.counters.pilotsMissed, 0);
});
