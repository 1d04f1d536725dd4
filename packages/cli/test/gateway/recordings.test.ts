import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { toHex } from "@lorats/base";
import { missingFor, withDongle } from "../../../gateway/test/support/fake-dongle.ts";
import { RtlTcpServer } from "../../../gateway/test/support/rtl-tcp-server.ts";
import { temporaryDirectory } from "../../../gateway/test/support/setup.ts";
import { FakeServer, until } from "../../../gateway/test/support/udp-peers.ts";

const LORATS = new URL("../../bin/lorats.mjs", import.meta.url).pathname;
const SONDE = new URL("../../../phy/test/fixtures/sonde-433-sf11/", import.meta.url).pathname;
const EXPECTED = JSON.parse(readFileSync(join(SONDE, "expected.json"), "utf8")) as Readonly<
  Record<string, { readonly payload: string; readonly fb_rel_433MHz: number }>
>;
const SHORT = "8gb_frame08.cu8";
const CENTRE_HZ = 433_014_075;
const RATE_HZ = 2_400_000;
/** The other measurement states whole hertz of a drifting transmitter at another moment. */
const AGREES_HZ = 120;

const RECEIVER = `
[receiver]
channels_hz = [433_000_000]
spreading_factors = [11]
bandwidth_hz = 500_000
longest_preamble = 32
sync_words = [0x13]
`;

interface Run {
  readonly child: ChildProcess;
  readonly server: FakeServer;
  readonly said: () => string;
}

/** The whole program, as a user starts it. */
async function gateway(t: TestContext, sdr: string): Promise<Run> {
  const directory = temporaryDirectory(t);
  const server = await FakeServer.start();
  const path = join(directory, "gateway.toml");
  writeFileSync(
    path,
    `[gateway]\neui = "aabbccfffe000001"\nspool = "spool"
[[server]]\nhost = "127.0.0.1"\nport = ${server.port}\n[sdr]\n${sdr}${RECEIVER}`,
  );
  const child = spawn(process.execPath, [LORATS, "gateway", "--config", path], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  // A program that ends does not read what still comes.
  child.stdin.on("error", () => {});
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  t.after(() => {
    child.kill("SIGKILL");
    server.close();
  });
  return { child, server, said: () => said };
}

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null) resolve(child.exitCode);
    else child.once("exit", resolve);
  });

/** The frame of a recording arrived, with onset and the bias that another program measured. */
function assertForwarded({ server, said }: Run, name: string): void {
  const expected = EXPECTED[name]!;
  const got = server.uplinks.find(({ phyPayload }) => toHex(phyPayload) === expected.payload);
  assert.ok(got, `${name} was not forwarded; the gateway said: ${said()}`);
  assert.deepEqual(got.modulation, { kind: "lora", sf: 11, bwHz: 500_000, cr: 1 });
  const apartHz = got.lts!.biasHz - expected.fb_rel_433MHz;
  assert.ok(Math.abs(apartHz) < AGREES_HZ, `${apartHz} Hz from the other measurement`);
  assert.ok(got.lts!.biasSdHz < 10);
}

for (const name of Object.keys(EXPECTED)) {
  void test(`the recording ${name}, played from its SigMF files, is forwarded, and the program ends`, async (t) => {
    const path = join(SONDE, name.replace(/cu8$/, "sigmf-meta"));
    const run = await gateway(t, `type = "file"\npath = "${path}"`);
    assert.equal(await ended(run.child), 0, run.said());
    assertForwarded(run, name);
  });
}

const STDIN = `type = "stdin"\nformat = "cu8"\nsample_rate_hz = ${RATE_HZ}\ncentre_hz = ${CENTRE_HZ}\n`;

void test("the same through a pipe", async (t) => {
  const run = await gateway(t, STDIN);
  createReadStream(join(SONDE, SHORT)).pipe(run.child.stdin!);
  await until("the frame", () => run.server.uplinks.length > 0);
  assertForwarded(run, SHORT);
  run.child.kill("SIGTERM");
  assert.equal(await ended(run.child), 0);
});

void test("`rtl_sdr … - | lorats gateway`", { skip: missingFor("rtl_sdr") }, async (t) => {
  const run = await gateway(t, STDIN);
  const args = ["-f", String(CENTRE_HZ), "-s", String(RATE_HZ), "-b", "16384", "-"];
  const radio = spawn("rtl_sdr", args, {
    env: withDongle(t, join(SONDE, SHORT)),
    stdio: ["ignore", "pipe", "ignore"],
  });
  t.after(() => radio.kill("SIGKILL"));
  radio.stdout.pipe(run.child.stdin!);
  await until("the frame", () => run.server.uplinks.length > 0);
  assertForwarded(run, SHORT);
  run.child.kill("SIGTERM");
  assert.equal(await ended(run.child), 0);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

void test("rtl_tcp that comes up after the gateway is found", async (t) => {
  const port = await freePort();
  const sdr = `type = "rtl_tcp"\nport = ${port}\nsample_rate_hz = ${RATE_HZ}\ncentre_hz = ${CENTRE_HZ}\n`;
  const run = await gateway(t, sdr);
  await until("a refusal", () => run.said().includes("again in"));
  const recording = readFileSync(join(SONDE, SHORT));
  // As long as whole buffers: rtl_tcp sends nothing else.
  const bytes = new Uint8Array(262_144 * Math.ceil(recording.length / 262_144 + 2)).fill(127);
  bytes.set(recording, 262_144);
  const rtl = new RtlTcpServer({ sampleRateHz: RATE_HZ, bufferSamples: 131_072, bytes });
  await rtl.listen(port);
  t.after(() => rtl.close());
  await until("the frame", () => run.server.uplinks.length > 0);
  assertForwarded(run, SHORT);
  run.child.kill("SIGTERM");
  assert.equal(await ended(run.child), 0);
});
