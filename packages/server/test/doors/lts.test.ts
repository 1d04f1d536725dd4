import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { describe, it, type TestContext } from "node:test";
import {
  encodeDatagram,
  sealLtsReport,
  type GatewayUplink,
  type LtsReport,
  type LtsSideReport,
  type StationMessage,
} from "@lorats/backhaul";
import type { KeyId } from "@lorats/base";
import { BasicsStationDoor } from "../../src/doors/basics-station/basics-station-door.ts";
import type { DoorName } from "../../src/doors/common/door.ts";
import { SemtechUdpDoor } from "../../src/doors/semtech-udp/semtech-udp-door.ts";
import { doorBench, openDoor, settle, type DoorBench } from "./door-bench.ts";
import { StationGateway, VERSION } from "./station-gateway.ts";
import { UdpGateway } from "./udp-gateway.ts";

const KEY = new Uint8Array(32).fill(7);
const hmac = (message: Uint8Array): Uint8Array =>
  createHmac("sha256", KEY).update(message).digest();

const REPORT: LtsReport = {
  onset: 1_795_245_696_123_456_789n,
  onsetSdNs: 140,
  biasHz: -21_003.2,
  biasSdHz: 1.6,
  snrDb: -3.1,
};

function uplink(tmst: number): GatewayUplink {
  return {
    phyPayload: Uint8Array.of(0x40, tmst & 0xff, 2, 3, 4, 0, 0, 0, 1, 2, 3, 4),
    freqHz: 868_100_000,
    modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
    crc: "ok",
    rssiDbm: -90,
    snrDb: 7,
    times: { counter: { kind: "tmst", us: tmst } },
    context: new Uint8Array(0),
  };
}

function sealed(frame: GatewayUplink, with_ = hmac): GatewayUplink {
  const { phyPayload, times } = frame;
  return {
    ...frame,
    lts: sealLtsReport(REPORT, { phyPayload, counter: times.counter }, with_),
  };
}

async function keyedBench(t: TestContext, door: DoorName): Promise<DoorBench> {
  const bench = await doorBench(t, door);
  const { stores, gatewayId, tenantId } = bench;
  const id = crypto.randomUUID() as KeyId;
  await stores.keys.put([{ id, tenantId, kind: "gateway", secret: KEY }]);
  const gateway = (await stores.registry.gateways.get([gatewayId])).get(gatewayId)!;
  await stores.registry.gateways.update([{ ...gateway, ltsKeyId: id }]);
  return bench;
}

async function start(t: TestContext, keyed: boolean) {
  const bench = keyed ? await keyedBench(t, "semtech-udp") : await doorBench(t, "semtech-udp");
  const listeners = [{ host: "127.0.0.1", port: 0, region: "EU868" }];
  const door = await SemtechUdpDoor.bind({ listeners, registers: false }, bench.parts);
  openDoor(t, bench, door);
  const gateway = await UdpGateway.open(t, bench.gatewayEui, door.endpoints[0]!.port);
  return { bench, gateway };
}

/** An orphan, the same with another bias under its MAC, a beacon, and how the SDR is. */
function sideReport(): LtsSideReport {
  const place = { freqHz: 868_100_000, sf: 7, bwHz: 125_000 };
  const bare = { phyPayload: new Uint8Array(0), counter: undefined };
  const orphan = { ...sealLtsReport(REPORT, bare, hmac), ...place };
  const pilot = {
    ...sealLtsReport(REPORT, { ...bare, counter: { kind: "tmst", us: 99 } }, hmac),
    ...place,
    source: "beacon" as const,
    sentAt: REPORT.onset,
    tmst: 99,
  };
  return {
    orphans: [orphan, { ...orphan, biasHz: -20_000 }],
    pilots: [pilot],
    sdr: { state: "degraded", clock: "ntp", lostSamples: 12 },
  };
}

/** What of it has to be in the log. */
async function assertLogged(bench: DoorBench): Promise<void> {
  const { events } = await bench.stores.log.read({
    types: ["sighting", "sdr-health"],
    limit: 10,
  });
  const shown = events.map(({ body }) =>
    "kind" in body && "lts" in body
      ? [body.kind, body.authentication, (body as { counterUs?: string }).counterUs]
      : "figures" in body && [body.state, body.clock, body.figures, body.authentication],
  );
  assert.deepEqual(shown, [
    ["orphan", "hmac", undefined],
    ["beacon", "hmac", "99"],
    ["degraded", "ntp", { lostSamples: 12 }, "none"],
  ]);
  assert.equal((await bench.refused())["LTS_BAD_MAC"], 1);
}

describe("what a gateway's SDR adds", () => {
  it("is proven by the gateway's key, frame by frame", async (t) => {
    const { bench, gateway } = await start(t, true);
    const forged = sealed(uplink(3), (message) => hmac(message.toReversed()));
    const moved = { ...sealed(uplink(4)), lts: sealed(uplink(5)).lts! };
    const unsealed = { ...uplink(6), lts: REPORT };
    await gateway.push([uplink(1), sealed(uplink(2)), forged, moved, unsealed]);
    const told = bench.delivered.map(({ authentication, uplinks }) => [
      authentication,
      uplinks.map(({ times, lts }) => [times.counter!, lts !== undefined]),
    ]);
    const counter = (us: number) => ({ kind: "tmst", us });
    assert.deepEqual(told, [
      ["hmac", [[counter(2), true]]],
      [
        "none",
        [
          [counter(1), false],
          [counter(3), false],
          [counter(4), false],
          [counter(6), false],
        ],
      ],
    ]);
    assert.deepEqual(await bench.refused(), { LTS_BAD_MAC: 2, LTS_NO_MAC: 1 });
  });

  it("is passed on unproven where the gateway has no key", async (t) => {
    const { bench, gateway } = await start(t, false);
    await gateway.push([sealed(uplink(1))]);
    const [{ authentication, uplinks }] = bench.delivered as [(typeof bench.delivered)[0]];
    assert.equal(authentication, "none");
    assert.ok(uplinks[0]!.lts);
  });

  it("becomes sightings and the SDR's health in the log before it is acknowledged", async (t) => {
    const { bench, gateway } = await start(t, true);
    await gateway.send(
      encodeDatagram({
        type: "push-data",
        version: 2,
        token: 3,
        gatewayEui: bench.gatewayEui,
        uplinks: [],
        lts: sideReport(),
      }),
    );
    assert.equal((await gateway.answer())[3], 0x01);
    await assertLogged(bench);
  });

  it("goes beside Basics Station's words from stations that have an SDR, and no other one hears of it", async (t) => {
    const bench = await keyedBench(t, "basics-station");
    const door = await BasicsStationDoor.bind(
      {
        host: "127.0.0.1",
        port: 0,
        tls: undefined,
        publicUri: undefined,
        credentialRequired: false,
        newcomer: undefined,
        beacons: false,
        allowsCommands: false,
      },
      bench.parts,
    );
    openDoor(t, bench, door);
    const origin = `ws://127.0.0.1:${door.endpoints[0]!.port}`;
    const plain = await StationGateway.start(t, origin, bench.gatewayEui);
    assert.equal(plain.config.lts, undefined, "stations of others would warn of a strange field");
    const version = { ...VERSION, features: ["lts"] } as StationMessage;
    const { station, config } = await StationGateway.start(
      t,
      origin,
      bench.gatewayEui,
      {},
      version,
    );
    assert.equal(config.lts, 1);
    const stored = Promise.withResolvers<void>();
    const { reportSide } = bench.intake;
    bench.intake.reportSide = async (...told) => {
      await stored.promise;
      await reportSide(...told);
    };
    station.say({ type: "lts", report: sideReport() });
    station.socket.send(JSON.stringify({ msgtype: "lts", orphans: [{ sf: 7 }], pilots: 7 }));
    station.say({ type: "timesync", txtimeUs: 5n });
    const answer = station.hear();
    const early = await Promise.race([answer, settle().then(() => null)]);
    assert.equal(early, null, "nothing is said to be read before it is stored");
    stored.resolve();
    assert.equal((await answer).type, "timesync");
    await assertLogged(bench);
    assert.equal((await bench.refused())["LTS_BAD_REPORT"], 1);
  });
});
