import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { type Eui64, parseInstant, toHex } from "@lorats/base";
import { EUI, rxpk, temporaryDirectory } from "../../../gateway/test/support/setup.ts";
import { FakeForwarder, FakeServer, until } from "../../../gateway/test/support/udp-peers.ts";

const LORATS = new URL("../../bin/lorats.mjs", import.meta.url).pathname;
const FRAMES = 40;
const FIRST = parseInstant("2026-03-04T05:06:07.000001000Z");

/** A port that nobody holds at the moment. */
async function freePort(): Promise<number> {
  const server = await FakeServer.start();
  const { port } = server;
  server.close();
  return port;
}

async function start(t: TestContext, config: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [LORATS, "gateway", "--config", config], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  t.after(() => child.kill("SIGKILL"));
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += String(chunk);
  });
  await until("its port", () => said.includes("packet forwarders:"));
  return child;
}

const frame = (n: number) =>
  rxpk({
    phyPayload: Uint8Array.of(0x40, n, 2, 3, 4, 0, n, 0, 1, 9, 10, 11, 12, 13),
    times: {
      counter: { kind: "tmst", us: 1000 + 50_000 * n },
      utc: FIRST + 50_000_000n * BigInt(n),
    },
  });

void test("killed while its server was away, the gateway delivers every frame after a restart, with its first time", async (t) => {
  const directory = temporaryDirectory(t);
  const [udpPort, serverPort] = [await freePort(), await freePort()];
  const config = join(directory, "gateway.toml");
  writeFileSync(
    config,
    `[gateway]\neui = "${EUI}"\nspool = "spool"
[[server]]\nhost = "127.0.0.1"\nport = ${serverPort}\n[forwarder]\nport = ${udpPort}\n`,
  );
  const first = await start(t, config);
  const forwarder = await FakeForwarder.start(EUI as Eui64, udpPort);
  t.after(() => forwarder.close());
  for (let n = 0; n < FRAMES; n++) forwarder.push([frame(n)]);
  await until("acknowledgements", () => forwarder.acks.length === FRAMES);
  first.kill("SIGKILL");
  await once(first, "exit");

  const server = await FakeServer.start(serverPort);
  t.after(() => server.close());
  const second = await start(t, config);
  const got = (): Map<string, bigint | undefined> =>
    new Map(server.uplinks.map(({ phyPayload, times }) => [toHex(phyPayload), times.utc]));
  await until("all frames", () => got().size === FRAMES);
  for (let n = 0; n < FRAMES; n++) {
    const { phyPayload, times } = frame(n);
    assert.equal(got().get(toHex(phyPayload)), times.utc);
  }
  second.kill("SIGTERM");
  assert.deepEqual(await once(second, "exit"), [0, null]);
});
