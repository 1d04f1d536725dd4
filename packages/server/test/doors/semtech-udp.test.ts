import assert from "node:assert/strict";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { describe, it, type TestContext } from "node:test";
import { encodeDatagram, type Datagram, type DownlinkItem } from "@lorats/backhaul";
import { UnavailableError, type Eui64, type GatewayId } from "@lorats/base";
import { systemClock, systemRandom } from "@lorats/base/node";
import { RateLimit } from "../../src/doors/common/rate-limit.ts";
import type { Intake } from "../../src/doors/common/door.ts";
import { kernelDrops } from "../../src/doors/semtech-udp/kernel-drops.ts";
import { SemtechUdpDoor } from "../../src/doors/semtech-udp/semtech-udp-door.ts";
import { until } from "../../../base/test/until.ts";
import { doorBench, openDoor, type DoorBench } from "./door-bench.ts";

interface Running extends DoorBench {
  readonly door: SemtechUdpDoor;
  readonly port: number;
  readonly socket: Socket;
  send(bytes: Uint8Array): void;
  answer(): Promise<Buffer>;
}

interface Settings {
  readonly maxPerSecond?: number;
  readonly unknown?: "refuse" | "register";
  readonly intake?: Partial<Intake>;
}

async function start(t: TestContext, settings: Settings = {}): Promise<Running> {
  const { maxPerSecond } = settings;
  const bench = await doorBench(t, "semtech-udp", { ...(maxPerSecond && { maxPerSecond }) });
  Object.assign(bench.intake, settings.intake);
  const door = await SemtechUdpDoor.bind(
    {
      listeners: [
        { host: "127.0.0.1", port: 0, region: "EU868" },
        { host: "127.0.0.1", port: 0, region: "US915", subBand: 1 },
      ],
      registers: settings.unknown === "register",
    },
    bench.parts,
  );
  openDoor(t, bench, door);
  const socket = await gatewaySocket(t);
  const { port } = door.endpoints[0]!;
  return {
    ...bench,
    door,
    port,
    socket,
    send: (bytes) => socket.send(bytes, port, "127.0.0.1"),
    answer: () => next(socket),
  };
}

/** With a log that takes until `stored` is called, and tells that it has `begun`. */
async function startStoring(t: TestContext) {
  const begun = Promise.withResolvers<void>();
  const { promise, resolve: stored } = Promise.withResolvers<void>();
  const receive = (): Promise<void> => {
    begun.resolve();
    return promise;
  };
  return { running: await start(t, { intake: { receive } }), begun: begun.promise, stored };
}

/** Nothing tells who is not answered: the door counts it when it comes to it. */
async function refusedJust(running: Running, expected: Record<string, number>): Promise<void> {
  const count = (of: Record<string, number>): number =>
    Object.values(of).reduce((a, b) => a + b, 0);
  await until(async () => count(await running.refused()) >= count(expected));
  assert.deepEqual(await running.refused(), expected);
}

async function gatewaySocket(t: TestContext, host = "127.0.0.1"): Promise<Socket> {
  const socket = createSocket("udp4");
  socket.bind(0, host);
  await once(socket, "listening");
  t.after(() => socket.close());
  return socket;
}

async function next(socket: Socket): Promise<Buffer> {
  const [bytes] = (await once(socket, "message")) as [Buffer];
  return bytes;
}

const RXPK = {
  tmst: 3512348611,
  chan: 2,
  rfch: 0,
  freq: 866.349812,
  stat: 1,
  modu: "LORA",
  datr: "SF7BW125",
  codr: "4/6",
  rssi: -35,
  lsnr: 5.1,
  size: 32,
  data: "QAQAAACAAQABqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqo=",
};

function pushData(eui: Eui64, body: unknown, token = 0x1234, version = 2): Buffer {
  const head = Buffer.from([version, token & 0xff, token >> 8, 0x00]);
  return Buffer.concat([
    head,
    Buffer.from(eui, "hex"),
    Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
  ]);
}

function pullData(gatewayEui: Eui64, token = 7): Uint8Array {
  return encodeDatagram({ type: "pull-data", version: 2, token, gatewayEui });
}

const ITEM: DownlinkItem = {
  phyPayload: new Uint8Array([0x60, 1, 2, 3]),
  freqHz: 868_100_000,
  modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
  eirpDbm: 14,
  timing: { kind: "immediately" },
  invertPolarization: true,
  withCrc: false,
};

describe("Semtech UDP door", () => {
  it("acknowledges what is stored, and only when it is", async (t) => {
    const { running, begun, stored } = await startStoring(t);
    running.send(pushData(running.gatewayEui, { rxpk: [RXPK] }));
    await begun;
    // What is asked later is answered sooner.
    running.send(pullData(running.gatewayEui));
    assert.equal((await running.answer())[3], 0x04);
    stored();
    assert.deepEqual(await running.answer(), Buffer.from([2, 0x34, 0x12, 0x01]));
  });

  it("hands over what a gateway heard, in the version it speaks", async (t) => {
    const running = await start(t);
    running.send(pushData(running.gatewayEui, { rxpk: [RXPK, RXPK], stat: { rxnb: 1 } }, 1, 1));
    assert.deepEqual(await running.answer(), Buffer.from([1, 1, 0, 0x01]));
    const [delivery] = running.delivered;
    assert.equal(delivery!.gateway.id, running.gatewayId);
    assert.equal(delivery!.door, "semtech-udp");
    assert.equal(delivery!.uplinks.length, 2);
    assert.equal(delivery!.uplinks[0]!.freqHz, 866_349_812);
  });

  it("does not acknowledge what could not be stored", async (t) => {
    const full = async (): Promise<void> => {
      throw new UnavailableError("LOG_UNAVAILABLE", "the disk is full");
    };
    const running = await start(t, { intake: { receive: full } });
    running.send(pushData(running.gatewayEui, { rxpk: [RXPK] }));
    await refusedJust(running, { LOG_UNAVAILABLE: 1 });
    running.send(pullData(running.gatewayEui));
    assert.equal((await running.answer())[3], 0x04, "the first answer");
  });

  it("counts garbage by its reason, answers none of it and goes on", async (t) => {
    const running = await start(t);
    const { gatewayEui } = running;
    const unknown = "ffffffffffffffff" as Eui64;
    const garbage: [Uint8Array, string][] = [
      [Buffer.alloc(0), "UDP_TOO_SHORT"],
      [Buffer.from([2, 0, 0]), "UDP_TOO_SHORT"],
      [Buffer.from("GET / HTTP/1.1\r\n\r\n"), "UDP_BAD_VERSION"],
      [Buffer.from([2, 0, 0, 0x55]), "UDP_BAD_TYPE"],
      [pushData(gatewayEui, "{"), "UDP_BAD_JSON"],
      [pushData(gatewayEui, "[]"), "UDP_BAD_JSON"],
      [pushData(gatewayEui, { rxpk: 7 }), "UDP_BAD_RXPK"],
      [Buffer.from([2, 0, 0, 0x01]), "UDP_FROM_SERVER"],
      [encodeDatagram({ type: "pull-resp", version: 2, token: 1, item: ITEM }), "UDP_FROM_SERVER"],
      [
        encodeDatagram({ type: "tx-ack", version: 2, token: 1, gatewayEui, report: {} }),
        "TX_ACK_UNEXPECTED",
      ],
      [pushData(unknown, { rxpk: [RXPK] }), "UNKNOWN_GATEWAY"],
      [systemRandom.bytes(1400), ""],
    ];
    const expected: Record<string, number> = {};
    for (const [bytes, reason] of garbage) {
      running.send(bytes);
      if (reason !== "") expected[reason] = (expected[reason] ?? 0) + 1;
    }
    running.send(pushData(gatewayEui, { rxpk: [{}, RXPK] }));
    assert.equal((await running.answer())[3], 0x01);
    const refused = await running.refused();
    for (const [reason, count] of Object.entries(expected)) {
      assert.ok((refused[reason] ?? 0) >= count, `${reason}: ${JSON.stringify(refused)}`);
    }
    assert.equal(
      Object.values(refused).reduce((a, b) => a + b, 0),
      garbage.length + 1,
    );
    assert.equal(running.delivered.length, 1);
    assert.equal(running.delivered[0]!.uplinks.length, 1);
  });

  it("sends downlinks to where PULL_DATA came from, and tells what became of them", async (t) => {
    const running = await start(t);
    const { door, gatewayId, gatewayEui } = running;
    await assert.rejects(door.send(gatewayId, { downlinkId: 1, items: [ITEM] }), {
      code: "GW_NOT_CONNECTED",
    });
    assert.equal(door.link(gatewayId), undefined);
    const other = await gatewaySocket(t);
    other.send(pushData(gatewayEui, { rxpk: [RXPK] }), running.port, "127.0.0.1");
    await next(other);
    running.send(pullData(gatewayEui));
    assert.deepEqual(await running.answer(), Buffer.from([2, 7, 0, 0x04]));
    assert.deepEqual(
      running.seen.map(({ id }) => id),
      [gatewayId],
    );
    assert.equal(door.link(gatewayId)?.maxItems, 1);

    const asked = performance.now();
    const sent = door.send(gatewayId, { downlinkId: 0x0203, items: [ITEM] });
    const frame = await running.answer();
    assert.deepEqual(frame.subarray(0, 4), Buffer.from([2, 3, 2, 0x03]));
    assert.match(frame.toString(), /"txpk":\{"imme":true/);
    const ack = (report: Extract<Datagram, { type: "tx-ack" }>["report"], token: number): void =>
      running.send(encodeDatagram({ type: "tx-ack", version: 2, token, gatewayEui, report }));
    ack({}, 0x0203);
    const { statuses, stage, downlinkId } = await sent;
    assert.deepEqual([statuses, stage, downlinkId], [["OK"], "queued", 0x0203]);

    const late = door.send(gatewayId, { downlinkId: 5, items: [ITEM] });
    await running.answer();
    ack({ error: "TOO_LATE" }, 5);
    assert.deepEqual((await late).statuses, ["TOO_LATE"]);
    const tookMs = performance.now() - asked;
    assert.ok(door.link(gatewayId)!.roundTripP90Ms <= tookMs, "measured, no longer assumed");
  });

  it("goes down with the power until a forwarder's table has it, and remembers", async (t) => {
    const running = await start(t);
    const { door, gatewayId, gatewayEui } = running;
    running.send(pullData(gatewayEui));
    await running.answer();
    const powerOf = (frame: Buffer): unknown =>
      (JSON.parse(frame.subarray(4).toString()) as { txpk: { powe: number } }).txpk.powe;
    const ack = (report: Extract<Datagram, { type: "tx-ack" }>["report"], token: number): void =>
      running.send(encodeDatagram({ type: "tx-ack", version: 2, token, gatewayEui, report }));
    const loud = { ...ITEM, eirpDbm: 29.15 };
    const first = door.send(gatewayId, { downlinkId: 11, items: [loud] });
    assert.equal(powerOf(await running.answer()), 29);
    ack({ error: "TX_POWER" }, 11);
    assert.equal(powerOf(await running.answer()), 27);
    ack({}, 11);
    const { statuses, reducedToDbm } = await first;
    assert.deepEqual([statuses, reducedToDbm], [["OK"], 27]);
    const second = door.send(gatewayId, { downlinkId: 12, items: [loud] });
    assert.equal(powerOf(await running.answer()), 27);
    ack({}, 12);
    await second;
  });

  it("refuses unknown gateways, or takes them in where it is told to", async (t) => {
    const refusing = await start(t);
    const eui = "aa555a0000000101" as Eui64;
    refusing.send(pullData(eui));
    await refusedJust(refusing, { UNKNOWN_GATEWAY: 1 });
    const registering = await start(t, { unknown: "register" });
    registering.send(pullData(eui));
    await registering.answer();
    const found = (await registering.stores.registry.gateways.byEui([eui])).get(eui);
    assert.equal(found?.tenantId, registering.tenantId);
    assert.equal(found?.name, eui);
  });

  it("knows a gateway as soon as somebody creates it, and forgets one that is disabled", async (t) => {
    const running = await start(t);
    const { gateways } = running.stores.registry;
    const gateway = (await gateways.get([running.gatewayId])).get(running.gatewayId)!;
    running.send(pullData(running.gatewayEui));
    await running.answer();
    await gateways.update([{ ...gateway, disabled: true }]);
    running.send(pullData(running.gatewayEui));
    await refusedJust(running, { GATEWAY_DISABLED: 1 });
    const eui = "aa555a0000000102" as Eui64;
    running.send(pullData(eui));
    await refusedJust(running, { GATEWAY_DISABLED: 1, UNKNOWN_GATEWAY: 1 });
    const { version: _, createdAt: __, updatedAt: ___, ...draft } = gateway;
    await gateways.create([{ ...draft, id: crypto.randomUUID() as GatewayId, eui }]);
    running.send(pullData(eui));
    assert.equal((await running.answer())[3], 0x04);
  });

  it("takes so much of one gateway, and still all of another", async (t) => {
    const running = await start(t, { maxPerSecond: 2, unknown: "register" });
    for (let i = 0; i < 30; i++) running.send(pushData(running.gatewayEui, { rxpk: [RXPK] }));
    await refusedJust(running, { RATE_LIMIT: 10 });
    await until(() => running.delivered.length >= 20);
    assert.equal(running.delivered.length, 20);
    running.send(pushData("aa555a0000000103" as Eui64, { rxpk: [RXPK] }));
    await until(() => running.delivered.length > 20);
    assert.equal(running.delivered.length, 21);
  });

  it("keeps downlinks from whoever only says that he is the gateway", async (t) => {
    const running = await start(t);
    const { door, gatewayId, gatewayEui, port } = running;
    running.send(pullData(gatewayEui));
    await running.answer();
    const elsewhere = await gatewaySocket(t, "127.0.0.2");
    elsewhere.send(pullData(gatewayEui), port, "127.0.0.1");
    await next(elsewhere);
    assert.deepEqual(running.notices, ["a gateway sends from another address"]);
    assert.equal((await running.metrics.gatewayMoves.get()).values[0]!.value, 1);
    const sent = door.send(gatewayId, { downlinkId: 9, items: [ITEM] });
    assert.equal((await running.answer())[3], 0x03);
    running.send(encodeDatagram({ type: "tx-ack", version: 2, token: 9, gatewayEui, report: {} }));
    await sent;
    // Alarms are told without waiting for them.
    const events = await until(async () => {
      const told = await running.stores.log.read({ types: ["alarm-signal"], limit: 10 });
      return told.events.length > 0 && told.events;
    });
    assert.deepEqual(
      events.map(({ body }) => "code" in body && body.code),
      ["gateway-address-contested"],
    );
  });

  it("follows a gateway to another port of its host at once", async (t) => {
    const running = await start(t);
    running.send(pullData(running.gatewayEui));
    await running.answer();
    const restarted = await gatewaySocket(t);
    restarted.send(pullData(running.gatewayEui), running.port, "127.0.0.1");
    await next(restarted);
    const sent = running.door.send(running.gatewayId, { downlinkId: 9, items: [ITEM] });
    assert.equal((await next(restarted))[3], 0x03);
    const { gatewayEui } = running;
    running.send(encodeDatagram({ type: "tx-ack", version: 2, token: 9, gatewayEui, report: {} }));
    assert.deepEqual((await sent).statuses, ["OK"]);
    assert.deepEqual(running.notices, []);
  });

  it("acknowledges what it began to store before it ends", async (t) => {
    const { running, begun, stored } = await startStoring(t);
    running.send(pushData(running.gatewayEui, { rxpk: [RXPK] }));
    await begun;
    const answered = running.answer();
    const stopped = running.door.stop();
    stored();
    await stopped;
    assert.equal((await answered)[3], 0x01);
  });

  it("says in one line when its port is taken", async (t) => {
    const { port, parts } = await start(t);
    const listeners = [
      { host: "127.0.0.1", port: 0, region: "EU868" },
      { host: "127.0.0.1", port, region: "EU868" },
    ];
    const again = SemtechUdpDoor.bind({ listeners, registers: false }, parts);
    await assert.rejects(again, { code: "PORT_IN_USE" });
  });

  it("gives gateways that register themselves the channel plan of their port", async (t) => {
    const running = await start(t, { unknown: "register" });
    const { socket, door } = running;
    const [eu, us] = ["aa555a0000000104", "aa555a0000000105"] as Eui64[];
    socket.send(pullData(eu!), door.endpoints[0]!.port, "127.0.0.1");
    await running.answer();
    socket.send(pullData(us!), door.endpoints[1]!.port, "127.0.0.1");
    await running.answer();
    const found = await running.stores.registry.gateways.byEui([eu!, us!]);
    assert.deepEqual([found.get(eu!)!.region, found.get(eu!)!.subBand], ["EU868", undefined]);
    assert.deepEqual([found.get(us!)!.region, found.get(us!)!.subBand], ["US915", 1]);
  });
});

it("limits in tokens that come back with time", () => {
  let nowNs = 0n;
  const limit = new RateLimit({ ...systemClock, monotonic: () => nowNs }, 1);
  const taken = (): number =>
    Array.from({ length: 100 }, () => limit.take("a")).filter(Boolean).length;
  assert.equal(taken(), 10);
  assert.equal(taken(), 0);
  nowNs += 3_000_000_000n;
  assert.equal(taken(), 3);
  nowNs += 3_600_000_000_000n;
  assert.equal(taken(), 10);
});

it(
  "reads the kernel's own count of dropped datagrams",
  { skip: process.platform !== "linux" },
  async (t) => {
    const socket = createSocket({ type: "udp4", recvBufferSize: 2048 });
    socket.bind(0, "127.0.0.1");
    await once(socket, "listening");
    t.after(() => socket.close());
    const { port } = socket.address();
    assert.equal(await kernelDrops(port), 0);
    assert.equal(await kernelDrops(1), undefined);
    assert.match(await readFile("/proc/net/udp", "utf8"), /drops/);
  },
);
