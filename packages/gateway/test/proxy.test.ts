import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Eui64 } from "@lorats/base";
import { Journal } from "../src/forward/journal.ts";
import type { GatewayStatus } from "../src/status/status-page.ts";
import { EUI, rxpk, startGateway, temporaryDirectory } from "./support/setup.ts";
import { smallDisk } from "./support/small-disk.ts";
import { FakeForwarder, FakeServer, until } from "./support/udp-peers.ts";

function config(spool: string, servers: readonly FakeServer[], more = ""): string {
  const tables = servers.map((server, i) => {
    return `[[server]]\nname = "s${i}"\nhost = "127.0.0.1"\nport = ${server.port}`;
  });
  return [
    `[gateway]\neui = "${EUI}"\nspool = "${spool}"`,
    ...tables,
    "[forwarder]\nport = 1700",
    more,
  ].join("\n");
}

const frame = (n: number): Uint8Array =>
  Uint8Array.of(0x40, n & 0xff, n >> 8, 3, 4, 5, 6, 7, 8, 9, 10, 11);

void test("with the SDR unplugged frames pass byte for byte, to every server", async (t) => {
  const servers = [await FakeServer.start(), await FakeServer.start()];
  // Nobody listens there: the SDR is configured, and gone.
  const sdr = `[sdr]\ntype = "rtl_tcp"\nport = 1`;
  const running = await startGateway(config(temporaryDirectory(t), servers, sdr));
  const forwarder = await FakeForwarder.start(EUI as Eui64, running.udpPort!);
  try {
    const sent = [1, 2, 3].map((n) => forwarder.push([rxpk({ phyPayload: frame(n) })]));
    await until("frames at both servers", () => servers.every((s) => s.uplinks.length === 3));
    for (const server of servers) {
      const got = server.of("push-data").filter((datagram) => datagram.includes("rxpk"));
      assert.deepEqual(got, sent);
    }
    await until("own acknowledgements", () => forwarder.acks.length === 3);
    await until("empty journal", () => running.gateway.forwarder.journal.size === 0);
    const isGone = (): boolean => running.reports.some((line) => /ECONNREFUSED/.test(line));
    await until("word that the SDR is gone", isGone);
  } finally {
    forwarder.close();
    await running.stop();
    for (const server of servers) server.close();
  }
});

void test("what is no frame passes too: status reports, and fields nobody knows", async (t) => {
  const server = await FakeServer.start();
  const running = await startGateway(config(temporaryDirectory(t), [server]));
  const forwarder = await FakeForwarder.start(EUI as Eui64, running.udpPort!);
  try {
    const head = Buffer.from([2, 9, 9, 0, ...Buffer.from(EUI, "hex")]);
    const stat = Buffer.concat([head, Buffer.from('{"stat":{"rxnb":2,"weird":[1, 2]}}')]);
    const odd = Buffer.concat([head, Buffer.from('{"rxpk":[{"tmst":"x"}],"future":1}')]);
    const broken = Buffer.concat([head, Buffer.from("{")]);
    for (const datagram of [stat, odd, broken]) forwarder.pushRaw(datagram);
    await until("all three", () => server.of("push-data").length === 3);
    for (const datagram of [stat, odd, broken]) {
      assert.ok(
        server.received.some((got) => got.equals(datagram)),
        datagram.toString(),
      );
    }
    assert.equal(running.gateway.counters.malformed, 1);
  } finally {
    forwarder.close();
    await running.stop();
    server.close();
  }
});

void test("downlinks pass unchanged and at once, and their answers find the server that asked", async (t) => {
  const servers = [await FakeServer.start(), await FakeServer.start()];
  const running = await startGateway(config(temporaryDirectory(t), servers));
  const forwarder = await FakeForwarder.start(EUI as Eui64, running.udpPort!);
  try {
    forwarder.pull();
    await until("PULL_DATA at both", () => servers.every((s) => s.of("pull-data").length === 1));
    // Spaces and unknown fields must survive; both servers use the same token.
    const down = (text: string): Buffer =>
      Buffer.concat([Buffer.from([2, 0x34, 0x12, 3]), Buffer.from(text)]);
    const first = down('{"txpk": {"imme":true, "x":1}}');
    const second = down('{"txpk":{"imme":true}}');
    servers[1]!.sendDown(first);
    await until("first downlink", () => forwarder.downlinks.length === 1);
    servers[0]!.sendDown(second);
    await until("second downlink", () => forwarder.downlinks.length === 2);
    assert.deepEqual(forwarder.downlinks, [first, second]);
    const answer = { type: "tx-ack", version: 2, token: 0x1234, gatewayEui: EUI as Eui64 } as const;
    forwarder.sendDown({ ...answer, report: {} });
    await until("answer at the second server", () => servers[1]!.of("tx-ack").length === 1);
    assert.equal(servers[0]!.of("tx-ack").length, 0);
    forwarder.sendDown({ ...answer, report: { error: "TOO_LATE" } });
    await until("answer at the first server", () => servers[0]!.of("tx-ack").length === 1);
    assert.match(servers[0]!.of("tx-ack")[0]!.toString(), /TOO_LATE/);
    forwarder.sendDown({ ...answer, report: {} });
    await until("stray", () => running.gateway.counters.strayTxAcks === 1);
  } finally {
    forwarder.close();
    await running.stop();
    for (const server of servers) server.close();
  }
});

void test("a stranger cannot send downlinks", async (t) => {
  const server = await FakeServer.start();
  const stranger = await FakeServer.start();
  const running = await startGateway(config(temporaryDirectory(t), [server]));
  const forwarder = await FakeForwarder.start(EUI as Eui64, running.udpPort!);
  try {
    forwarder.pull();
    await until("PULL_DATA", () => server.of("pull-data").length === 1);
    const txpk = Buffer.concat([Buffer.from([2, 1, 0, 3]), Buffer.from('{"txpk":{"imme":true}}')]);
    stranger.intrude(server, txpk);
    // The forwarders' port takes no PULL_RESP either.
    forwarder.pushRaw(txpk);
    server.sendDown(txpk);
    await until("the server's own", () => forwarder.downlinks.length === 1);
    assert.equal(running.gateway.counters.downlinks, 1);
  } finally {
    forwarder.close();
    await running.stop();
    server.close();
    stranger.close();
  }
});

void test("a dead backhaul loses nothing, over a restart, oldest first, with the first times", async (t) => {
  const spool = temporaryDirectory(t);
  const server = await FakeServer.start();
  server.answers = false;
  const first = await startGateway(config(spool, [server]));
  const forwarder = await FakeForwarder.start(EUI as Eui64, first.udpPort!);
  const before = Date.now();
  for (let n = 0; n < 40; n++) {
    forwarder.push([rxpk({ phyPayload: frame(n) })]);
    if (n % 8 === 0) await until("taken", () => forwarder.acks.length >= n - 8);
  }
  await until("all taken", () => first.gateway.forwarder.journal.size === 40);
  const taken = Date.now();
  forwarder.close();
  // A power cut leaves half a line; a crash never closes anything.
  writeFileSync(join(spool, "00000099.jsonl"), '{"id":77,"at":"2026-', { flag: "a" });
  await first.stop();
  await new Promise((resolve) => setTimeout(resolve, 2_100));
  server.received.length = 0;
  server.answers = true;
  const second = await startGateway(config(spool, [server]));
  try {
    assert.ok(second.reports.some((line) => line.startsWith("40 datagrams of an earlier run")));
    await until("empty journal", () => second.gateway.forwarder.journal.size === 0);
    assert.deepEqual(
      server.uplinks.map(({ phyPayload }) => phyPayload[1]),
      Array.from({ length: 40 }, (_, n) => n),
    );
    for (const { metadata } of server.uplinks) {
      const at = Date.parse(metadata!["receivedAt"]!);
      assert.ok(at >= before - 1 && at <= taken + 1, `first time ${metadata!["receivedAt"]}`);
    }
    assert.equal(second.gateway.forwarder.journal.unreadable, 1);
  } finally {
    await second.stop();
    server.close();
  }
});

void test("frames pass while the disk is full, the status says so, and what waits is on disk when there is room", async (t) => {
  const disk = smallDisk(t, "size=64k");
  if (disk === null) return;
  const ballast = join(disk, "ballast");
  writeFileSync(ballast, new Uint8Array(60_000));
  const [up, down] = [await FakeServer.start(), await FakeServer.start()];
  down.answers = false;
  const status = "[status]\nport = 1";
  const running = await startGateway(config(join(disk, "spool"), [up, down], status));
  const forwarder = await FakeForwarder.start(EUI as Eui64, running.udpPort!);
  const page = async (path: string): Promise<string> =>
    (await fetch(`http://127.0.0.1:${running.statusPort}${path}`)).text();
  try {
    const sent = Array.from({ length: 40 }, (_, n) =>
      forwarder.push([rxpk({ phyPayload: frame(n) })]),
    );
    await until("frames", () => up.uplinks.length === 40);
    assert.deepEqual(up.of("push-data"), sent);
    const { spool } = JSON.parse(await page("/status.json")) as GatewayStatus;
    assert.match(spool.trouble!, /ENOSPC|part of a line/);
    assert.ok(spool.datagrams === 40 && spool.inMemoryOnly > 0, JSON.stringify(spool));
    assert.match(await page("/"), /in memory only: .*(ENOSPC|part of a line)/);
    assert.match(await page("/metrics"), /spool_unwritten_total [1-9]/);
    rmSync(ballast);
    const { journal } = running.gateway.forwarder;
    journal.retry();
    assert.deepEqual([journal.inMemoryOnly, journal.trouble], [0, null]);
    const servers = ["s0", "s1"];
    const onDisk = new Journal({ directory: join(disk, "spool"), maxBytes: 1e6, servers });
    assert.equal(onDisk.size, 40);
    onDisk.close();
  } finally {
    forwarder.close();
    await running.stop();
    up.close();
    down.close();
  }
});

void test("a server that comes back gets everything while another one never missed anything", async (t) => {
  const [up, down] = [await FakeServer.start(), await FakeServer.start()];
  down.answers = false;
  const running = await startGateway(config(temporaryDirectory(t), [up, down]));
  const forwarder = await FakeForwarder.start(EUI as Eui64, running.udpPort!);
  try {
    for (let n = 0; n < 10; n++) forwarder.push([rxpk({ phyPayload: frame(n) })]);
    await until("the one that answers", () => up.uplinks.length === 10);
    assert.equal(running.gateway.forwarder.journal.size, 10);
    const { length } = up.received;
    down.answers = true;
    await until("empty journal", () => running.gateway.forwarder.journal.size === 0);
    const got = new Set(down.uplinks.map(({ phyPayload }) => phyPayload[1]));
    assert.equal(got.size, 10);
    assert.equal(up.received.length, length, "nothing twice for the server that answered");
  } finally {
    forwarder.close();
    await running.stop();
    up.close();
    down.close();
  }
});

void test("beside a forwarder's own server it takes frames and answers nothing", async (t) => {
  const server = await FakeServer.start();
  const directory = temporaryDirectory(t);
  const text = config(directory, [server], 'mode = "beside"');
  const running = await startGateway(text);
  const forwarder = await FakeForwarder.start(EUI as Eui64, running.udpPort!);
  try {
    forwarder.pull();
    forwarder.push([rxpk({ phyPayload: frame(1) })]);
    await until("the frame", () => server.uplinks.length === 1);
    await until("empty journal", () => running.gateway.forwarder.journal.size === 0);
    assert.equal(server.of("pull-data").length, 0, "downlinks are the other server's");
    assert.equal(forwarder.acks.length, 0);
    assert.equal(running.gateway.counters.downlinks, 0);
  } finally {
    forwarder.close();
    await running.stop();
    server.close();
  }
});
