import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import {
  stationContext,
  type DownlinkItem,
  type GatewayDownlink,
  type StationMessage,
} from "@lorats/backhaul";
import { gpsToInstant, UnavailableError, type Eui64, type GatewayId } from "@lorats/base";
import { systemClock } from "@lorats/base/node";
import { hashSecret, type GatewayCredentialId } from "@lorats/platform";
import {
  BasicsStationDoor,
  type BasicsStationOptions,
} from "../../src/doors/basics-station/basics-station-door.ts";
import { until } from "../../../base/test/until.ts";
import { doorBench, openDoor, settle, type BenchSettings, type DoorBench } from "./door-bench.ts";
import { StationGateway, VERSION } from "./station-gateway.ts";

interface Running extends DoorBench {
  readonly door: BasicsStationDoor;
  readonly origin: string;
}

async function start(
  t: TestContext,
  options: Partial<BasicsStationOptions> = {},
  settings: BenchSettings = {},
): Promise<Running> {
  const bench = await doorBench(t, "basics-station", settings);
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
      ...options,
    },
    bench.parts,
  );
  openDoor(t, bench, door);
  return { ...bench, door, origin: `ws://127.0.0.1:${door.endpoints[0]!.port}` };
}

async function giveToken(
  { stores, tenantId, gatewayId }: DoorBench,
  token: string,
): Promise<GatewayCredentialId> {
  const id = crypto.randomUUID() as GatewayCredentialId;
  const createdAt = systemClock.now();
  const hash = hashSecret(token);
  await stores.gatewayCredentials.create([
    { id, tenantId, gatewayId, kind: "token", name: "t", hash, createdAt },
  ]);
  return id;
}

/** Its unit, session and microseconds need 61 bits: a double would lose the last digits. */
const XTIME = 61_361_545_195_119_089n;
const UPLINK: StationMessage = {
  type: "uplink",
  phyPayload: Uint8Array.of(0x40, 4, 3, 2, 1, 0, 1, 0, 1, 0xaa, 1, 2, 3, 4),
  dr: 5,
  freqHz: 868_100_000,
  refTimeS: 0,
  rctx: 7n,
  xtime: XTIME,
  gpstimeUs: 0n,
  rssiDbm: -50,
  snrDb: 9,
};

const item = (delayUs: number, freqHz: number, sf: number): DownlinkItem => ({
  phyPayload: Uint8Array.of(0x60, 4, 3, 2, 1, 0, 1, 0, 1, 2, 3, 4),
  freqHz,
  modulation: { kind: "lora", sf, bwHz: 125_000, cr: 1 },
  eirpDbm: 16,
  timing: { kind: "delay", delayUs, context: stationContext({ rctx: 7n, xtime: XTIME }) },
  invertPolarization: true,
  withCrc: false,
});

const CLASS_A: GatewayDownlink = {
  downlinkId: 9,
  devEui: "1112131415161718",
  deviceClass: "A",
  items: [item(1_000_000, 868_100_000, 7), item(2_000_000, 869_525_000, 12)],
};

function transmitted(diid: number, xtime: bigint): StationMessage {
  return { type: "dntxed", diid, rctx: 7n, xtime, gpstimeUs: 0n };
}

describe("Basics Station door", () => {
  it("runs programs on a station only where the settings allow it", async (t) => {
    const closed = await start(t);
    await StationGateway.start(t, closed.origin, closed.gatewayEui);
    const command = { command: "reboot", arguments: ["-f"] };
    assert.throws(() => closed.door.run(closed.gatewayId, command), {
      code: "GW_COMMANDS_REFUSED",
    });
    const open = await start(t, { allowsCommands: true });
    const { station } = await StationGateway.start(t, open.origin, open.gatewayEui);
    open.door.run(open.gatewayId, command);
    assert.deepEqual(await station.hear(), { type: "runcmd", ...command });
  });

  it("is no way for downlinks while a station does not read what it is sent", async (t) => {
    const { door, gatewayId, origin, gatewayEui } = await start(t, { allowsCommands: true });
    const { station } = await StationGateway.start(t, origin, gatewayEui);
    station.socket.pause();
    const command = { command: "/bin/true", arguments: ["x".repeat(65_536)] };
    for (let n = 0; n < 400 && door.link(gatewayId) !== undefined; n++) {
      door.run(gatewayId, command);
      await new Promise(setImmediate);
    }
    assert.equal(door.link(gatewayId), undefined);
    station.socket.resume();
    await until(() => door.link(gatewayId) !== undefined);
  });

  it("tells a station where to go and how to listen", async (t) => {
    const running = await start(t);
    const { config } = await StationGateway.start(t, running.origin, running.gatewayEui);
    assert.equal(config.region, "EU868");
    assert.equal(config.hwspec, "sx1301/1");
    assert.equal(config.boards[0]!.multiSf.length, 8);
    assert.deepEqual(config.dataRates[0]!.modulation, {
      kind: "lora",
      sf: 12,
      bwHz: 125_000,
      cr: 1,
    });
    assert.equal(config.dataRates[8], undefined, "stations know no LR-FHSS");
    assert.equal(config.maxEirpDbm, 29);
    assert.deepEqual(running.seen[0]?.id, running.gatewayId);
  });

  it("hands over frames with every digit of their counter", async (t) => {
    const running = await start(t);
    const { station } = await StationGateway.start(t, running.origin, running.gatewayEui);
    station.say(UPLINK);
    const delivery = await until(() => running.delivered[0]);
    assert.equal(delivery.door, "basics-station");
    assert.equal(delivery.authentication, "none");
    const [uplink] = delivery.uplinks;
    assert.deepEqual(uplink!.times.counter, { kind: "xtime", xtime: XTIME });
    assert.deepEqual(uplink!.context, stationContext({ rctx: 7n, xtime: XTIME }));
    assert.deepEqual(uplink!.phyPayload, "phyPayload" in UPLINK && UPLINK.phyPayload);
  });

  it("offers both windows at once, and tells which one the station took", async (t) => {
    const running = await start(t);
    const { door, gatewayId } = running;
    assert.equal(door.link(gatewayId), undefined);
    const { station } = await StationGateway.start(t, running.origin, running.gatewayEui);
    assert.equal(door.link(gatewayId)!.maxItems, 2);
    for (const [delay, statuses] of [
      [1_000_000n, ["OK", "IGNORED"]],
      [2_000_000n, ["IGNORED", "OK"]],
    ] as const) {
      const sent = door.send(gatewayId, CLASS_A);
      const heard = await station.hearDownlink();
      assert.equal(heard.xtime, XTIME);
      assert.equal(heard.rctx, 7n);
      assert.deepEqual(
        [heard.rxDelayS, heard.rx1, heard.rx2],
        [1, { dr: 5, freqHz: 868_100_000 }, { dr: 0, freqHz: 869_525_000 }],
      );
      station.say(transmitted(heard.diid, XTIME + delay));
      const outcome = await sent;
      assert.deepEqual([outcome.statuses, outcome.stage], [statuses, "sent"]);
    }
  });

  it("takes silence to mean that nothing was sent", async (t) => {
    const running = await start(t, {}, { hurry: 20 });
    const { door, gatewayId } = running;
    const { station } = await StationGateway.start(t, running.origin, running.gatewayEui);
    const soon = { ...CLASS_A, downlinkId: 3, items: [item(1_000_000, 868_100_000, 7)] };
    const started = performance.now();
    const outcome = await door.send(gatewayId, soon);
    const asked = running.timersMs.slice();
    assert.deepEqual(
      [outcome.statuses, outcome.stage, outcome.reason],
      [["IGNORED"], "refused", "not transmitted"],
    );
    const tookMs = (performance.now() - started) * 20;
    const waits = asked.filter((ms) => ms >= 4_900 && ms < 10_000);
    assert.ok(
      tookMs >= 4_900 && waits.length === 1,
      `${tookMs} ms, of timers of ${asked.join()} ms`,
    );
    station.say(transmitted(3, XTIME + 1_000_000n));
    await until(async () => (await running.refused())["DNTXED_UNEXPECTED"] === 1);
  });

  it("refuses at once what the protocol cannot say", async (t) => {
    const running = await start(t);
    await StationGateway.start(t, running.origin, running.gatewayEui);
    const [first] = CLASS_A.items;
    const foreign = { ...first!, modulation: { ...first!.modulation, bwHz: 812_500 } };
    const outcome = await running.door.send(running.gatewayId, {
      ...CLASS_A,
      items: [foreign as DownlinkItem],
    });
    assert.deepEqual([outcome.stage, outcome.reason], ["refused", "LNS_UNKNOWN_DR"]);
  });

  it("sends class C at once and class B at its GPS time", async (t) => {
    const running = await start(t);
    const { door, gatewayId } = running;
    const { station } = await StationGateway.start(t, running.origin, running.gatewayEui);
    const [first] = CLASS_A.items;
    const classC = door.send(gatewayId, {
      ...CLASS_A,
      deviceClass: "C",
      items: [{ ...first!, timing: { kind: "immediately" } }],
    });
    const now = await station.hearDownlink();
    assert.deepEqual(
      [now.deviceClass, now.rx2, now.rx1],
      ["C", { dr: 5, freqHz: 868_100_000 }, undefined],
    );
    station.say(transmitted(now.diid, XTIME));
    assert.deepEqual((await classC).statuses, ["OK"]);
    const gpsNs = 1_400_000_000_123_456_000n;
    const classB = door.send(gatewayId, {
      ...CLASS_A,
      deviceClass: "B",
      items: [{ ...first!, timing: { kind: "gps", gpsNs } }],
    });
    const later = await station.hearDownlink();
    assert.deepEqual([later.deviceClass, later.gpstimeUs], ["B", gpsNs / 1000n]);
    station.say(transmitted(later.diid, XTIME));
    await classB;
  });

  it("answers questions for the time, and counts everything else that it hears", async (t) => {
    const running = await start(t);
    const { station } = await StationGateway.start(t, running.origin, running.gatewayEui);
    station.say({ type: "timesync", txtimeUs: 123_456_789_012n });
    const answer = await station.hear();
    assert.ok(answer.type === "timesync" && answer.gpstimeUs !== undefined);
    assert.equal(answer.txtimeUs, 123_456_789_012n);
    const off = Number(gpsToInstant(answer.gpstimeUs * 1000n) - systemClock.now()) / 1e9;
    assert.ok(Math.abs(off) < 1, String(off));
    station.say({ type: "overheard", msgtype: "dndf" });
    station.say({ type: "rmtsh", sessions: [] });
    station.socket.send(Buffer.from([1, 2, 3]), { binary: true });
    station.socket.send("{");
    station.socket.send(JSON.stringify({ msgtype: "nonsense" }));
    station.say({ ...UPLINK, dr: 9 } as StationMessage);
    station.say({ type: "event", event: "fix", location: { latitudeDeg: 1, longitudeDeg: 2 } });
    const { gateways } = running.stores.registry;
    // What it says is taken in order: the place is the last of it.
    const place = await until(
      async () =>
        (await gateways.lastSeen([running.gatewayId])).get(running.gatewayId)?.reportedLocation,
    );
    assert.deepEqual(place, { latitudeDeg: 1, longitudeDeg: 2 });
    assert.deepEqual(await running.refused(), {
      LNS_BINARY: 1,
      LNS_BAD_JSON: 1,
      LNS_UNKNOWN_MSGTYPE: 1,
      LNS_UNKNOWN_DR: 1,
    });
    assert.equal(running.delivered.length, 0);
  });

  it("keeps one line a gateway: the newer wins", async (t) => {
    const running = await start(t);
    const first = await StationGateway.start(t, running.origin, running.gatewayEui);
    const second = await StationGateway.start(t, running.origin, running.gatewayEui);
    assert.deepEqual(await first.station.end(), { code: 1008, reason: "connected anew" });
    await settle();
    const sent = running.door.send(running.gatewayId, CLASS_A);
    const heard = await second.station.hearDownlink();
    second.station.say(transmitted(heard.diid, XTIME + 1_000_000n));
    await sent;
  });

  it("closes the line when a frame cannot be stored, and opens it again later", async (t) => {
    const running = await start(t);
    running.intake.receive = async () => {
      throw new UnavailableError("LOG_UNAVAILABLE", "the disk is full");
    };
    const { station } = await StationGateway.start(t, running.origin, running.gatewayEui);
    station.say(UPLINK);
    assert.deepEqual(await station.end(), { code: 1013, reason: "not storable" });
    const again = StationGateway.discover(t, running.origin, running.gatewayEui);
    await assert.rejects(again, /HTTP 503/);
    assert.deepEqual(await running.refused(), { LOG_UNAVAILABLE: 1, NOT_READY: 1 });
    assert.equal(running.door.link(running.gatewayId), undefined);
  });

  it("lets in who shows the token of his gateway, and nobody else", async (t) => {
    const running = await start(t, { credentialRequired: true });
    const { origin, gatewayEui } = running;
    const with_ = (authorization: string) => ({ headers: { authorization } });
    const id = await giveToken(running, "lts_gw_secret");
    const missing = await StationGateway.discover(t, origin, gatewayEui);
    assert.deepEqual(missing, {
      router: gatewayEui,
      error: "the gateway has to show a credential",
    });
    await assert.rejects(StationGateway.connect(t, `${origin}/gateway/${gatewayEui}`), /HTTP 401/);
    const wrong = with_("Bearer lts_gw_guess");
    assert.ok("error" in (await StationGateway.discover(t, origin, gatewayEui, wrong)));
    const right = with_("Bearer lts_gw_secret");
    const { station } = await StationGateway.start(t, origin, gatewayEui, right);
    station.say(UPLINK);
    assert.equal((await until(() => running.delivered[0])).authentication, "token");
    assert.equal(running.door.connection(running.gatewayId)!.authentication, "token");
    await running.stores.gatewayCredentials.revoke([id], systemClock.now());
    const again = await StationGateway.discover(t, origin, gatewayEui, right);
    assert.ok("error" in again);
  });

  it("wants the credential of a gateway that has one even where none is required", async (t) => {
    const running = await start(t);
    await giveToken(running, "lts_gw_secret");
    const answer = await StationGateway.discover(t, running.origin, running.gatewayEui);
    assert.ok("error" in answer);
  });

  it("turns away strangers, wrong paths and what is no WebSocket", async (t) => {
    const running = await start(t);
    const { origin } = running;
    const stranger = "aa555a0000000101" as Eui64;
    assert.ok("error" in (await StationGateway.discover(t, origin, stranger)));
    await assert.rejects(StationGateway.connect(t, `${origin}/gateway/${stranger}`), /HTTP 403/);
    await assert.rejects(StationGateway.connect(t, `${origin}/elsewhere`), /HTTP 404/);
    const plain = await fetch(origin.replace("ws:", "http:"));
    assert.equal(plain.status, 426);
    const silent = await StationGateway.connect(t, `${origin}/router-info`);
    silent.socket.send("{}");
    assert.match(await silent.text(), /error/);
  });

  it("registers strangers where it is told to, with the door's channel plan", async (t) => {
    const newcomer = { region: "US915", subBand: 1, by: "Basics Station" };
    const running = await start(t, { newcomer });
    const eui = "aa555a0000000106" as Eui64;
    const { config } = await StationGateway.start(t, running.origin, eui);
    assert.equal(config.region, "US915");
    const [board] = config.boards;
    assert.equal(board!.loraStd!.sf, 8);
    const { radio, ifHz } = board!.multiSf[0]!;
    assert.equal(board!.radios[radio]!.freqHz + ifHz, 903_900_000);
  });

  it("has a gateway connect anew when it was changed, and not at all when it was disabled", async (t) => {
    const running = await start(t);
    const { gateways } = running.stores.registry;
    const { station } = await StationGateway.start(t, running.origin, running.gatewayEui);
    const gateway = (await gateways.get([running.gatewayId])).get(running.gatewayId)!;
    const [changed] = await gateways.update([{ ...gateway, region: "IN865" }]);
    assert.deepEqual(await station.end(), { code: 1001, reason: "changed" });
    const again = await StationGateway.start(t, running.origin, running.gatewayEui);
    assert.equal(
      again.config.region,
      "AU915",
      "a region that stations know, without rules of its own",
    );
    await gateways.update([{ ...changed!, disabled: true }]);
    await again.station.end();
    assert.ok("error" in (await StationGateway.discover(t, running.origin, running.gatewayEui)));
  });

  it("takes so much of one station, and still all of another", async (t) => {
    const newcomer = { region: "EU868", by: "Basics Station" };
    const running = await start(t, { newcomer }, { maxPerSecond: 2 });
    const flood = await StationGateway.start(t, running.origin, running.gatewayEui);
    for (let i = 0; i < 40; i++) flood.station.say(UPLINK);
    const refusals = async (): Promise<number> => (await running.refused())["RATE_LIMIT"] ?? 0;
    await until(async () => running.delivered.length + (await refusals()) >= 40);
    const taken = running.delivered.length;
    assert.ok(taken <= 20 && taken >= 15, String(taken));
    const other = await StationGateway.start(t, running.origin, "aa555a0000000107" as Eui64);
    other.station.say(UPLINK);
    await until(() => running.delivered.length > taken);
    assert.equal(running.delivered.length, taken + 1);
    assert.equal(await refusals(), 40 - taken);
  });

  it("stores what came in before it ends", async (t) => {
    const stored = Promise.withResolvers<void>();
    const running = await start(t);
    const { station } = await StationGateway.start(t, running.origin, running.gatewayEui);
    const begun = Promise.withResolvers<void>();
    running.intake.receive = () => {
      begun.resolve();
      return stored.promise;
    };
    station.say(UPLINK);
    await begun.promise;
    let stopped = false;
    const stopping = running.door.stop().then(() => (stopped = true));
    await settle();
    assert.equal(stopped, false);
    stored.resolve();
    await stopping;
    assert.equal((await station.end()).code, 1001);
  });

  it("says nothing of what has not been greeted", async (t) => {
    const running = await start(t);
    const uri = `${running.origin}/gateway/${running.gatewayEui}`;
    const station = await StationGateway.connect(t, uri);
    station.say(UPLINK);
    await until(async () => Object.keys(await running.refused()).length > 0);
    assert.deepEqual(await running.refused(), { LNS_NO_VERSION: 1 });
    assert.equal(running.door.link(running.gatewayId as GatewayId), undefined);
    station.say(VERSION);
    assert.equal((await station.hear()).type, "router_config");
  });
});
