import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { once } from "node:events";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, it, type TestContext } from "node:test";
import { createClient, type LoratsClient, type Uplink } from "@lorats/api";
import { secondsBetween, parseInstant } from "@lorats/base";
import mqtt from "mqtt";
import { until } from "../../../base/test/until.ts";
import { DemoProcess, type Screen } from "./demo-process.ts";

const DEVICES = 5;

function temporaryFolder(t: TestContext): string {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-e2e-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function start(t: TestContext, folder: string, env: Record<string, string> = {}): DemoProcess {
  const demo = new DemoProcess(folder, env);
  t.after(() => demo.kill());
  return demo;
}

/** `up` and `join` messages as an MQTT client sees them, until `enough` says so. */
async function listen(screen: Screen, enough: (ups: UpMessage[]) => boolean): Promise<UpMessage[]> {
  const { url, username, password } = screen.mqtt;
  const client = await mqtt.connectAsync(url, { username, password });
  const ups: UpMessage[] = [];
  client.on("message", (topic, payload) => {
    if (topic.endsWith("/event/up")) ups.push(JSON.parse(payload.toString()) as UpMessage);
  });
  await client.subscribeAsync("application/+/device/+/event/+");
  // Who was heard is said by those who ask.
  await until(() => enough(ups)).catch(() => {});
  await client.endAsync(true);
  return ups;
}

interface UpMessage {
  deduplicationId: string;
  deviceInfo: { devEui: string; deviceName: string };
  fCnt?: number;
  object?: Record<string, unknown>;
  rxInfo: { gatewayId: string; rssi: number }[];
  timing: { time: string; sdNs: number; source: string };
  trust: { verdict: string };
}

async function everyUplink(client: LoratsClient): Promise<Uplink[]> {
  const all: Uplink[] = [];
  let after: Uplink["position"] | undefined;
  do {
    const page = await client.listUplinks({ limit: 1000, ...(after && { after }) });
    all.push(...page.items);
    after = page.next as typeof after;
  } while (after !== undefined);
  return all;
}

function clientOf(screen: Screen): LoratsClient {
  return createClient({ baseUrl: screen.url, apiKey: screen.apiKey });
}

describe("lorats start --demo", () => {
  it("delivers five devices, survives kill -9 without a rejoin, and ends in order", async (t) => {
    const folder = temporaryFolder(t);
    const first = start(t, folder);
    const screen = await first.ready();

    const ups = await listen(screen, (seen) => devices(seen).size === DEVICES);
    assert.equal(devices(ups).size, DEVICES, `only heard ${[...devices(ups)].join(", ")}`);
    for (const up of ups) {
      assert.equal(up.trust.verdict, "unverified");
      assert.ok(up.rxInfo.length >= 1 && up.timing.sdNs > 0);
    }
    checkTimesAgainstTruth(folder, await everyUplink(clientOf(screen)));

    const before = await everyUplink(clientOf(screen));
    const joinsBefore = (await clientOf(screen).listJoins({ limit: 100 })).items;
    assert.equal(new Set(joinsBefore.map((join) => join.devEui)).size, DEVICES);
    await first.kill();
    const second = start(t, folder);
    const again = await second.ready();
    const client = clientOf(again);
    const restored = new Map(
      (await everyUplink(client)).map((uplink) => [uplink.position, uplink]),
    );
    for (const uplink of before) assert.deepEqual(restored.get(uplink.position), uplink);

    const later = await listen(again, (seen) => devices(seen).size === DEVICES);
    assert.equal(devices(later).size, DEVICES, "every device is heard again");
    const joins = (await client.listJoins({ limit: 100 })).items;
    assert.deepEqual(joins, joinsBefore, "nobody rejoined");
    checkCounters(await everyUplink(client));

    assert.equal(await second.interrupt(), 0);
  });

  it("says in one line what is in its way, and exits with 2", async (t) => {
    const folder = temporaryFolder(t);
    const blocker = createServer().listen(0, "127.0.0.1");
    await once(blocker, "listening");
    t.after(() => blocker.close());
    const { port } = blocker.address() as { port: number };
    const broken = path.join(folder, "lorats.toml");
    writeFileSync(broken, "[network]\ndeduplication_ms = 'soon'\n");
    const cases: [DemoProcess, RegExp][] = [
      [
        start(t, path.join(folder, "a"), { LORATS_HTTP_PORT: String(port) }),
        new RegExp(String(port)),
      ],
      [start(t, path.join(broken, "below-a-file")), /error\[[A-Z_]+\]: .*below-a-file/],
      [
        new DemoProcess(path.join(folder, "b"), {}, ["--config", broken]),
        /error\[CONFIG_[A-Z_]+\]: .*network\.deduplication_ms/,
      ],
    ];
    for (const [demo, expected] of cases) {
      assert.equal(await demo.exitCode(), 2, demo.output);
      const lines = demo.output.trim().split("\n");
      assert.equal(lines.length, 1, demo.output);
      assert.match(lines[0]!, expected);
    }
  });
});

function devices(ups: readonly UpMessage[]): Set<string> {
  return new Set(ups.map((up) => up.deviceInfo.devEui));
}

/** Counters only grow, so nothing was taken twice. */
function checkCounters(newestFirst: readonly Uplink[]): void {
  const last = new Map<string, number>();
  for (const { devEui, fCnt } of newestFirst.toReversed()) {
    assert.ok(fCnt > (last.get(devEui) ?? -1), `${devEui} repeats counter ${fCnt}`);
    last.set(devEui, fCnt);
  }
}

/** The world wrote down when each frame was really sent; what the server says must lie within its own claim. */
function checkTimesAgainstTruth(folder: string, uplinks: readonly Uplink[]): void {
  const truth = readFileSync(path.join(folder, "world", "truth.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { sender: string; onset: string; invertIq: boolean })
    .filter((sent) => !sent.invertIq);
  for (const { devEui, timing } of uplinks) {
    const onset = parseInstant(timing!.time);
    const errorS = Math.min(
      ...truth
        .filter((sent) => sent.sender === devEui)
        .map((sent) => Math.abs(secondsBetween(parseInstant(sent.onset), onset))),
    );
    const claimS = timing!.sdNs / 1e9;
    assert.ok(
      errorS < 6 * claimS + 200e-6,
      `${timing!.source}: ${errorS} s off, claims ${claimS} s`,
    );
  }
}
