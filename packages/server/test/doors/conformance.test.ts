import assert from "node:assert/strict";
import { once, type EventEmitter } from "node:events";
import { describe, it, type TestContext } from "node:test";
import {
  decodeDatagram,
  decodeDownlinkCommand,
  encodeConnState,
  encodeDatagram,
  encodeTxAckEvent,
  encodeUplinkEvent,
  stationContext,
  tmstContext,
  type GatewayDownlink,
  type GatewayUplink,
} from "@lorats/backhaul";
import { SeededRandom, UnavailableError, type Eui64 } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { hashSecret, type GatewayCredentialId } from "@lorats/platform";
import { connect, type MqttClient } from "mqtt";
import type { GatewayDoor } from "../../src/doors/common/door.ts";
import { BasicsStationDoor } from "../../src/doors/basics-station/basics-station-door.ts";
import { GatewayLane } from "../../src/doors/gateway-mqtt/built-in-broker.ts";
import { GatewayMqttDoor } from "../../src/doors/gateway-mqtt/gateway-mqtt-door.ts";
import { DOORS } from "../../src/doors/registry.ts";
import { SemtechUdpDoor } from "../../src/doors/semtech-udp/semtech-udp-door.ts";
import { until } from "../../../base/test/until.ts";
import { BROKER_DEFAULTS } from "../harness.ts";
import { MqttBroker } from "../../src/mqtt/broker.ts";
import { doorBench, openDoor, type BenchSettings, type DoorBench } from "./door-bench.ts";
import { StationGateway } from "./station-gateway.ts";
import { UdpGateway } from "./udp-gateway.ts";

const TOKEN = "lts_gw_secret";
const XTIME = 61_361_545_195_119_089n;

/** A gateway as its door sees it. */
interface Line {
  /** Resolves with whether the server said, or showed, that it has the frame. */
  uplink(frame: GatewayUplink): Promise<boolean>;
  garbage(bytes: Uint8Array): Promise<void>;
  /** The id of the next downlink. */
  downlink(): Promise<number>;
  answer(downlinkId: number): Promise<void>;
}

interface Subject {
  /** Starts the door on the bench, and says how gateways come to it. */
  start(t: TestContext, bench: DoorBench): Promise<{ door: GatewayDoor; origin: string }>;
  connect(t: TestContext, bench: DoorBench, origin: string, eui: Eui64): Promise<Line>;
  readonly context: Uint8Array;
}

const SUBJECTS: Readonly<Record<string, Subject>> = {
  "semtech-udp": {
    context: tmstContext(1_000_000),
    async start(_t, bench) {
      const listeners = [{ host: "127.0.0.1", port: 0, region: "EU868" }];
      const door = await SemtechUdpDoor.bind({ listeners, registers: false }, bench.parts);
      return { door, origin: String(door.endpoints[0]!.port) };
    },
    async connect(t, bench, origin, eui) {
      const gateway = await UdpGateway.open(t, eui, Number(origin));
      await gateway.pull();
      const unstored = async (): Promise<number> => (await bench.refused())["LOG_UNAVAILABLE"] ?? 0;
      return {
        async uplink(frame) {
          const before = await unstored();
          let acknowledged = false;
          gateway.push([frame]).then(
            () => (acknowledged = true),
            () => {},
          );
          await until(async () => acknowledged || (await unstored()) > before);
          return acknowledged;
        },
        garbage: (bytes) => gateway.send(bytes),
        async downlink() {
          const datagram = decodeDatagram(await gateway.answer());
          assert.ok(datagram.ok && datagram.value.type === "pull-resp");
          return datagram.value.token;
        },
        answer: (token) =>
          gateway.send(
            encodeDatagram({ type: "tx-ack", version: 2, token, gatewayEui: eui, report: {} }),
          ),
      };
    },
  },
  "basics-station": {
    context: stationContext({ rctx: 0n, xtime: XTIME }),
    async start(_t, bench) {
      const door = await BasicsStationDoor.bind(
        {
          host: "127.0.0.1",
          port: 0,
          tls: undefined,
          publicUri: undefined,
          credentialRequired: true,
          newcomer: undefined,
          beacons: false,
          allowsCommands: false,
        },
        bench.parts,
      );
      return { door, origin: `ws://127.0.0.1:${door.endpoints[0]!.port}` };
    },
    async connect(t, bench, origin, eui) {
      const headers = { authorization: `Bearer ${TOKEN}` };
      const { station } = await StationGateway.start(t, origin, eui, { headers });
      return {
        async uplink({ phyPayload, freqHz, times }) {
          const before = bench.delivered.length;
          station.say({
            type: "uplink",
            phyPayload,
            dr: 5,
            freqHz,
            refTimeS: 0,
            rctx: 0n,
            xtime: XTIME,
            gpstimeUs: (times.gpsNs ?? 0n) / 1000n,
            rssiDbm: -90,
            snrDb: 7,
          });
          await until(() => bench.delivered.length > before || station.closed);
          return !station.closed && bench.delivered.length > before;
        },
        // What is no UTF-8 ends a WebSocket by its own rules; all else shall not.
        garbage: async (bytes) =>
          bytes.length % 2 === 0
            ? station.socket.send(bytes)
            : station.socket.send(Buffer.from(bytes).toString("latin1")),
        downlink: async () => (await station.hearDownlink()).diid,
        answer: async (diid) =>
          station.say({ type: "dntxed", diid, rctx: 0n, xtime: XTIME + 1_000_000n, gpstimeUs: 0n }),
      };
    },
  },
  "gateway-mqtt": {
    context: tmstContext(1_000_000),
    async start(t, bench) {
      const door = new GatewayMqttDoor(
        { registers: false, pushesConfig: false, endpoints: () => [] },
        bench.parts,
      );
      const broker = await MqttBroker.start({
        host: "127.0.0.1",
        port: 0,
        ...BROKER_DEFAULTS,
        clock: systemClock,
        metrics: bench.metrics,
        stores: bench.stores,
        gateways: new GatewayLane(door, bench.parts),
      });
      t.after(() => broker.stop());
      return { door, origin: `mqtt://127.0.0.1:${broker.address.port}` };
    },
    async connect(t, _bench, origin, eui) {
      const client: MqttClient = connect(origin, {
        username: eui,
        password: TOKEN,
        reconnectPeriod: 0,
      });
      t.after(() => client.end(true));
      client.on("error", () => {});
      const emitter = client as unknown as EventEmitter;
      const outcome = await Promise.race([
        once(emitter, "connect").then(
          () => "connect",
          () => "refused",
        ),
        once(emitter, "close").then(() => "refused"),
      ]);
      assert.equal(outcome, "connect");
      const root = `eu868/gateway/${eui}`;
      await client.subscribeAsync(`${root}/command/+`, { qos: 1 });
      const online = encodeConnState({ gatewayEui: eui, state: "ONLINE" });
      await client.publishAsync(`${root}/state/conn`, online, { qos: 1 });
      const inbox: Buffer[] = [];
      client.on("message", (_, payload) => inbox.push(payload));
      return {
        async uplink(frame) {
          const event = encodeUplinkEvent({ ...frame, gatewayEui: eui, uplinkId: 1 });
          const acked = client.publishAsync(`${root}/event/up`, event, { qos: 1 }).then(
            () => true,
            () => false,
          );
          return Promise.race([acked, once(emitter, "close").then(() => false)]);
        },
        garbage: async (bytes) => {
          await client.publishAsync(`${root}/event/up`, Buffer.from(bytes), { qos: 1 });
        },
        async downlink() {
          const command = decodeDownlinkCommand(await until(() => inbox.shift()));
          assert.ok(command.ok);
          return command.value.downlink.downlinkId;
        },
        answer: async (downlinkId) => {
          const outcome = { downlinkId, statuses: ["OK" as const], stage: "queued" as const };
          const ack = encodeTxAckEvent({ gatewayEui: eui, outcome });
          await client.publishAsync(`${root}/event/ack`, ack, { qos: 1 });
        },
      };
    },
  },
};

function frame(fCnt: number): GatewayUplink {
  return {
    phyPayload: Uint8Array.of(0x40, 4, 3, 2, 1, 0, fCnt, 0, 1, 0xaa, 1, 2, 3, 4),
    freqHz: 868_100_000,
    modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
    crc: "ok",
    rssiDbm: -90,
    snrDb: 7,
    times: { counter: { kind: "tmst", us: 1_000_000 } },
    context: tmstContext(1_000_000),
  };
}

function downlink(context: Uint8Array): GatewayDownlink {
  return {
    downlinkId: 77,
    devEui: "1112131415161718",
    deviceClass: "A",
    items: [
      {
        phyPayload: Uint8Array.of(0x60, 1, 2, 3, 4, 0, 1, 0, 9, 9, 9, 9),
        freqHz: 868_100_000,
        modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
        eirpDbm: 16,
        timing: { kind: "delay", delayUs: 1_000_000, context },
        invertPolarization: true,
        withCrc: false,
      },
    ],
  };
}

async function begin(t: TestContext, name: string, settings: BenchSettings = {}) {
  const subject = SUBJECTS[name]!;
  const bench = await doorBench(t, name as "semtech-udp", settings);
  const { stores, tenantId, gatewayId } = bench;
  const id = crypto.randomUUID() as GatewayCredentialId;
  const credential = { id, tenantId, gatewayId, kind: "token" as const, name: "t" };
  await stores.gatewayCredentials.create([
    { ...credential, hash: hashSecret(TOKEN), createdAt: systemClock.now() },
  ]);
  const { door, origin } = await subject.start(t, bench);
  openDoor(t, bench, door);
  const line = (eui: Eui64 = bench.gatewayEui): Promise<Line> =>
    subject.connect(t, bench, origin, eui);
  return { bench, door, line, subject };
}

async function refusals(bench: DoorBench): Promise<number> {
  return Object.values(await bench.refused()).reduce((a, b) => a + b, 0);
}

for (const { name, title } of DOORS) {
  describe(`${title}: what every door must do`, () => {
    it("hands over frames under its own name, and knows its gateway from then on", async (t) => {
      const { bench, door, line } = await begin(t, name);
      assert.equal(door.link(bench.gatewayId), undefined);
      assert.equal(door.connection(bench.gatewayId), undefined);
      const gateway = await line();
      assert.equal(await gateway.uplink(frame(1)), true);
      const [{ door: by, gateway: from, uplinks }] = bench.delivered as [
        (typeof bench.delivered)[0],
      ];
      assert.deepEqual([by, from.id, uplinks.length], [name, bench.gatewayId, 1]);
      assert.deepEqual([...uplinks[0]!.phyPayload], [...frame(1).phyPayload]);
      assert.ok(door.link(bench.gatewayId)!.roundTripP90Ms > 0);
      assert.equal(door.connection(bench.gatewayId)!.door, name);
    });

    it("offers ping slots only while the gateway has GPS", async (t) => {
      const { bench, door, line } = await begin(t, name);
      const gateway = await line();
      const able: (boolean | undefined)[] = [];
      for (const gpsNs of [undefined, 1_400_000_000_000_000_000n, undefined]) {
        const { times } = frame(1);
        await gateway.uplink({ ...frame(1), times: { ...times, ...(gpsNs && { gpsNs }) } });
        able.push(door.link(bench.gatewayId)?.gpsTiming);
      }
      assert.deepEqual(able, [false, true, false]);
    });

    it("lets nobody in whom nobody knows, nor one that is disabled", async (t) => {
      const { bench, line } = await begin(t, name);
      const { gateways } = bench.stores.registry;
      const trySend = async (eui?: Eui64): Promise<boolean> => {
        const before = await refusals(bench);
        let sent: boolean | undefined;
        line(eui)
          .then((gateway) => gateway.uplink(frame(2)))
          .then(
            (taken) => (sent = taken),
            () => (sent = false),
          );
        // Semtech UDP has no word for it: who is turned away there is counted, and not answered.
        await until(async () => sent !== undefined || (await refusals(bench)) > before);
        return sent ?? false;
      };
      assert.equal(await trySend("aa555a00000001aa" as Eui64), false);
      const gateway = (await gateways.get([bench.gatewayId])).get(bench.gatewayId)!;
      await gateways.update([{ ...gateway, disabled: true }]);
      assert.equal(await trySend(), false);
      assert.equal(bench.delivered.length, 0);
      const { UNKNOWN_GATEWAY = 0, GATEWAY_DISABLED = 0 } = await bench.refused();
      assert.ok(UNKNOWN_GATEWAY > 0 && GATEWAY_DISABLED > 0);
    });

    it("acknowledges nothing that could not be stored, and everything again once it can", async (t) => {
      const { bench, line } = await begin(t, name, { hurry: 20 });
      const { receive } = bench.intake;
      bench.intake.receive = async () => {
        throw new UnavailableError("LOG_UNAVAILABLE", "the disk is full");
      };
      const gateway = await line();
      assert.equal(await gateway.uplink(frame(3)), false);
      assert.equal((await bench.refused())["LOG_UNAVAILABLE"], 1);
      bench.intake.receive = receive;
      await until(async () => {
        const again = await line().catch(() => undefined);
        return again?.uplink(frame(3));
      });
      assert.equal(bench.delivered.length, 1);
    });

    it("hands downlinks over and tells what became of them", async (t) => {
      const { bench, door, line, subject } = await begin(t, name);
      const lost = door.send(bench.gatewayId, downlink(subject.context));
      await assert.rejects(lost, { code: "GW_NOT_CONNECTED" });
      const gateway = await line();
      const sent = door.send(bench.gatewayId, downlink(subject.context));
      const id = await gateway.downlink();
      assert.equal(id, 77);
      await gateway.answer(id);
      const { downlinkId, statuses } = await sent;
      assert.deepEqual([downlinkId, statuses], [77, ["OK"]]);
    });

    it("has an end for a downlink that nobody answers", async (t) => {
      const { bench, door, line, subject } = await begin(t, name, { hurry: 20 });
      await line();
      const outcome = await door.send(bench.gatewayId, downlink(subject.context)).then(
        ({ statuses }) => statuses.includes("OK"),
        (error: UnavailableError) => error.code,
      );
      assert.ok(outcome === false || outcome === "GW_NO_ANSWER", String(outcome));
    });

    it("survives any bytes, and counts them", async (t) => {
      const { bench, line } = await begin(t, name);
      const random = new SeededRandom(5);
      const gateway = await line();
      const before = await refusals(bench);
      const pieces = [
        '{"rxpk":[{',
        '{"msgtype":"updf"',
        '{"msgtype":"lts","orphans":[{',
        "[1,2",
        '{"phyPayload":',
        "\u0000",
        "{}",
      ];
      const COUNT = 120;
      for (let i = 0; i < COUNT; i++) {
        const head = Buffer.from(pieces[i % pieces.length]!);
        const tail = random.bytes(1 + (random.uint32() % 60));
        await gateway.garbage(i % 3 === 0 ? tail : Buffer.concat([head, tail]));
      }
      assert.equal(await gateway.uplink(frame(4)), true);
      await until(async () => (await refusals(bench)) - before >= COUNT);
      assert.equal(bench.delivered.length, 1);
    });

    it("ends once, with its lines", async (t) => {
      const { bench, door, line } = await begin(t, name);
      await line();
      await door.stop();
      await door.stop();
      assert.equal(door.link(bench.gatewayId), undefined);
    });
  });
}

it("every door there is has a subject here", () => {
  assert.deepEqual(DOORS.map(({ name }) => name).toSorted(), Object.keys(SUBJECTS).toSorted());
});
