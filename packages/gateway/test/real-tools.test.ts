import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { toHex } from "@lorats/base";
import {
  CENTRE_HZ,
  EUI,
  SAMPLE_RATE_HZ,
  startGateway,
  temporaryDirectory,
} from "./support/setup.ts";
import { airBytes } from "./support/air.ts";
import { missingFor, withDongle } from "./support/fake-dongle.ts";
import { FakeServer, until } from "./support/udp-peers.ts";

const SONDE = new URL("../../phy/test/fixtures/sonde-433-sf11/", import.meta.url).pathname;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Debian's rtl_tcp, with a stand-in for the library below it that plays a recording. */
async function startRtlTcp(
  t: TestContext,
  iqPath: string,
): Promise<{ port: number; said(): string }> {
  const port = await freePort();
  const child: ChildProcess = spawn("rtl_tcp", ["-a", "127.0.0.1", "-p", String(port)], {
    env: withDongle(t, iqPath),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
  }
  t.after(() => child.kill("SIGKILL"));
  await until("rtl_tcp", () => said.includes("dongle frequency"));
  return { port, said: () => said };
}

function config(
  { server, sdrPort, directory }: { server: FakeServer; sdrPort: number; directory: string },
  sdr: string,
  receiver: string,
): string {
  return `
[gateway]
eui = "${EUI}"
spool = "${directory}"
[[server]]
host = "127.0.0.1"
port = ${server.port}
[sdr]
type = "rtl_tcp"
port = ${sdrPort}
${sdr}
[receiver]
${receiver}
`;
}

void test(
  "Debian's rtl_tcp is understood, and obeys",
  { skip: missingFor("rtl_tcp") },
  async (t) => {
    const directory = temporaryDirectory(t);
    const frame = {
      freqHz: 867_900_000,
      sf: 8,
      onsetS: 0.7,
      biasHz: 5000,
      payload: Uint8Array.from({ length: 16 }, (_, i) => i),
    };
    const air = { sampleRateHz: SAMPLE_RATE_HZ, centreFreqHz: CENTRE_HZ, durationS: 1.2, seed: 5 };
    const iqPath = join(directory, "air.cu8");
    writeFileSync(iqPath, airBytes({ ...air, frames: [frame], snrDb: 10 }));
    const rtl = await startRtlTcp(t, iqPath);
    const server = await FakeServer.start();
    const sdr = `sample_rate_hz = ${SAMPLE_RATE_HZ}\ncentre_hz = ${CENTRE_HZ}\ngain_db = 40.2\nppm = -3\nbias_tee = true`;
    const receiver = "channels_hz = [867_900_000]\nspreading_factors = [7, 8]";
    const peers = { server, sdrPort: rtl.port, directory: join(directory, "spool") };
    const running = await startGateway(config(peers, sdr, receiver));
    t.after(async () => {
      await running.stop();
      server.close();
    });
    await until("the frame", () => server.uplinks.length === 1);
    assert.deepEqual(server.uplinks[0]!.phyPayload, frame.payload);
    const { lts } = server.uplinks[0]!;
    assert.ok(Math.abs(lts!.biasHz - frame.biasHz) < 4 * lts!.biasSdHz);
    for (const order of [
      `rate ${SAMPLE_RATE_HZ}`,
      `frequency ${CENTRE_HZ}`,
      "manual 1",
      "gain 402",
      "ppm -3",
      "biastee 1",
    ]) {
      assert.ok(rtl.said().includes(`dongle ${order}\n`), `${order} was not understood`);
    }
  },
);

void test(
  "a real recording, played by the real rtl_tcp, decodes",
  { skip: missingFor("rtl_tcp") },
  async (t) => {
    const expected = JSON.parse(readFileSync(join(SONDE, "expected.json"), "utf8")) as Expected;
    const [name, { payload }] = Object.entries(expected).find(([file]) => /frame08/.test(file))!;
    const rtl = await startRtlTcp(t, join(SONDE, name));
    const server = await FakeServer.start();
    const sdr = "sample_rate_hz = 2_400_000\ncentre_hz = 433_014_075";
    const receiver = [
      "channels_hz = [433_000_000]",
      "spreading_factors = [11]",
      "bandwidth_hz = 500_000",
      "longest_preamble = 32",
      "sync_words = [0x13]",
    ].join("\n");
    const peers = { server, sdrPort: rtl.port, directory: temporaryDirectory(t) };
    const running = await startGateway(config(peers, sdr, receiver));
    t.after(async () => {
      await running.stop();
      server.close();
    });
    await until("the frame", () => server.uplinks.length > 0);
    assert.equal(toHex(server.uplinks[0]!.phyPayload), payload);
  },
);

type Expected = Readonly<Record<string, { readonly payload: string }>>;
