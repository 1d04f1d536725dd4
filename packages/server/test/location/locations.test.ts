import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { it, type TestContext } from "node:test";
import { createClient, type LoratsClient } from "@lorats/api";
import {
  formatInstant,
  instantToGps,
  parseInstant,
  type Eui64,
  type GatewayId,
} from "@lorats/base";
import { newEvent, type Reception } from "@lorats/events";
import { gatewayStrengths, type LocationResolver } from "@lorats/platform";
import { loadConfig } from "@lorats/server";
import { arrivalOf } from "../../src/location/evidence.ts";
import { HttpGeolocator } from "../../src/location/geolocator.ts";
import { Locator, resolversOf } from "../../src/location/locator.ts";
import type { Services } from "../../src/services.ts";
import { apiKey, household, id, memoryServices, startHttp, type Household } from "../harness.ts";
import { hear } from "../support/hear.ts";

interface Ours extends Household {
  readonly services: Services;
  readonly client: LoratsClient;
  readonly locator: Locator;
}

async function start(t: TestContext, flags: Record<string, unknown> = {}): Promise<Ours> {
  const services = memoryServices(t);
  const home = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const client = createClient({ baseUrl, apiKey: await apiKey(services.stores, home.tenantId) });
  const locator = new Locator(
    services,
    resolversOf(loadConfig({ environment: {}, flags })),
    () => {},
  );
  return { ...home, services, client, locator };
}

/** How many places became known. */
async function follow({ services, locator }: Ours): Promise<number> {
  const { log } = services.stores;
  const known = async (): Promise<number> =>
    (await log.read({ types: ["location"] })).events.length;
  const before = await known();
  await locator.deliver(await locator.locate((await log.read({ limit: 1000 })).events));
  return (await known()) - before;
}

async function place(ours: Ours, latitudeDeg: number): Promise<void> {
  const { gateways } = ours.services.stores.registry;
  const gateway = (await gateways.get([ours.gatewayId])).get(ours.gatewayId)!;
  await gateways.update([{ ...gateway, location: { latitudeDeg, longitudeDeg: 6.6 } }]);
}

it("a frame that a gateway of known place heard puts its device there, roughly, and once", async (t) => {
  const ours = await start(t);
  await hear(ours.services, ours, 1);
  assert.equal(await follow(ours), 0);
  await place(ours, 46.5);
  await hear(ours.services, ours, 2);
  await follow(ours);
  // After a crash the same frames come again.
  await follow(ours);
  const { events } = await ours.services.stores.log.read({ types: ["location"] });
  assert.equal(events.length, 1);
  const { location } = await ours.client.getDevice({ id: ours.deviceId });
  assert.equal(location!.source, "gateway-strengths");
  assert.ok(Math.abs(location!.latitudeDeg - 46.5) < 0.05);
  assert.ok(location!.uncertaintyM > 20, String(location!.uncertaintyM));
  const { items } = await ours.client.listDevices();
  assert.deepEqual(items[0]!.location, location);
  // Nothing new was learned.
  await hear(ours.services, ours, 3);
  assert.equal(await follow(ours), 0);
  const [message] = await ours.services.translator.translate(events);
  assert.equal(message!.kind, "location");
  assert.equal((message!.json["location"] as { source: string }).source, "GEO_RESOLVER_RSSI");
});

it("is looked up in the log by a server that starts anew, and gone when the device is erased", async (t) => {
  const ours = await start(t);
  const { services, client, deviceId } = ours;
  await place(ours, 46.5);
  await hear(services, ours, 1);
  await follow(ours);
  services.lastLocations.forget([deviceId]);
  assert.ok((await client.getDevice({ id: deviceId })).location);
  await client.deleteDevice({ id: deviceId, history: "erase" });
  assert.equal((await services.lastLocations.of([deviceId])).size, 0);
});

it("does not work out again where a device is that stays", async (t) => {
  const ours = await start(t);
  let asked = 0;
  const counted: LocationResolver = {
    ...gatewayStrengths,
    resolve: (evidence) => {
      asked++;
      return gatewayStrengths.resolve(evidence);
    },
  };
  const locator = new Locator(ours.services, [counted], () => {});
  await place(ours, 46.5);
  for (let fCnt = 1; fCnt <= 20; fCnt++) {
    await hear(ours.services, ours, fCnt);
    await follow({ ...ours, locator });
  }
  assert.equal(asked, 1);
});

it("looks closely at a device that surprises it without moving ever more rarely", async (t) => {
  const ours = await start(t);
  const { services, deviceId } = ours;
  await place(ours, 46.5);
  await hear(services, ours, 1);
  await follow(ours);
  const last = async () => (await services.lastLocations.of([deviceId])).get(deviceId)!;
  const MINUTE_NS = 60_000_000_000n;
  const { time, quietUntil } = await last();
  assert.equal(quietUntil, time);
  services.lastLocations.looked(deviceId, time + 1n);
  assert.equal((await last()).quietUntil, time + 1n + MINUTE_NS);
  services.lastLocations.looked(deviceId, time + 10n * MINUTE_NS);
  assert.equal((await last()).quietUntil, time + 20n * MINUTE_NS);
});

it("does what the settings say", async (t) => {
  const ours = await start(t, { "location.resolvers": ["payload-gnss"] });
  await place(ours, 46.5);
  await hear(ours.services, ours, 1);
  assert.equal(await follow(ours), 0);
});

it("takes arrivals from SDRs and fine timestamps, across the turn of a second", () => {
  const reception = (change: Partial<Reception>) => arrivalOf(change as Reception);
  const second = parseInstant("2026-11-21T06:48:19Z");
  const sdr = { onset: formatInstant(second + 123n), onsetSdNs: 80, biasHz: 0, biasSdHz: 1 };
  assert.deepEqual(reception({ lts: sdr }), { kind: "sdr", atNs: second + 123n, sdNs: 80 });
  // The coarse time says a little before the second, the fine one a little after.
  const early = instantToGps(second - 2000n).toString() as NonNullable<Reception["gpsTimeNs"]>;
  assert.equal(reception({ gpsTimeNs: early, fineTimeNs: 700 })!.atNs, second + 700n);
  const late = formatInstant(second + 2000n);
  assert.equal(reception({ gatewayTime: late, fineTimeNs: 999_999_900 })!.atNs, second - 100n);
  assert.equal(reception({ gatewayTime: late }), undefined);
});

it("works out times of arrival of real receptions", async (t) => {
  const ours = await start(t);
  const { services, tenantId } = ours;
  const { registry, log } = services.stores;
  const at = services.clock.now();
  const corners = [
    [46.5, 6.6],
    [46.54, 6.6],
    [46.5, 6.66],
    [46.54, 6.66],
  ] as const;
  const receptions = await Promise.all(
    corners.map(async ([latitudeDeg, longitudeDeg]) => {
      const gatewayId = id<GatewayId>();
      const gatewayEui = gatewayId.replaceAll("-", "").slice(-16) as Eui64;
      const known = (await registry.gateways.get([ours.gatewayId])).get(ours.gatewayId)!;
      const location = { latitudeDeg, longitudeDeg };
      await registry.gateways.create([{ ...known, id: gatewayId, eui: gatewayEui, location }]);
      const body: Reception = {
        gatewayId,
        gatewayEui,
        door: "semtech-udp",
        authentication: "none",
        arrivedAt: formatInstant(at),
        arrivedSdNs: 1e9,
        phyPayload: "QA==",
        crc: "ok",
        freqHz: 868_100_000,
        modulation: { kind: "lora", sf: 7, bwHz: 125_000, codeRate: "4/5" },
        rssiDbm: -110,
        snrDb: -3,
        // From the middle, all are as far away.
        lts: { onset: formatInstant(at), onsetSdNs: 30, biasHz: 0, biasSdHz: 1 },
      };
      const [position] = await log.append([
        newEvent("reception", { tenantId, key: gatewayId, time: at }, body),
      ]);
      return { position: position!, gatewayId, gatewayEui, rssiDbm: -110, snrDb: -3 };
    }),
  );
  const { uplink } = await hear(services, ours, 1);
  const [event] = await log.get([uplink]);
  const body = { ...event!.body, receptions, deduplicationId: id<string>() } as never;
  const time = event!.time + 1n;
  const frame = { tenantId, key: ours.deviceId, time };
  await log.append([newEvent("uplink", frame, body)]);
  const { deduplicationId } = body as { deduplicationId: string };
  const timing = { time: formatInstant(time), sdNs: 100, source: "sdr" as const };
  const trust = { verdict: "unverified" as const, evidence: [] };
  const assessed = { deduplicationId, deviceId: ours.deviceId, revision: 0, rules: "1" };
  await log.append([newEvent("assessment", frame, { ...assessed, timing, trust })]);
  await follow(ours);
  const { location } = await ours.client.getDevice({ id: ours.deviceId });
  assert.equal(location!.source, "gateway-times");
  assert.ok(Math.abs(location!.latitudeDeg - 46.52) < 0.001, String(location!.latitudeDeg));
  assert.ok(Math.abs(location!.longitudeDeg - 6.63) < 0.001, String(location!.longitudeDeg));
  assert.ok(location!.uncertaintyM < 100, String(location!.uncertaintyM));
});

it("asks a geolocation service in the usual shape, where the guard lets it", async (t) => {
  let answer: [number, string] = [200, '{"location":{"lat":46.5,"lng":6.6},"accuracy":30}'];
  const asked: unknown[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString()));
    request.on("end", () => {
      asked.push(JSON.parse(text));
      response.writeHead(answer[0], { "content-type": "application/json" }).end(answer[1]);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/geolocate?key=x`;
  const points = [{ macAddress: "00:11:22:33:44:55", signalStrength: -60 }];
  const geolocator = new HttpGeolocator(url, true);
  const expected = { latitudeDeg: 46.5, longitudeDeg: 6.6, accuracyM: 30 };
  assert.deepEqual(await geolocator.locate(points), expected);
  assert.deepEqual(asked, [{ considerIp: false, wifiAccessPoints: points }]);
  answer = [404, '{"error":{"code":404}}'];
  assert.equal(await geolocator.locate(points), undefined);
  for (const bad of [
    [500, ""],
    [200, "no"],
    [200, '{"location":{"lat":946,"lng":0},"accuracy":1}'],
  ]) {
    answer = bad as [number, string];
    await assert.rejects(geolocator.locate(points), { code: "GEOLOCATION_FAILED" });
  }
  await assert.rejects(new HttpGeolocator(url, false).locate(points), {
    code: "WEBHOOK_INSIDE",
    message: /location\.wifi_allow_private/,
  });
});
