import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { decodeDatagram, tmstContext } from "@lorats/backhaul";
import { type Eui64, parseInstant } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { EUI, rxpk, startGateway, temporaryDirectory } from "./support/setup.ts";
import { FakeForwarder, FakeServer, until } from "./support/udp-peers.ts";

const MINUTES = 10;
const PER_SECOND = 2;

void test(`${MINUTES} minutes without backhaul: nothing is lost, and late frames say when they came first`, async (t) => {
  const server = await FakeServer.start();
  const running = await startGateway(`
[gateway]
eui = "${EUI}"
spool = "${temporaryDirectory(t)}"
[[server]]
host = "127.0.0.1"
port = ${server.port}
[forwarder]
port = 1700
`);
  const forwarder = await FakeForwarder.start(EUI as Eui64, running.udpPort!);
  t.after(async () => {
    forwarder.close();
    await running.stop();
    server.close();
  });
  const frame = (n: number): Uint8Array =>
    Uint8Array.of(0x40, n & 0xff, n >> 8, 3, 4, 5, 6, 7, 8, 9, 10, 11);
  const sentAt: bigint[] = [];
  server.answers = false;
  const count = MINUTES * 60 * PER_SECOND;
  for (let n = 0; n < count; n++) {
    const us = (n * 1e6) / PER_SECOND;
    sentAt.push(systemClock.now());
    const times = { counter: { kind: "tmst", us } } as const;
    forwarder.push([rxpk({ phyPayload: frame(n), times, context: tmstContext(us) })]);
    await sleep(1000 / PER_SECOND);
  }
  await until("own acknowledgements", () => forwarder.acks.length === count);
  const { journal } = running.gateway.forwarder;
  assert.equal(journal.size, count);
  const begun = server.received.length;
  server.answers = true;
  const backAt = systemClock.monotonic();
  await until("an empty journal", () => journal.size === 0, 60_000);
  const tookS = Number(systemClock.monotonic() - backAt) / 1e9;
  const late = server.received.slice(begun).flatMap((datagram) => {
    const decoded = decodeDatagram(datagram);
    return decoded.ok && decoded.value.type === "push-data" ? decoded.value.uplinks : [];
  });
  // Oldest first; the one that was being tried may come twice.
  const order = [...new Set(late.map(({ phyPayload }) => phyPayload[1]! | (phyPayload[2]! << 8)))];
  assert.deepEqual(
    order,
    Array.from({ length: count }, (_, n) => n),
  );
  let worstMs = 0;
  for (const uplink of late) {
    const n = uplink.phyPayload[1]! | (uplink.phyPayload[2]! << 8);
    const said = uplink.metadata?.["receivedAt"];
    if (said === undefined) assert.ok(n > count - 3 * PER_SECOND, `frame ${n} says nothing`);
    else worstMs = Math.max(worstMs, Math.abs(Number(parseInstant(said) - sentAt[n]!)) / 1e6);
    assert.deepEqual(uplink.times.counter, { kind: "tmst", us: (n * 1e6) / PER_SECOND });
  }
  assert.ok(worstMs < 1000, `first times are off by ${worstMs} ms`);
  assert.equal(journal.dropped, 0);
  t.diagnostic(
    `figure: ${count} frames in ${MINUTES} minutes without backhaul, 0 lost, all delivered in order ${tookS.toFixed(1)} s after its return, first times within ${worstMs.toFixed(0)} ms`,
  );
});
