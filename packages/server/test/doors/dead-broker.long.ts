import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { encodeUplinkEvent, tmstContext } from "@lorats/backhaul";
import type { Eui64 } from "@lorats/base";
import { connectAsync, type MqttClient } from "mqtt";
import { until } from "../../../base/test/until.ts";
import { OracleDevice } from "../../../network/test/support/oracle-device.ts";
import { freePort, furnishMosquitto, missing, runBroker } from "../support/broker.ts";
import { startRunning, type Running } from "../support/running.ts";
import { TinyForwarder } from "../support/tiny-forwarder.ts";

const GATEWAY = "0a00000000000d01" as Eui64;
const FRAMES = 200;
const PER_SECOND = 20;
/** After how many frames mosquitto is killed, and how long it is away. */
const KILLS = new Map([
  [60, 1500],
  [120, 4000],
]);
/** While mosquitto is away for the second time, a gateway that does not need it hears another device, with this counter. */
const ELSEWHERE_AT = 150;
const ELSEWHERE = 1000;
/** What a broker that was killed may lose of what it had taken: it writes once a second. */
const LOST_AT_MOST = KILLS.size * PER_SECOND;

async function client(t: TestContext, port: number, clientId: string): Promise<MqttClient> {
  const made = await connectAsync(`mqtt://127.0.0.1:${port}`, {
    username: "lorats",
    password: "secret",
    clientId,
    // Mosquitto keeps what comes while it is away, and it keeps what mosquitto has not acknowledged.
    clean: false,
    reconnectPeriod: 200,
  });
  made.on("error", () => {});
  t.after(() => made.endAsync(true));
  return made;
}

/** A device in the middle of its life, known to the server. */
async function device(
  { client: api, tenantId }: Running,
  devEui: string,
  devAddr: string,
): Promise<OracleDevice> {
  const { id: applicationId } = await api.createApplication({ tenantId, name: "Meters" });
  const profile = await api.createDeviceProfile({ tenantId, name: "Meter", macVersion: "1.0.3" });
  const joinEui = "0a000000000000ff";
  const { id } = await api.createDevice({ applicationId, profileId: profile.id, devEui, joinEui });
  const radio = new OracleDevice(devEui, joinEui, "00".repeat(16));
  const [nwkSKey, appSKey] = ["aa".repeat(16), "bb".repeat(16)];
  await api.activate({ id, devAddr, nwkSKey, appSKey });
  radio.devAddr = Buffer.from(devAddr, "hex");
  radio.nwkSKey = Buffer.from(nwkSKey, "hex");
  radio.appSKey = Buffer.from(appSKey, "hex");
  return radio;
}

const skip = missing("mosquitto");

it(
  "a broker between gateways and server, and between server and people, killed twice under load: all goes on where it was",
  { skip },
  async (t) => {
    const port = await freePort();
    const configuration = furnishMosquitto(port);
    const begin = () => runBroker(t, "mosquitto", ["-c", configuration], port);
    let broker = await begin();
    const url = `mqtt://127.0.0.1:${port}`;
    const running = await startRunning(t, {
      "gateway_mqtt.broker_url": url,
      "gateway_mqtt.username": "lorats",
      "gateway_mqtt.password": "secret",
      "network.device_max_per_second": 1000,
      "webhooks.allow_private": true,
    });
    const { client: api, tenantId, server } = running;
    await api.createGateway({ tenantId, eui: GATEWAY, name: "Behind mosquitto" });
    const radio = await device(running, "0a00000000000d02", "260b0001");
    const { eui } = await api.createGateway({ tenantId, eui: "0a00000000000d03", name: "Beside" });
    const beside = await TinyForwarder.open(eui, server.semtechUdp!.port);
    t.after(() => beside.close());
    const neighbour = await device(running, "0a00000000000d04", "260b0002");
    neighbour.fCntUp = ELSEWHERE;
    const { id: integrationId } = await api.createIntegration({
      tenantId,
      name: "elsewhere",
      kind: "mqtt",
      mqtt: { url, username: "lorats", topicPrefix: "site/", qos: 1 },
      secret: "secret",
    });
    const reader = await client(t, port, "reader");
    const read: number[] = [];
    reader.on("message", (_, payload) => {
      read.push((JSON.parse(payload.toString()) as { fCnt?: number }).fCnt ?? 0);
    });
    await reader.subscribeAsync("site/application/+/device/+/event/up", { qos: 1 });
    const gateway = await client(t, port, "gateway");

    const sent: Promise<unknown>[] = [];
    for (let n = 0; n < FRAMES; n++) {
      const pause = KILLS.get(n);
      if (pause !== undefined) {
        await broker.kill();
        void setTimeout(pause).then(async () => (broker = await begin()));
      }
      if (n === ELSEWHERE_AT) beside.push(neighbour.uplink("02"));
      const event = encodeUplinkEvent({
        gatewayEui: GATEWAY,
        uplinkId: n,
        phyPayload: radio.uplink("01"),
        freqHz: 868_100_000,
        modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
        crc: "ok",
        rssiDbm: -80,
        snrDb: 9,
        times: {},
        context: tmstContext(n * 50_000),
      });
      sent.push(gateway.publishAsync(`gateway/${GATEWAY}/event/up`, event, { qos: 1 }));
      await setTimeout(1000 / PER_SECOND);
    }
    await Promise.all(sent);

    const taken = (): number[] =>
      running.messages.filter(({ event }) => event === "up").map(({ body }) => body.fCnt ?? 0);
    await until(() => taken().includes(FRAMES - 1), 30_000);
    await until(() => read.includes(FRAMES - 1), 30_000);
    const up = taken();
    assert.equal(new Set(up).size, up.length, "nothing is told twice for what came twice");
    assert.ok(up.length >= FRAMES - LOST_AT_MOST, `${up.length} of ${FRAMES} frames`);
    const unread = up.filter((fCnt) => !read.includes(fCnt));
    assert.ok(unread.length <= LOST_AT_MOST, `${unread.length} of ${up.length} were not read`);
    const firstAfter = Math.max(...KILLS.keys()) + Math.ceil(4.5 * PER_SECOND);
    for (let fCnt = firstAfter; fCnt < FRAMES; fCnt++) {
      assert.ok(up.includes(fCnt) && read.includes(fCnt), `${fCnt} came after all was well again`);
    }
    assert.ok(up.includes(ELSEWHERE) && read.includes(ELSEWHERE), "what had to wait was said");
    const { status } = await api.getIntegration({ id: integrationId });
    assert.ok(status!.failures > 0, "what could not be said was counted");
    assert.equal(status!.lastError, undefined);
    assert.equal((await fetch(`${server.httpUrl}/readyz`)).status, 200, "the log waits for nobody");
    t.diagnostic(
      `figure: ${KILLS.size} kills of mosquitto under ${PER_SECOND} frames/s: ${up.length} of ${FRAMES + 1} frames taken, ` +
        `each once; ${up.length - unread.length} read at the other end, ${status!.failures} attempts failed`,
    );
  },
);
