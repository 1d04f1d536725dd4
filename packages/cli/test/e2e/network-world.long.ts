import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { instantToGps, toHex, type DevAddr, type DeviceId, type Eui64 } from "@lorats/base";
import { nodeAes, systemClock, systemRandom } from "@lorats/base/node";
import {
  AesKey,
  Ciphers,
  deriveMcKeKey,
  deriveMcRootKey,
  deriveMulticastSessionKeys,
  MULTICAST_SETUP_DOWNLINKS,
  MULTICAST_SETUP_F_PORT,
  revealKey,
  wrapMcKey,
} from "@lorats/lorawan";
import { connectAsync } from "mqtt";
import { until } from "../../../base/test/until.ts";
import type { RootKeys } from "../../../world/src/root-keys.ts";
import { scenarioSchema } from "../../../world/src/scenario.ts";
import type { World } from "../../../world/src/world.ts";
import type { VirtualDevice } from "../../../world/src/device/virtual-device.ts";
import { startRunning, type Running } from "../../../server/test/support/running.ts";
import { deliver, deviceId, runBeside } from "./running-world.ts";
import { slowRoad } from "./slow-road.ts";

const METER = "0a0000000000e001" as Eui64;
const DOOR = "0a0000000000e002" as Eui64;
const LAMP = "0a0000000000e003" as Eui64;
const VALVE = "0a0000000000e004" as Eui64;

const base = {
  joinEui: "0a00000000000001",
  outdoor: false,
  sensor: "waterMeter",
  crystal: { offsetPpm: -20, slopePpmPerC: 0.05, walkPpmPerRootHour: 0.02 },
} as const;

/** Two gateways, one of them with GPS and beacons; one device of each kind. */
const SCENARIO = scenarioSchema.parse({
  name: "street",
  seed: 7,
  origin: { latitudeDeg: 1.35, longitudeDeg: 103.68 },
  air: {
    propagation: { model: "log-distance", exponent: 3 },
    shadowingDb: 3,
    fadingDb: 1,
  },
  gateways: [
    {
      name: "Mast",
      eui: "0a00000000000a01",
      place: { eastM: 0, northM: 0, upM: 30 },
      hasGps: true,
      beacons: true,
      clockPpm: 0.4,
    },
    {
      name: "Roof",
      eui: "0a00000000000a02",
      place: { eastM: 200, northM: 0, upM: 12 },
      hasGps: false,
      clockPpm: -3,
    },
  ],
  devices: [
    { ...base, name: "Meter", devEui: METER, place: at(60, 10), intervalS: 6 },
    {
      ...base,
      name: "Door",
      devEui: DOOR,
      place: at(100, -20),
      intervalS: 6,
      macVersion: "1.1.0",
      confirmed: true,
    },
    {
      ...base,
      name: "Lamp",
      devEui: LAMP,
      place: at(30, 40),
      intervalS: 20,
      deviceClass: "C",
    },
    {
      ...base,
      name: "Valve",
      devEui: VALVE,
      place: at(80, 60),
      intervalS: 20,
      deviceClass: "B",
      pingSlotPeriodicity: 1,
    },
  ],
});

function at(eastM: number, northM: number): { eastM: number; northM: number; upM: number } {
  return { eastM, northM, upM: 2 };
}

interface Street extends Running {
  readonly world: World;
  readonly keys: ReadonlyMap<Eui64, RootKeys>;
  device(devEui: Eui64): VirtualDevice;
  id(devEui: Eui64): Promise<DeviceId>;
}

async function openStreet(t: TestContext): Promise<Street> {
  const running = await startRunning(t);
  const { world, keys } = await runBeside(t, running, SCENARIO);
  const device = (devEui: Eui64): VirtualDevice => world.devices.find(({ id }) => id === devEui)!;
  const id = (devEui: Eui64): Promise<DeviceId> => deviceId(running, devEui);
  return { ...running, world, keys, device, id };
}

describe("the running server with the world's devices", { timeout: 900_000 }, () => {
  it("classes A, B and C, 1.1 with rejoins, ADR, changes of windows, multicast", async (t) => {
    const street = await openStreet(t);
    const { client, world } = street;

    await until(() => world.devices.every(({ isJoined }) => isJoined), 90_000);
    for (const devEui of [METER, DOOR, LAMP, VALVE]) {
      await street.message((one) => one.event === "join" && one.devEui === devEui);
      await street.message((one) => one.event === "up" && one.devEui === devEui, 60_000);
    }

    const inA = await deliver(street, await street.id(METER), 40_000);
    assert.match(inA.window, /^rx[12]$/);
    const inC = await deliver(street, await street.id(LAMP), 60_000);
    assert.equal(inC.window, "class-c");
    t.diagnostic(`figure: class C message and its acknowledgement ${Math.round(inC.tookMs)} ms`);

    // The profile changes: the device follows, and still hears what is sent to it.
    const profileOf = async (devEui: Eui64) => {
      const { profileId } = await client.getDevice({ id: await street.id(devEui) });
      return profileId;
    };
    const meterProfile = await profileOf(METER);
    await client.updateDeviceProfile({ id: meterProfile, rx: { rx1DelayS: 3, rx2DataRate: 3 } });
    await until(() => {
      const { session } = street.device(METER).state;
      return (session?.rx1DelayS === 3 && session.rx2DataRate === 3) || undefined;
    }, 60_000);
    assert.match((await deliver(street, await street.id(METER), 60_000)).window, /^rx[12]$/);

    // Rejoins every 16 uplinks, by the profile.
    const before = street.device(DOOR).state.session!.devAddr;
    const doorProfile = await profileOf(DOOR);
    await client.updateDeviceProfile({
      id: doorProfile,
      mac: { rejoin: { maxTimeN: 0, maxCountN: 0 } },
    });
    await until(() => street.device(DOOR).state.session?.devAddr !== before, 240_000);
    const joins = await client.listEvents({ key: await street.id(DOOR), types: "join" });
    const requests = joins.items.map(({ body }) => (body as { request?: string }).request);
    assert.ok(requests.includes("rejoin-0"), JSON.stringify(requests));
    const rejoined = street.device(DOOR).state.session!.devAddr;
    await street.message(
      ({ event, devEui, body }) =>
        event === "up" && devEui === DOOR && body["devAddr"] === rejoined,
      30_000,
    );

    await multicast(street);

    await until(() => street.device(VALVE).isBeaconLocked, 300_000);
    const valve = await street.id(VALVE);
    await until(async () => {
      const { items } = await client.listEvents({ key: valve, types: "uplink" });
      return items.some(({ body }) => (body as { classB?: boolean }).classB) || undefined;
    }, 90_000);
    const inB = await deliver(street, await street.id(VALVE), 120_000);
    assert.equal(inB.window, "class-b");
    t.diagnostic(`figure: class B message and its acknowledgement ${Math.round(inB.tookMs)} ms`);

    // ADR: near the mast, everything is at its fastest and quietest, and stays there.
    const settled = (): string => {
      const { dataRate, txPowerIndex, nbTrans } = street.device(METER).state.session!;
      return `${dataRate} ${txPowerIndex} ${nbTrans}`;
    };
    await until(() => /^5 [4-7] 1$/.test(settled()), 120_000);
    const reached = settled();
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    assert.equal(settled(), reached);

    const uplinks = await client.listUplinks({ deviceId: await street.id(METER), limit: 1000 });
    const fresh = uplinks.items.filter(({ freshness }) => freshness === "fresh");
    const counters = fresh.map(({ fCnt }) => fCnt);
    assert.equal(new Set(counters).size, counters.length, "no counter is accepted twice");
    t.diagnostic(`figure: ${fresh.length} uplinks of ${Math.max(...counters) + 1} sent`);
  });
});

const ROOF = "0a00000000000a02" as Eui64;
/** Longer than copies are waited for. */
const LATE_MS = 700;

it("two tenants with a street each, and copies of one that come late", async (t) => {
  const running = await startRunning(t);
  const { client, server } = running;
  const { id: tenantId } = await client.createTenant({ name: "Across the road" });
  const street = (name: string, seed: number, from: number, devEui: Eui64, macVersion: string) =>
    scenarioSchema.parse({
      ...SCENARIO,
      name,
      seed,
      gateways: SCENARIO.gateways.map((gateway, i) =>
        Object.assign({}, gateway, { eui: `0a00000000000a0${from + i}` }),
      ),
      devices: [{ ...base, name: "Meter", devEui, macVersion, place: at(60, 10), intervalS: 5 }],
    });
  const udpPort = await slowRoad(t, server.semtechUdp!, { eui: ROOF, delayMs: LATE_MS });
  await runBeside(t, running, street("here", 7, 1, METER, "1.0.3"), { udpPort });
  await runBeside(t, running, street("there", 8, 3, DOOR, "1.1.0"), { tenantId });

  const theirs = await client.createMqttCredential({ tenantId, name: "theirs", mayCommand: false });
  const { host, port } = server.mqtt!;
  const heard: { readonly devEui: string; readonly event: string; readonly fCnt: number }[] = [];
  const listener = await connectAsync(`mqtt://${host}:${port}`, {
    username: theirs.username,
    password: theirs.password,
  });
  t.after(() => listener.endAsync(true));
  listener.on("message", (topic, payload) => {
    const [, , , devEui = "", , event = ""] = topic.split("/");
    const { fCnt = 0 } = JSON.parse(payload.toString()) as { fCnt?: number };
    heard.push({ devEui, event, fCnt });
  });
  await listener.subscribeAsync("application/+/device/+/event/+");
  const key = await client.createApiKey({ tenantId, name: "theirs", scopes: ["*"] });
  const them = running.clientWith(key.secret);

  const { messages } = running;
  const ours = (): number[] =>
    messages.filter(({ event }) => event === "up").map(({ body }) => body.fCnt ?? 0);
  const theirUps = (): number => heard.filter(({ event }) => event === "up").length;
  await until(() => ours().length >= 8 && theirUps() >= 8, 180_000);
  assert.ok(
    heard.every(({ devEui }) => devEui === DOOR) &&
      messages.every(({ devEui }) => devEui === METER),
  );
  const { items } = await them.listDevices();
  assert.deepEqual(
    items.map(({ devEui }) => devEui),
    [DOOR],
  );
  const meter = await deviceId(running, METER);
  await assert.rejects(them.getDevice({ id: meter }), /no such thing/);
  const door = await deviceId(running, DOOR);
  await them.enqueue({ id: door, fPort: 10, data: "AQID", confirmed: true });
  await until(() => heard.find(({ event }) => event === "ack"), 60_000);

  assert.equal(new Set(ours()).size, ours().length, "a late copy makes no second message");
  const { items: uplinks } = await client.listUplinks({ deviceId: meter, limit: 1000 });
  const late = uplinks.filter(({ freshness }) => freshness === "late-backhaul");
  const fresh = uplinks.filter(({ freshness }) => freshness === "fresh");
  const kinds = uplinks.map(({ fCnt, freshness }) => `${fCnt} ${freshness}`).join(", ");
  assert.ok(late.length >= 2, `late copies were kept: ${kinds}`);
  for (const { fCnt } of late) assert.ok(fresh.some((one) => one.fCnt === fCnt));
  t.diagnostic(`figure: ${fresh.length} uplinks, ${late.length} copies ${LATE_MS} ms late kept`);
});

/** A group is set up over the air (TS005), and hears what the group is sent. */
async function multicast(street: Street): Promise<void> {
  const { client, keys } = street;
  const ciphers = new Ciphers(nodeAes);
  const mcKey = new AesKey(systemRandom.bytes(16));
  const mcAddr = "01ff0003" as DevAddr;
  const root = deriveMcRootKey(ciphers, "1.0", AesKey.fromHex(keys.get(LAMP)!.appKey));
  const mcKeyEncrypted = wrapMcKey(ciphers, deriveMcKeKey(ciphers, root), mcKey);
  const lamp = await street.id(LAMP);
  const send = async (payload: Uint8Array): Promise<void> => {
    const data = Buffer.from(payload).toString("base64");
    await client.enqueue({ id: lamp, fPort: MULTICAST_SETUP_F_PORT, data, confirmed: true });
  };
  await send(
    MULTICAST_SETUP_DOWNLINKS.encode([
      {
        command: "McGroupSetupReq",
        mcGroupId: 0,
        mcAddr,
        mcKeyEncrypted,
        minMcFCount: 0,
        maxMcFCount: 1000,
      },
    ]),
  );
  await until(() => street.device(LAMP).state.groups.length > 0, 60_000);
  // The device learns the time with its next reading, which a session's start needs.
  await until(async () => {
    const { items } = await client.listEvents({ key: lamp, types: "downlink" });
    // DeviceTimeAns begins with 0x0d.
    return (
      items.some(({ body }) => {
        const { macCommands = "" } = body as { macCommands?: string };
        return Buffer.from(macCommands, "base64").includes(0x0d);
      }) || undefined
    );
  }, 90_000);
  const startsS = Number(instantToGps(systemClock.now()) / 1_000_000_000n) + 40;
  await send(
    MULTICAST_SETUP_DOWNLINKS.encode([
      {
        command: "McClassCSessionReq",
        mcGroupId: 0,
        sessionTime: startsS % 2 ** 32,
        sessionTimeOut: 8,
        dlFreqHz: 869_525_000,
        dataRate: 3,
      },
    ]),
  );
  const { mcNetSKey, mcAppSKey } = deriveMulticastSessionKeys(ciphers, mcKey, mcAddr);
  const { applicationId } = await client.getDevice({ id: lamp });
  const group = await client.createMulticastGroup({
    applicationId,
    name: "All lamps",
    groupClass: "C",
    mcAddr,
    mcNetSKey: toHex(revealKey(mcNetSKey)),
    mcAppSKey: toHex(revealKey(mcAppSKey)),
    dataRate: 3,
    freqHz: 869_525_000,
    deviceIds: [lamp],
  });
  await until(() => street.device(LAMP).state.groups[0]?.window, 60_000);
  await until(() => Number(instantToGps(systemClock.now()) / 1_000_000_000n) > startsS + 2, 60_000);
  await client.enqueueToGroup({ id: group.id, fPort: 20, data: "Bw==" });
  await until(() => {
    const [own] = street.device(LAMP).state.groups;
    return (own && own.fCnt >= 0) || undefined;
  }, 20_000);
}
