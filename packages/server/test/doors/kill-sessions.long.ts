import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { it, type TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import type { LoratsClient } from "@lorats/api";
import { SeededRandom } from "@lorats/base";
import mqtt from "mqtt";
import { until } from "../../../base/test/until.ts";
import { OracleDevice } from "../../../network/test/support/oracle-device.ts";
import { serve, signIn, type Served } from "../support/served.ts";
import { TinyForwarder } from "../support/tiny-forwarder.ts";

const ROUNDS = 5;
const DEVICES = 12;
/** Events that applications heard of in each round before the server is killed: however busy the machine is. */
const KILL_AFTER = 40;
/** RX1 of the frame before is over by then. */
const EVERY_MS = 1600;

interface Published {
  readonly devEui: string;
  readonly fCnt: number;
}

/** What the outside world saw of a server that died several times. */
class Witness {
  readonly published = new Map<string, Published>();
  /** By device and counter: the frames that were on the air with it. */
  readonly downlinks = new Map<string, Set<string>>();

  hears(topic: string, payload: Buffer): void {
    const devEui = topic.split("/")[3]!;
    const { deduplicationId, fCnt = 0 } = JSON.parse(payload.toString()) as {
      deduplicationId: string;
      fCnt?: number;
    };
    this.published.set(deduplicationId, { devEui, fCnt });
  }

  /** Takes what a gateway was told to send: devices verify it. */
  receives(forwarder: TinyForwarder, devices: readonly OracleDevice[]): void {
    for (const { phyPayload } of forwarder.sent.splice(0)) {
      const addr = Buffer.from(phyPayload.subarray(1, 5)).toReversed();
      const device = devices.find(({ devAddr }) => devAddr!.equals(addr))!;
      const { fCnt } = device.hear(phyPayload);
      const key = `${device.devEui} ${fCnt}`;
      const frames = this.downlinks.get(key) ?? new Set();
      this.downlinks.set(key, frames.add(Buffer.from(phyPayload).toString("base64")));
    }
  }
}

async function furnish(api: LoratsClient): Promise<{
  devices: OracleDevice[];
  gateways: string[];
  credential: { username: string; password: string };
}> {
  const tenantId = (await api.me()).tenants[0]!.id;
  const application = await api.createApplication({ tenantId, name: "Meters" });
  const adr = { algorithm: "none", installationMarginDb: 10 };
  const profile = await api.createDeviceProfile({
    tenantId,
    name: "Meter",
    supportsJoin: false,
    adr,
  });
  const random = new SeededRandom(4);
  const devices: OracleDevice[] = [];
  for (let n = 0; n < DEVICES; n++) {
    const devEui = `aa555a00000004${n.toString(16).padStart(2, "0")}`;
    const { id } = await api.createDevice({
      applicationId: application.id,
      profileId: profile.id,
      devEui,
    });
    const [nwkSKey, appSKey] = [random.bytes(16).toHex(), random.bytes(16).toHex()];
    const devAddr = `260b00${n.toString(16).padStart(2, "0")}`;
    await api.activate({ id, devAddr, nwkSKey, appSKey });
    const radio = new OracleDevice(devEui, "0000000000000000", nwkSKey);
    radio.devAddr = Buffer.from(devAddr, "hex");
    radio.nwkSKey = Buffer.from(nwkSKey, "hex");
    radio.appSKey = Buffer.from(appSKey, "hex");
    devices.push(radio);
  }
  const gateways = ["aa555a0000000501", "aa555a0000000502", "aa555a0000000503"];
  for (const eui of gateways) await api.createGateway({ tenantId, eui, name: eui });
  const credential = await api.createMqttCredential({ tenantId, name: "witness" });
  return { devices, gateways, credential };
}

/** Lets devices send, each frame confirmed so that it is answered, until the server has been killed. */
async function underLoad(
  { child, served }: Awaited<ReturnType<typeof serve>>,
  { devices, gateways, credential }: Awaited<ReturnType<typeof furnish>>,
  witness: Witness,
): Promise<void> {
  const exited = once(child, "exit");
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${served.mqtt.port}`, {
    ...credential,
    reconnectPeriod: 0,
  });
  client.on("error", () => {});
  const enough = witness.published.size + KILL_AFTER;
  client.on("message", (topic, payload) => {
    witness.hears(topic, payload);
    if (witness.published.size === enough) child.kill("SIGKILL");
  });
  await client.subscribeAsync("application/+/device/+/event/up");
  const forwarders = await Promise.all(
    gateways.map((eui) => TinyForwarder.open(eui, served.semtechUdp.port)),
  );
  const isAlive = (): boolean => child.exitCode === null && child.signalCode === null;
  const talking = devices.map(async (device, n) => {
    await setTimeout((n * EVERY_MS) / DEVICES);
    while (isAlive()) {
      const frame = device.uplink("0102", { confirmed: true });
      for (const forwarder of forwarders) forwarder.push(frame);
      await setTimeout(EVERY_MS);
      for (const forwarder of forwarders) witness.receives(forwarder, devices);
    }
  });
  await exited;
  await Promise.all(talking);
  for (const forwarder of forwarders) {
    witness.receives(forwarder, devices);
    forwarder.close();
  }
  client.end(true);
}

type Logged = Awaited<ReturnType<LoratsClient["listEvents"]>>["items"][number];

async function logged(api: LoratsClient, types: string): Promise<Logged[]> {
  const found: Logged[] = [];
  let after: string | undefined;
  for (;;) {
    const query = { types, limit: 1000, ...(after !== undefined && { after }) };
    const page = await api.listEvents(query as never);
    found.push(...page.items);
    if (page.items.length === 0) return found;
    after = page.next;
  }
}

/** Somebody sends again what every device sent last. */
async function replay(
  { served, api }: { served: Served; api: LoratsClient },
  frames: readonly Uint8Array[],
  eui: string,
): Promise<void> {
  const before = (await logged(api, "refusal")).length;
  const forwarder = await TinyForwarder.open(eui, served.semtechUdp.port);
  for (const frame of frames) forwarder.push(frame);
  await until(async () => {
    const refusals = await logged(api, "refusal");
    return refusals.length >= before + frames.length || undefined;
  }, 20_000);
  forwarder.close();
}

it("takes back nothing that it said and no counter, when it is killed under load", async (t: TestContext) => {
  const folder = mkdtempSync(path.join(tmpdir(), "lorats-kill-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  let running = await serve(folder);
  t.after(() => void running.child.kill("SIGKILL"));
  const town = await furnish(await signIn(running.served));
  const witness = new Witness();
  for (let round = 0; round < ROUNDS; round++) {
    await underLoad(running, town, witness);
    running = await serve(folder);
  }
  const { served } = running;
  const api = await signIn(served);
  // The newest frame of each device that the log has is old news now.
  const uplinks = (await logged(api, "uplink")).map(({ body }) => body as unknown as UplinkBody);
  const fresh = uplinks.filter(({ freshness }) => freshness === "fresh");
  const replays = town.devices.map((device) => {
    const newest = fresh.findLast(({ devEui }) => devEui === device.devEui)!;
    return device.uplink("0102", { confirmed: true, fCnt: newest.fCnt - 1 });
  });
  await replay({ served, api }, replays, town.gateways[0]!);

  const known = new Set(uplinks.map(({ deduplicationId }) => deduplicationId));
  const lost = [...witness.published.keys()].filter((id) => !known.has(id));
  const steps = counterSteps(fresh.map(({ devEui, fCnt }) => [devEui, fCnt]));
  const downlinks = (await logged(api, "downlink")).map(
    ({ body }) => body as unknown as DownlinkBody,
  );
  const reused = witness.downlinks
    .entries()
    .filter(([, frames]) => frames.size > 1)
    .toArray();
  const noted = new Set(downlinks.map(({ phyPayload }) => phyPayload));
  const unnoted = witness.downlinks
    .values()
    .flatMap((frames) => frames)
    .filter((frame) => !noted.has(frame))
    .toArray();
  t.diagnostic(
    `figure: ${ROUNDS} kills, ${witness.published.size} events published, ${lost.length} lost; ` +
      `${fresh.length} uplinks, ${steps.back} counters back; ${witness.downlinks.size} downlinks on the air, ` +
      `${reused.length} counters reused, ${unnoted.length} not in the log`,
  );
  assert.ok(witness.published.size >= ROUNDS * KILL_AFTER);
  assert.ok(witness.downlinks.size >= ROUNDS * 10, `only ${witness.downlinks.size} downlinks`);
  assert.deepEqual(lost, [], "what was published is in the log");
  assert.equal(steps.back, 0, "no uplink counter goes back");
  assert.deepEqual(reused, [], "no downlink counter is used for two frames");
  assert.deepEqual(unnoted, [], "what is sent is in the log before");
  running.child.kill("SIGTERM");
  await once(running.child, "exit");
});

interface UplinkBody {
  readonly deduplicationId: string;
  readonly devEui: string;
  readonly fCnt: number;
  readonly freshness: string;
}

interface DownlinkBody {
  readonly phyPayload: string;
}

/** How often a device's counter was not above the one before, in the order of the log. */
function counterSteps(counters: readonly (readonly [string, number])[]): { back: number } {
  const newest = new Map<string, number>();
  let back = 0;
  for (const [device, counter] of counters) {
    if (counter <= (newest.get(device) ?? -1)) back++;
    newest.set(device, counter);
  }
  return { back };
}
