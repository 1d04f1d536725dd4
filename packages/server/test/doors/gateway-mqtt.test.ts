import assert from "node:assert/strict";
import { once, type EventEmitter } from "node:events";
import { describe, it, type TestContext } from "node:test";
import {
  decodeConfigCommand,
  decodeDownlinkCommand,
  encodeConnState,
  encodeStatsEvent,
  encodeTxAckEvent,
  encodeUplinkEvent,
  tmstContext,
  type GatewayDownlink,
  type MqttGatewayConfig,
  type MqttUplink,
} from "@lorats/backhaul";
import { UnavailableError, type Eui64 } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { hashSecret, type GatewayCredentialId } from "@lorats/platform";
import { connect, type MqttClient } from "mqtt";
import { ExternalBroker } from "../../src/doors/gateway-mqtt/external-broker.ts";
import { GatewayLane } from "../../src/doors/gateway-mqtt/built-in-broker.ts";
import { GatewayMqttDoor } from "../../src/doors/gateway-mqtt/gateway-mqtt-door.ts";
import { newcomerOf } from "../../src/doors/gateway-mqtt/newcomer.ts";
import { BROKER_DEFAULTS } from "../harness.ts";
import { MqttBroker } from "../../src/mqtt/broker.ts";
import { until } from "../../../base/test/until.ts";
import { doorBench, openDoor, settle, type DoorBench } from "./door-bench.ts";

interface Running extends DoorBench {
  readonly door: GatewayMqttDoor;
  readonly broker: MqttBroker;
  readonly token: string;
  readonly credentialId: GatewayCredentialId;
  connect(username?: string, password?: string): Promise<MqttClient>;
}

async function start(t: TestContext, registers = false, pushesConfig = false): Promise<Running> {
  const bench = await doorBench(t, "gateway-mqtt");
  const { stores, tenantId, gatewayId, gatewayEui, parts } = bench;
  const token = "lts_gw_secret";
  const credentialId = crypto.randomUUID() as GatewayCredentialId;
  const credential = { id: credentialId, tenantId, gatewayId, kind: "token" as const, name: "t" };
  await stores.gatewayCredentials.create([
    { ...credential, hash: hashSecret(token), createdAt: systemClock.now() },
  ]);
  const door = new GatewayMqttDoor({ registers, pushesConfig, endpoints: () => [] }, parts);
  openDoor(t, bench, door);
  const broker = await MqttBroker.start({
    host: "127.0.0.1",
    port: 0,
    ...BROKER_DEFAULTS,
    clock: systemClock,
    metrics: bench.metrics,
    stores,
    gateways: new GatewayLane(door, parts),
  });
  t.after(() => broker.stop());
  const client = async (username = gatewayEui as string, password = token): Promise<MqttClient> => {
    const made = connect(`mqtt://127.0.0.1:${broker.address.port}`, {
      username,
      password,
      reconnectPeriod: 0,
    });
    t.after(() => made.end(true));
    await new Promise<void>((resolve, reject) => {
      made.once("connect", () => resolve());
      made.once("error", reject);
    });
    return made;
  };
  return { ...bench, door, broker, token, credentialId, connect: client };
}

function uplink(gatewayEui: Eui64): MqttUplink {
  return {
    gatewayEui,
    uplinkId: 7,
    phyPayload: Uint8Array.of(0x40, 4, 3, 2, 1, 0, 1, 0, 1, 0xaa, 1, 2, 3, 4),
    freqHz: 868_100_000,
    modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
    crc: "ok",
    rssiDbm: -90,
    snrDb: 7,
    times: {},
    context: tmstContext(1_000_000),
  };
}

const DOWNLINK: GatewayDownlink = {
  downlinkId: 77,
  items: [
    {
      phyPayload: Uint8Array.of(0x60, 1, 2, 3, 4, 0, 1, 0, 9, 9, 9, 9),
      freqHz: 868_100_000,
      modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
      eirpDbm: 16,
      timing: { kind: "delay", delayUs: 1_000_000, context: tmstContext(1_000_000) },
      invertPolarization: true,
      withCrc: false,
    },
  ],
};

describe("gateway MQTT door at the server's own broker", () => {
  it("takes frames and statistics, and acknowledges them when they are stored", async (t) => {
    const running = await start(t);
    const { gatewayEui } = running;
    const stored = Promise.withResolvers<void>();
    const { receive } = running.intake;
    running.intake.receive = async (delivery) => {
      await stored.promise;
      await receive(delivery);
    };
    const client = await running.connect();
    const topic = `eu868/gateway/${gatewayEui}/event/up`;
    const published = client.publishAsync(topic, encodeUplinkEvent(uplink(gatewayEui)), { qos: 1 });
    assert.equal(await Promise.race([published.then(() => "acked"), settle(80)]), undefined);
    stored.resolve();
    await published;
    const [delivery] = running.delivered;
    assert.deepEqual([delivery!.door, delivery!.authentication], ["gateway-mqtt", "token"]);
    const stats = { rxReceived: 3, rxOk: 2, txReceived: 1, txEmitted: 1 };
    await client.publishAsync(
      `eu868/gateway/${gatewayEui}/event/stats`,
      encodeStatsEvent({ gatewayEui, stats }),
      { qos: 1 },
    );
    assert.deepEqual(running.stats, [stats]);
  });

  it("does not acknowledge what could not be stored, and ends the line", async (t) => {
    const running = await start(t);
    const { gatewayEui } = running;
    running.intake.receive = async () => {
      throw new UnavailableError("LOG_UNAVAILABLE", "the disk is full");
    };
    const client = await running.connect();
    let acknowledged = false;
    client
      .publishAsync(`gateway/${gatewayEui}/event/up`, encodeUplinkEvent(uplink(gatewayEui)), {
        qos: 1,
      })
      .then(
        () => (acknowledged = true),
        () => {},
      );
    await once(client as unknown as EventEmitter, "close");
    assert.equal(acknowledged, false);
    assert.equal((await running.refused())["LOG_UNAVAILABLE"], 1);
  });

  it("sends commands under the gateway's prefix, and hears what became of them", async (t) => {
    const running = await start(t);
    const { door, gatewayId, gatewayEui } = running;
    const client = await running.connect();
    const root = `eu868/gateway/${gatewayEui}`;
    assert.equal(door.link(gatewayId), undefined);
    await client.subscribeAsync(`${root}/command/#`.replace("#", "+"), { qos: 1 });
    const online = encodeConnState({ gatewayEui, state: "ONLINE" });
    await client.publishAsync(`${root}/state/conn`, online, { qos: 1, retain: true });
    assert.equal(door.link(gatewayId)?.maxItems, 2);
    const heard = once(client as unknown as EventEmitter, "message");
    const sent = door.send(gatewayId, DOWNLINK);
    const [topic, payload] = (await heard) as [string, Buffer];
    assert.equal(topic, `${root}/command/down`);
    const command = decodeDownlinkCommand(payload);
    assert.ok(command.ok);
    assert.equal(command.value.downlink.downlinkId, 77);
    const outcome = { downlinkId: 77, statuses: ["TOO_LATE" as const], stage: "refused" as const };
    await client.publishAsync(`${root}/event/ack`, encodeTxAckEvent({ gatewayEui, outcome }), {
      qos: 1,
    });
    assert.deepEqual((await sent).statuses, ["TOO_LATE"]);
    client.end(true);
    await until(() => door.link(gatewayId) === undefined);
  });

  it("tells a gateway its channels when it comes and when it is changed, where that is wanted", async (t) => {
    const running = await start(t, false, true);
    const { gatewayEui, gatewayId, stores } = running;
    const client = await running.connect();
    const root = `us915_1/gateway/${gatewayEui}`;
    const { gateways } = stores.registry;
    const change = async (fields: { region: string; subBand: number }): Promise<void> => {
      const gateway = (await gateways.get([gatewayId])).get(gatewayId)!;
      await gateways.update([{ ...gateway, ...fields }]);
    };
    await change({ region: "US915", subBand: 1 });
    const configs: MqttGatewayConfig[] = [];
    client.on("message", (topic, payload) => {
      if (!topic.endsWith("/command/config")) return;
      const config = decodeConfigCommand(payload);
      assert.ok(config.ok);
      configs.push(config.value);
    });
    await client.subscribeAsync(`${root}/command/+`, { qos: 1 });
    const online = encodeConnState({ gatewayEui, state: "ONLINE" });
    await client.publishAsync(`${root}/state/conn`, online, { qos: 1 });
    const first = await until(() => configs[0]);
    assert.equal(first!.channels.length, 9);
    assert.deepEqual(first!.channels[0], {
      freqHz: 903_900_000,
      bwHz: 125_000,
      spreadingFactors: [7, 8, 9, 10],
      board: 0,
      demodulator: 0,
    });
    assert.deepEqual(
      [first!.channels[8]!.freqHz, first!.channels[8]!.bwHz, first!.channels[8]!.spreadingFactors],
      [904_600_000, 500_000, [8]],
    );
    const up = encodeUplinkEvent(uplink(gatewayEui));
    for (let n = 0; n < 2; n++) await client.publishAsync(`${root}/event/up`, up, { qos: 1 });
    await settle(100);
    const told = configs.length;
    await change({ region: "US915", subBand: 0 });
    for (let n = 0; n < 2; n++) await client.publishAsync(`${root}/event/up`, up, { qos: 1 });
    await until(() => configs.length > told);
    await settle(100);
    assert.equal(configs.length, told + 1, "once for each change");
    assert.equal(configs.at(-1)!.channels[0]!.freqHz, 902_300_000);
    assert.notEqual(configs.at(-1)!.version, first!.version);
  });

  it("lets a gateway speak and listen for itself only", async (t) => {
    const running = await start(t);
    const { gatewayEui } = running;
    await assert.rejects(running.connect(gatewayEui, "lts_gw_guess"));
    await assert.rejects(running.connect("aa555a0000000101"));
    const client = await running.connect();
    const other = "aa555a0000000101" as Eui64;
    const foreign = encodeUplinkEvent(uplink(other));
    await client.publishAsync(`gateway/${other}/event/up`, foreign, { qos: 1 });
    await client.publishAsync(`gateway/${gatewayEui}/event/up`, foreign, { qos: 1 });
    await client.publishAsync(`application/x/device/y/command/down`, "{}", { qos: 1 });
    await client.publishAsync(`gateway/${gatewayEui}/command/down`, "{}", { qos: 1 });
    await client.publishAsync(`gateway/${gatewayEui}/event/up`, "{", { qos: 1 });
    await client.publishAsync(`gateway/${gatewayEui}/event/up`, Buffer.from([0xff]), { qos: 1 });
    for (const filter of [
      "#",
      `gateway/${other}/command/down`,
      "application/+/device/+/event/up",
      "gateway/+/command/+",
    ]) {
      await assert.rejects(client.subscribeAsync(filter, { qos: 1 }), filter);
    }
    assert.equal(running.delivered.length, 0);
    const { CREDENTIAL_INVALID, UNKNOWN_GATEWAY, ...refused } = await running.refused();
    assert.deepEqual([CREDENTIAL_INVALID, UNKNOWN_GATEWAY], [1, 1]);
    assert.deepEqual(refused, {
      GWM_FOREIGN_GATEWAY: 2,
      GWM_NO_SUCH_TOPIC: 2,
      GWM_BAD_JSON: 1,
      GWM_BAD_PROTOBUF: 1,
    });
  });
});

describe("gateway MQTT door at another broker", () => {
  it("leaves unacknowledged there what it could not store, and takes it later", async (t) => {
    const running = await start(t);
    const { gatewayEui, gatewayId, parts } = running;
    const { Aedes } = await import("aedes");
    const { createServer } = await import("node:net");
    const aedes = await Aedes.createBroker();
    let subscribed = false;
    aedes.on("subscribe", (_, { id }) => (subscribed ||= id === "lorats"));
    const server = createServer((socket) => void aedes.handle(socket));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const door = new GatewayMqttDoor(
      { registers: false, pushesConfig: false, endpoints: () => [] },
      parts,
    );
    openDoor(t, running, door);
    const external = new ExternalBroker(
      {
        url: `mqtt://127.0.0.1:${port}`,
        username: undefined,
        password: undefined,
        clientId: "lorats",
        prefixes: ["", "+"],
      },
      door,
      parts,
    );
    t.after(async () => {
      await external.stop();
      aedes.close();
      server.close();
    });
    let failures = 0;
    const { receive } = running.intake;
    running.intake.receive = async (delivery) => {
      if (failures++ === 0) throw new UnavailableError("LOG_UNAVAILABLE", "the disk is full");
      await receive(delivery);
    };
    const gateway = connect(`mqtt://127.0.0.1:${port}`);
    t.after(() => gateway.end(true));
    await once(gateway as unknown as EventEmitter, "connect");
    const root = `us915_1/gateway/${gatewayEui}`;
    await gateway.subscribeAsync(`${root}/command/down`);
    await until(() => subscribed);
    await gateway.publishAsync(`${root}/event/up`, encodeUplinkEvent(uplink(gatewayEui)), {
      qos: 1,
    });
    await until(() => running.delivered.length > 0);
    assert.equal(running.delivered.length, 1);
    assert.equal(running.delivered[0]!.authentication, "none");
    const heard = once(gateway as unknown as EventEmitter, "message");
    const sent = door.send(gatewayId, DOWNLINK);
    await heard;
    const outcome = { downlinkId: 77, statuses: ["OK" as const], stage: "queued" as const };
    await gateway.publishAsync(`${root}/event/ack`, encodeTxAckEvent({ gatewayEui, outcome }));
    assert.deepEqual((await sent).statuses, ["OK"]);
  });

  it("knows ChirpStack's topic prefixes", () => {
    const by = "gateway MQTT";
    assert.deepEqual(newcomerOf("eu868"), { region: "EU868", by });
    assert.deepEqual(newcomerOf("us915_1"), { region: "US915", subBand: 1, by });
    assert.deepEqual(newcomerOf("as923_2"), { region: "AS923-2", by });
    assert.deepEqual(newcomerOf("as923"), { region: "AS923-1", by });
    assert.deepEqual(newcomerOf("my/prefix"), { region: "EU868", by });
    assert.deepEqual(newcomerOf("site/au915_0"), { region: "AU915", subBand: 0, by });
  });
});
