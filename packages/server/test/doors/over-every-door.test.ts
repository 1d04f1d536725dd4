import assert from "node:assert/strict";
import { once, type EventEmitter } from "node:events";
import { describe, it, type TestContext } from "node:test";
import {
  decodeDownlinkCommand,
  encodeConnState,
  encodeTxAckEvent,
  encodeUplinkEvent,
  tmstContext,
} from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";
import { connect } from "mqtt";
import { until } from "../../../base/test/until.ts";
import { OracleDevice } from "../../../network/test/support/oracle-device.ts";
import { startRunning, type Running } from "../support/running.ts";
import { StationGateway } from "./station-gateway.ts";

const RX1_DELAY_S = 3;

/** What a gateway was told to send: the first window. */
interface Answer {
  readonly phyPayload: Uint8Array;
  readonly delayS: number;
  readonly freqHz: number;
}

/** A gateway that passes on what lora-packet's device sends, and takes every downlink. */
interface Line {
  push(phyPayload: Uint8Array): Promise<void>;
  next(): Promise<Answer>;
}

interface Place {
  readonly id: string;
  readonly eui: Eui64;
  readonly token: string;
}

function portOf({ server }: Running, wanted: string): number {
  return server.gatewayDoors.find(({ door }) => door === wanted)!.port;
}

async function overStation(t: TestContext, running: Running, { eui, token }: Place): Promise<Line> {
  const origin = `ws://127.0.0.1:${portOf(running, "basics-station")}`;
  const headers = { authorization: `Bearer ${token}` };
  const { station } = await StationGateway.start(t, origin, eui, { headers });
  const xtime = (): bigint => (3n << 48n) + BigInt(Math.round(performance.now() * 1000));
  return {
    async push(phyPayload) {
      station.say({
        type: "uplink",
        phyPayload,
        dr: 5,
        freqHz: 868_100_000,
        refTimeS: 0,
        rctx: 0n,
        xtime: xtime(),
        gpstimeUs: 0n,
        rssiDbm: -60,
        snrDb: 9,
      });
    },
    async next() {
      const { phyPayload, diid, rxDelayS, rx1 } = await station.hearDownlink();
      station.say({ type: "dntxed", diid, rctx: 0n, xtime: xtime(), gpstimeUs: 0n });
      return { phyPayload, delayS: rxDelayS!, freqHz: rx1!.freqHz };
    },
  };
}

async function overMqtt(t: TestContext, running: Running, { eui, token }: Place): Promise<Line> {
  const client = connect(`mqtt://127.0.0.1:${portOf(running, "gateway-mqtt")}`, {
    username: eui,
    password: token,
    reconnectPeriod: 0,
  });
  t.after(() => client.end(true));
  await once(client as unknown as EventEmitter, "connect");
  const root = `eu868/gateway/${eui}`;
  const inbox: Buffer[] = [];
  client.on("message", (_, payload) => inbox.push(payload));
  await client.subscribeAsync(`${root}/command/+`, { qos: 1 });
  const online = encodeConnState({ gatewayEui: eui, state: "ONLINE" });
  await client.publishAsync(`${root}/state/conn`, online, { qos: 1 });
  let uplinkId = 0;
  return {
    async push(phyPayload) {
      const us = Math.round(performance.now() * 1000) % 2 ** 32;
      const event = encodeUplinkEvent({
        gatewayEui: eui,
        uplinkId: ++uplinkId,
        phyPayload,
        freqHz: 868_100_000,
        modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
        crc: "ok",
        rssiDbm: -60,
        snrDb: 9,
        times: { counter: { kind: "tmst", us } },
        context: tmstContext(us),
      });
      await client.publishAsync(`${root}/event/up`, event, { qos: 1 });
    },
    async next() {
      const command = decodeDownlinkCommand(await until(() => inbox.shift()));
      assert.ok(command.ok);
      const { downlinkId, items } = command.value.downlink;
      const [{ phyPayload, freqHz, timing }] = items as [(typeof items)[0]];
      assert.equal(timing.kind, "delay");
      const outcome = { downlinkId, statuses: ["OK" as const], stage: "queued" as const };
      const ack = encodeTxAckEvent({ gatewayEui: eui, outcome });
      await client.publishAsync(`${root}/event/ack`, ack, { qos: 1 });
      return { phyPayload, freqHz, delayS: timing.kind === "delay" ? timing.delayUs / 1e6 : 0 };
    },
  };
}

const LINES = { "Basics Station": overStation, "gateway MQTT": overMqtt };

describe("lora-packet's device, over the doors beside Semtech UDP", { concurrency: true }, () => {
  for (const [number, [name, open]] of Object.entries(LINES).entries()) {
    it(`${name}: join, uplink, a confirmed message, an acknowledgement`, async (t) => {
      const running = await startRunning(t, {
        "basics_station.enabled": true,
        "basics_station.port": 0,
        "basics_station.tls": false,
      });
      const { client, tenantId } = running;
      const eui = `0a000000000000b${number}` as Eui64;
      const { id } = await client.createGateway({ tenantId, eui });
      const { token } = await client.createGatewayToken({ id });
      const { id: applicationId } = await client.createApplication({ tenantId, name: "Meters" });
      const { id: profileId } = await client.createDeviceProfile({
        tenantId,
        name: "Meter",
        macVersion: "1.0.3",
        regParamsRevision: "A",
        statusRequestsPerDay: 0,
        rx: { rx1DelayS: RX1_DELAY_S },
        adr: { algorithm: "none", installationMarginDb: 10 },
      });
      const [devEui, joinEui, appKey] = [
        `0a0000000000b00${number}`,
        "0a000000000000ff",
        "0b".repeat(16),
      ];
      const device = await client.createDevice({
        applicationId,
        profileId,
        devEui,
        joinEui,
        appKey,
      });
      const radio = new OracleDevice(devEui, joinEui, appKey);
      const line = await open(t, running, { id, eui, token });

      await line.push(radio.joinRequest());
      const accept = await line.next();
      assert.deepEqual([accept.delayS, accept.freqHz], [5, 868_100_000]);
      assert.ok(radio.acceptJoin(accept.phyPayload), "lora-packet takes the join-accept");

      await client.enqueue({ id: device.id, fPort: 9, data: "yv4=", confirmed: true });
      await line.push(radio.uplink("0102", { fPort: 7 }));
      const up = await running.message(({ event }) => event === "up");
      assert.equal(up.body.data, "AQI=");
      const answer = await line.next();
      const windows = [`${RX1_DELAY_S} s 868100000`, `${RX1_DELAY_S + 1} s 869525000`];
      assert.ok(windows.includes(`${answer.delayS} s ${answer.freqHz}`), JSON.stringify(answer));
      const heard = radio.hear(answer.phyPayload);
      assert.deepEqual([heard.payload, heard.fPort, heard.confirmed], ["cafe", 9, true]);

      await line.push(radio.uplink("03", { confirmed: true, ack: true }));
      const acknowledged = await running.message(({ event }) => event === "ack");
      assert.equal(acknowledged.body["acknowledged"], true);
      assert.equal(radio.hear((await line.next()).phyPayload).ack, true);
    });
  }
});
