import assert from "node:assert/strict";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { describe, it, type TestContext } from "node:test";
import {
  instantToGps,
  type ApplicationId,
  type DeviceProfileId,
  type TenantId,
} from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { until } from "../../base/test/until.ts";
import { OracleDevice } from "../../network/test/support/oracle-device.ts";
import { startRunning, type Running } from "./support/running.ts";
import { TinyForwarder, type HeardTxpk } from "./support/tiny-forwarder.ts";

interface Home {
  readonly tenantId: TenantId;
  readonly applicationId: ApplicationId;
  readonly profileId: DeviceProfileId;
}

async function homeOf({ client }: Running, tenantId: TenantId): Promise<Home> {
  const application = await client.createApplication({ tenantId, name: "Meters" });
  const profile = await client.createDeviceProfile({
    tenantId,
    name: "Meter",
    macVersion: "1.0.3",
    regParamsRevision: "A",
    statusRequestsPerDay: 0,
    adr: { algorithm: "none", installationMarginDb: 10 },
  });
  return { tenantId, applicationId: application.id, profileId: profile.id };
}

async function gateway(
  t: TestContext,
  { client, server }: Running,
  tenantId: TenantId,
  eui: string,
): Promise<TinyForwarder> {
  await client.createGateway({ tenantId, eui, name: `Gateway ${eui.slice(-2)}` });
  const forwarder = await TinyForwarder.open(eui, server.semtechUdp!.port);
  t.after(() => forwarder.close());
  return forwarder;
}

let drawn = 0;

/** A device made of lora-packet, known to the server with its root key. */
async function device(
  { client }: Running,
  { applicationId, profileId }: Home,
  euis: { devEui?: string; appKey?: string } = {},
): Promise<{ radio: OracleDevice; id: Awaited<ReturnType<typeof client.createDevice>>["id"] }> {
  const number = (++drawn).toString(16).padStart(4, "0");
  const { devEui = `0a0000000000${number}`, appKey = number.repeat(8) } = euis;
  const joinEui = "0a000000000000ff";
  const { id } = await client.createDevice({ applicationId, profileId, devEui, joinEui, appKey });
  return { radio: new OracleDevice(devEui, joinEui, appKey), id };
}

/** A session by hand, with these counters to be expected next. */
async function personalise(
  { client }: Running,
  { radio, id }: Awaited<ReturnType<typeof device>>,
  fCntUp: number,
): Promise<void> {
  const [devAddr, nwkSKey, appSKey] = ["260b0001", "aa".repeat(16), "bb".repeat(16)];
  await client.activate({ id, devAddr, nwkSKey, appSKey, fCntUp });
  radio.devAddr = Buffer.from(devAddr, "hex");
  radio.nwkSKey = Buffer.from(nwkSKey, "hex");
  radio.appSKey = Buffer.from(appSKey, "hex");
  radio.fCntUp = fCntUp;
}

function since(start: number, { tmst = 0 }: { readonly tmst?: number }): number {
  return (tmst - start + 2 ** 32) % 2 ** 32;
}

/**
 * The window that it was told for: RX1, unless the machine was so slow that RX1 had all but begun when it was told.
 * `asked` and `rx1Us` are µs, on the gateway's counter and after the frame.
 */
function windowOf(asked: number, told: HeardTxpk, rx1Us: number): "RX1" | "RX2" {
  if (since(asked, told) === rx1Us) return "RX1";
  assert.equal(since(asked, told), rx1Us + 1_000_000);
  const afterUs = told.atMs * 1000 - asked;
  assert.ok(afterUs > rx1Us - 500_000, `RX1 was still to come ${afterUs} µs after the frame`);
  return "RX2";
}

// They wait for radio windows most of the time: together they take no longer than one.
describe(
  "the running server, over its sockets, with lora-packet as the device",
  { concurrency: true },
  () => {
    it("join, uplink, an answer to this very uplink, confirmed both ways", async (t) => {
      const running = await startRunning(t);
      const home = await homeOf(running, running.tenantId);
      const forwarder = await gateway(t, running, home.tenantId, "0a000000000000a1");
      const { radio } = await device(running, home);

      const asked = forwarder.push(radio.joinRequest());
      const accept = await forwarder.next();
      const opened = windowOf(asked, accept, 5_000_000);
      const place = opened === "RX1" ? [868.1, "SF7BW125"] : [869.525, "SF12BW125"];
      assert.deepEqual([accept.freq, accept.datr, accept.ipol], [...place, true]);
      assert.ok(radio.acceptJoin(accept.phyPayload), "lora-packet takes the join-accept");
      await running.message(({ event }) => event === "join");

      // Server and gateway share this process: what holds it up holds up both.
      const stalls = monitorEventLoopDelay({ resolution: 5 });
      stalls.enable();
      const first = forwarder.push(radio.uplink("0102", { fPort: 7 }));
      const up = await running.message(({ event }) => event === "up");
      assert.equal(up.body.data, "AQI=");
      const command = { devEui: radio.devEui, confirmed: true, fPort: 9, data: "yv4=" };
      const topic = `application/${home.applicationId}/device/${radio.devEui}/command/down`;
      await running.mqtt.publishAsync(topic, JSON.stringify(command));
      const answer = await forwarder.next();
      windowOf(first, answer, 1_000_000);
      const inTimeMs = (since(first, answer) - (answer.atMs * 1000 - first)) / 1000;
      stalls.disable();
      const stalledMs = stalls.max / 1e6;
      assert.ok(
        inTimeMs > 40 - stalledMs,
        `handed over ${inTimeMs} ms before it is sent, ${stalledMs} ms stalled`,
      );
      const heard = radio.hear(answer.phyPayload);
      assert.deepEqual([heard.payload, heard.fPort, heard.confirmed], ["cafe", 9, true]);

      const second = forwarder.push(radio.uplink("03", { confirmed: true, ack: true }));
      const acknowledged = await running.message(({ event }) => event === "ack");
      assert.equal(acknowledged.body["acknowledged"], true);
      const ack = await forwarder.next();
      windowOf(second, ack, 1_000_000);
      assert.equal(radio.hear(ack.phyPayload).ack, true);
      await running.message(({ event }) => event === "txack");
      const refused = await running.client.listEvents({ types: "refusal" });
      assert.deepEqual(refused.items, []);
    });

    it("counters past 65,535, and frames that come back", async (t) => {
      const running = await startRunning(t);
      const home = await homeOf(running, running.tenantId);
      const forwarder = await gateway(t, running, home.tenantId, "0a000000000000b1");
      const made = await device(running, home);
      await personalise(running, made, 65_534);
      const frames = [];
      for (let n = 0; n < 4; n++) {
        frames.push(made.radio.uplink(`0${n}`));
        forwarder.push(frames[n]!);
        await running.message(({ event, body }) => event === "up" && body.fCnt === 65_534 + n);
      }
      const ups = running.messages.filter(({ event }) => event === "up");
      assert.deepEqual(
        ups.map(({ body }) => body.fCnt),
        [65_534, 65_535, 65_536, 65_537],
      );
      forwarder.push(frames[0]!);
      const replayed = await running.message(({ event }) => event === "log");
      assert.match(String(replayed.body["description"]), /65534|accepted before/);
      const { fCntUp = 0 } = await running.client.getSession({ id: made.id });
      assert.equal(fCntUp, 65_538, "the next one");
      await personalise(running, made, fCntUp);
      forwarder.push(frames[3]!);
      const again = ({ event, body }: { event: string; body: Record<string, unknown> }) =>
        event === "log" && String(body["description"]).includes("65537");
      await running.message(again);
      assert.equal(running.messages.filter(({ event }) => event === "up").length, 4);
    });

    it("commands that cannot be obeyed are told to their application, and end no line", async (t) => {
      const running = await startRunning(t);
      const home = await homeOf(running, running.tenantId);
      const { radio, id } = await device(running, home);
      const topic = `application/${home.applicationId}/device/${radio.devEui}/command/down`;
      const ask = (command: object) =>
        running.mqtt.publishAsync(topic, JSON.stringify(command), { qos: 1 });
      const good = { id: crypto.randomUUID(), fPort: 9, data: "yv4=" };
      await ask(good);
      await ask(good);
      await ask({ fPort: 0 });
      await ask({ fPort: 9, data: Buffer.alloc(243).toString("base64") });
      await ask({ fPort: 9, object: { on: true } });
      const logs = await until(() => {
        const told = running.messages.filter(({ event }) => event === "log");
        return told.length === 4 ? told : undefined;
      });
      const said = logs.map(({ body }) => {
        const { level, code, context } = body as Record<string, unknown>;
        return [level, code, (context as { code: string }).code];
      });
      assert.deepEqual(said, [
        ["ERROR", "UNKNOWN", "NS_QUEUE_DUPLICATE"],
        ["ERROR", "UNKNOWN", "DOWN_BAD_PORT"],
        ["ERROR", "DOWNLINK_PAYLOAD_SIZE", "DOWN_TOO_LONG"],
        ["ERROR", "DOWNLINK_CODEC", "CODEC_NO_ENCODER"],
      ]);
      assert.ok(running.mqtt.connected);
      assert.equal((await running.client.listQueue({ id })).items.length, 1);
    });

    it("copies of several gateways are one uplink, and one that comes late is told apart", async (t) => {
      const running = await startRunning(t);
      const home = await homeOf(running, running.tenantId);
      const near = await gateway(t, running, home.tenantId, "0a000000000000c1");
      const far = await gateway(t, running, home.tenantId, "0a000000000000c2");
      const slow = await gateway(t, running, home.tenantId, "0a000000000000c3");
      const made = await device(running, home);
      await personalise(running, made, 0);
      const frame = made.radio.uplink("aa");
      const tmms = Number(instantToGps(systemClock.now()) / 1_000_000n);
      near.push(frame, { tmms, lsnr: 9 });
      far.push(frame, { tmms, lsnr: 2 });
      const up = await running.message(({ event }) => event === "up");
      assert.equal((up.body["rxInfo"] as unknown[]).length, 2);
      await new Promise((resolve) => setTimeout(resolve, 900));
      slow.push(frame, { tmms });
      const kinds = await until(async () => {
        const { items } = await running.client.listUplinks({ deviceId: made.id });
        return items.length > 1 ? items.map(({ freshness }) => freshness).sort() : undefined;
      });
      assert.deepEqual(kinds, ["fresh", "late-backhaul"]);
    });

    it("two tenants: one DevEUI each, told apart by the MIC; private gateways stay private", async (t) => {
      const running = await startRunning(t);
      const { client } = running;
      const other = await client.createTenant({ name: "Gas works", sharesUplinks: false });
      const ours = await homeOf(running, running.tenantId);
      const theirs = await homeOf(running, other.id);
      const ourGateway = await gateway(t, running, ours.tenantId, "0a000000000000d1");
      const theirGateway = await gateway(t, running, theirs.tenantId, "0a000000000000d2");
      const devEui = "0a0000000000dddd";
      const squatter = await device(running, theirs, { devEui, appKey: "77".repeat(16) });
      const honest = await device(running, ours, { devEui, appKey: "88".repeat(16) });

      ourGateway.push(honest.radio.joinRequest());
      assert.ok(honest.radio.acceptJoin((await ourGateway.next()).phyPayload));
      theirGateway.push(honest.radio.uplink("01"));
      await refusedWith(running, "NS_GATEWAY_PRIVATE");
      ourGateway.push(honest.radio.uplink("02"));
      await running.message(({ event, body }) => event === "up" && body.data === "Ag==");
      assert.equal((await client.listUplinks({ deviceId: squatter.id })).items.length, 0);
      const { items } = await client.listUplinks({ deviceId: honest.id });
      assert.equal(items.length, 1);
    });
  },
);

async function refusedWith({ client }: Running, code: string): Promise<unknown> {
  return await until(async () => {
    const { items } = await client.listEvents({ types: "refusal" });
    return items.find(({ body }) => (body as { code?: string }).code === code);
  });
}
