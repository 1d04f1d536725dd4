import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { decodeDatagram } from "@lorats/backhaul";
import { type Eui64, VirtualClock, toHex } from "@lorats/base";
import { PacketLog } from "../../src/concentrator/packet-log.ts";
import { EUI, startGateway, temporaryDirectory } from "../support/setup.ts";
import { FakeServer, until } from "../support/udp-peers.ts";

const entry = (tmst: number | undefined, data: string, time?: string): string =>
  JSON.stringify({
    rxpk: [
      {
        ...(tmst !== undefined && { tmst }),
        ...(time !== undefined && { time }),
        freq: 868.1,
        stat: 1,
        modu: "LORA",
        datr: "SF7BW125",
        codr: "4/5",
        rssi: -70,
        lsnr: 8,
        size: 4,
        data,
      },
    ],
  });

function logOf(t: TestContext, lines: readonly string[]): string {
  const path = join(temporaryDirectory(t), "packets.log");
  writeFileSync(path, `${lines.join("\n")}\n`);
  return path;
}

void test("plays at the pace of the concentrator's counter, past its wrap, whatever stands before the JSON", (t) => {
  const path = logOf(t, [
    "##### 2026-11-21 06:48:19 GMT #####",
    `JSON up: ${entry(2 ** 32 - 500_000, "QAECAw==")}`,
    `Nov 21 06:48:21 gw lora_pkt_fwd[312]: JSON up: ${entry(1_000_000, "QAIDBA==")}`,
    '{"stat":{"rxnb":2}}',
    entry(undefined, "QAMEBQ=="),
    '{"rxpk":[',
  ]);
  const clock = new VirtualClock();
  const log = new PacketLog({ path, gatewayEui: EUI as Eui64, offsetS: 2 }, clock);
  assert.equal(log.otherLines, 3);
  const played: [number, string][] = [];
  let ended = false;
  log.start(
    (datagram) => {
      const decoded = decodeDatagram(datagram);
      assert.ok(decoded.ok && decoded.value.type === "push-data");
      assert.equal(decoded.value.gatewayEui, EUI);
      played.push([Number(clock.monotonic()) / 1e9, toHex(decoded.value.uplinks[0]!.phyPayload)]);
    },
    () => (ended = true),
  );
  clock.advance(10_000);
  assert.deepEqual(played, [
    [2, "40010203"],
    [3.5, "40020304"],
    [3.5, "40030405"],
  ]);
  assert.ok(ended);
});

void test("without counters UTC gives the pace", (t) => {
  const path = logOf(t, [
    entry(undefined, "QAECAw==", "2026-11-21T06:48:19.000000Z"),
    entry(undefined, "QAIDBA==", "2026-11-21T06:48:19.750000Z"),
  ]);
  const clock = new VirtualClock();
  const at: number[] = [];
  const log = new PacketLog({ path, gatewayEui: EUI as Eui64, offsetS: 0 }, clock);
  log.start(
    () => at.push(Number(clock.monotonic()) / 1e9),
    () => {},
  );
  clock.advance(5000);
  assert.deepEqual(at, [0, 0.75]);
});

void test("says what is wrong with a log", (t) => {
  const options = { gatewayEui: EUI as Eui64, offsetS: 0 };
  const path = logOf(t, ["nothing", "{}"]);
  const made = (file: string): PacketLog =>
    new PacketLog({ ...options, path: file }, new VirtualClock());
  assert.throws(() => made(path), { code: "GW_BAD_LOG" });
  assert.throws(() => made(`${path}.gone`), { code: "GW_NO_FILE" });
});

void test("a recorded log reaches the servers as its forwarder's frames would", async (t) => {
  const path = logOf(t, [entry(5_000_000, "QAECAw=="), entry(5_200_000, "QAIDBA==")]);
  const server = await FakeServer.start();
  const running = await startGateway(`
[gateway]
eui = "${EUI}"
spool = "${temporaryDirectory(t)}"
[[server]]
host = "127.0.0.1"
port = ${server.port}
[forwarder]
log = "${path}"
`);
  t.after(async () => {
    await running.stop();
    server.close();
  });
  await running.gateway.ended;
  await until("both frames", () => server.uplinks.length === 2);
  assert.deepEqual(
    server.uplinks.map(({ phyPayload, times }) => [toHex(phyPayload), times.counter]),
    [
      ["40010203", { kind: "tmst", us: 5_000_000 }],
      ["40020304", { kind: "tmst", us: 5_200_000 }],
    ],
  );
  assert.equal(running.udpPort, null);
});
