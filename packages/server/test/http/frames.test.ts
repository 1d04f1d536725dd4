import assert from "node:assert/strict";
import { it, type TestContext } from "node:test";
import { createClient, ProblemError, type LoratsClient } from "@lorats/api";
import { formatInstant, fromHex, toBase64, type DevAddr } from "@lorats/base";
import { newEvent } from "@lorats/events";
import { Traffic } from "../../src/traffic/traffic.ts";
import type { Services } from "../../src/services.ts";
import { apiKey, household, id, memoryServices, startHttp, type Household } from "../harness.ts";

// The frame of LoRaWAN's own documentation, as decoders in many languages test it: lora-packet's README.
const PHY_PAYLOAD = "40f17dbe4900020001954378762b11ff0d";
const NWK_S_KEY = "44024241ed4ce9a68c6a8bc055233fd3";
const APP_S_KEY = "ec925802ae430ca77fd3dd73cb2cc588";
const DEV_ADDR = "49be7df1";

interface Ours extends Household {
  readonly services: Services;
  readonly client: LoratsClient;
}

async function start(t: TestContext): Promise<Ours> {
  const services = memoryServices(t);
  const home = await household(services.stores);
  const { baseUrl } = await startHttp(t, services);
  const client = createClient({ baseUrl, apiKey: await apiKey(services.stores, home.tenantId) });
  return { ...home, services, client };
}

/** The frame as a gateway heard it, the network server's decision, two opinions and an answer. */
async function heard({ services, ...home }: Ours): Promise<string> {
  const { clock, stores } = services;
  const time = clock.now();
  const { tenantId, gatewayId, gatewayEui, deviceId, applicationId, devEui } = home;
  const modulation = { kind: "lora" as const, sf: 7, bwHz: 125_000, codeRate: "4/5" };
  const reception = newEvent(
    "reception",
    { tenantId, key: gatewayId, time },
    {
      gatewayId,
      gatewayEui,
      door: "semtech-udp",
      authentication: "none",
      arrivedAt: formatInstant(time),
      arrivedSdNs: 1e6,
      phyPayload: toBase64(fromHex(PHY_PAYLOAD)),
      crc: "ok",
      freqHz: 868_100_000,
      modulation,
      rssiDbm: -60,
      snrDb: 9,
    },
  );
  const [position] = await stores.log.append([reception]);
  const at = { tenantId, key: deviceId, time };
  const deduplicationId = id<string>();
  const timing = { time: formatInstant(time), sdNs: 1000, source: "gps" as const };
  const opinion = (revision: number) =>
    newEvent("assessment", at, {
      deduplicationId,
      deviceId,
      revision,
      rules: "test",
      timing,
      trust: { verdict: revision === 0 ? "unverified" : "suspect", evidence: [] },
    });
  const uplink = newEvent("uplink", at, {
    deduplicationId,
    deviceId,
    applicationId,
    devEui,
    devAddr: DEV_ADDR as DevAddr,
    confirmed: false,
    adr: false,
    fCnt: 2,
    fPort: 1,
    frmPayload: toBase64(new TextEncoder().encode("test")),
    macCommands: "",
    dataRate: 5,
    freqHz: 868_100_000,
    modulation,
    airtimeNs: 50_000_000,
    region: "EU868",
    freshness: "fresh",
    receptions: [{ position: position!, gatewayId, gatewayEui, rssiDbm: -60, snrDb: 9 }],
  });
  const downlinkId = id<string>();
  const answer = newEvent("downlink", at, {
    downlinkId,
    purpose: "ack",
    deviceId,
    applicationId,
    devEui,
    gatewayId,
    gatewayEui,
    window: "rx1",
    confirmed: false,
    fCntDown: 0,
    inReplyTo: deduplicationId,
    phyPayload: toBase64(fromHex("60f17dbe49200000aabbccdd")),
    freqHz: 868_100_000,
    modulation,
    powerDbm: 14,
    timing: { kind: "immediate" },
  });
  const sent = newEvent("tx-ack", at, { downlinkId, gatewayId, gatewayEui, status: "TOO_LATE" });
  await stores.log.append([uplink, opinion(0), answer, sent, opinion(1)]);
  return deduplicationId;
}

it("a frame is told byte by byte, with who heard it, what was thought and what was answered", async (t) => {
  const ours = await start(t);
  const frameId = await heard(ours);
  await ours.client.activate({
    id: ours.deviceId,
    devAddr: DEV_ADDR,
    nwkSKey: NWK_S_KEY,
    appSKey: APP_S_KEY,
    fCntUp: 3,
  });
  const frame = await ours.client.getFrame({ id: ours.deviceId, frameId });
  assert.equal(frame.explanation.phyPayload, PHY_PAYLOAD);
  assert.equal(frame.explanation.mic?.status, "valid");
  const payload = frame.explanation.parts.find(({ name }) => name === "FRMPayload");
  assert.equal(payload?.decrypted, true);
  assert.equal(Buffer.from(payload!.hex, "hex").toString(), "test");
  const covered = frame.explanation.parts
    .filter(({ depth }) => depth === 0)
    .reduce((sum, { length }) => sum + length, 0);
  assert.equal(covered, PHY_PAYLOAD.length / 2);
  assert.deepEqual(
    frame.receptions.map(({ gatewayName, rssiDbm }) => [gatewayName, rssiDbm]),
    [["Roof", -60]],
  );
  assert.deepEqual(
    frame.assessments.map(({ revision, trust }) => [revision, trust.verdict]),
    [
      [1, "suspect"],
      [0, "unverified"],
    ],
  );
  assert.deepEqual(
    frame.downlinks.map(({ purpose, status }) => [purpose, status]),
    [["ack", "TOO_LATE"]],
  );
});

it("a frame under keys that are gone is laid out without judging its MIC", async (t) => {
  const ours = await start(t);
  const frame = await ours.client.getFrame({ id: ours.deviceId, frameId: await heard(ours) });
  assert.equal(frame.explanation.mic?.status, "unchecked");
  assert.equal(frame.data, toBase64(new TextEncoder().encode("test")));
});

it("an unknown frame is not found", async (t) => {
  const ours = await start(t);
  await assert.rejects(
    ours.client.getFrame({ id: ours.deviceId, frameId: id<string>() }),
    (error) => error instanceof ProblemError && error.problem.status === 404,
  );
});

it("keys are shown on purpose, and who saw them stands in the audit log", async (t) => {
  const ours = await start(t);
  const { client, deviceId } = ours;
  const appKey = "00112233445566778899aabbccddeeff";
  await client.updateDevice({ id: deviceId, appKey });
  await client.activate({
    id: deviceId,
    devAddr: DEV_ADDR,
    nwkSKey: NWK_S_KEY,
    appSKey: APP_S_KEY,
  });
  const keys = await client.revealKeys({ id: deviceId });
  assert.equal(keys.appKey, appKey);
  assert.equal(keys.nwkKey, undefined);
  assert.equal(keys.session?.appSKey, APP_S_KEY);
  assert.equal(keys.session?.fNwkSIntKey, NWK_S_KEY);
  const [newest] = (await client.listAudit({ limit: 1 })).items;
  assert.equal(newest?.body["action"], "reveal");
  assert.equal(newest?.body["kind"], "device-keys");
  assert.equal(newest?.body["id"], deviceId);
  assert.ok(!JSON.stringify(newest).includes(appKey));
});

it("the overview counts devices, gateways and a day of traffic, also from before the start", async (t) => {
  const ours = await start(t);
  await heard(ours);
  const { services, client, tenantId } = ours;
  const now = services.clock.now();
  await services.traffic.lookBack(services.stores.log, now);
  const overview = await client.getOverview();
  assert.equal(overview.devices, 1);
  assert.deepEqual(overview.gateways, { online: 0, offline: 0, neverSeen: 1 });
  const [step] = overview.traffic;
  assert.equal(overview.traffic.length, 1);
  // The later opinion revises the first; it is no second frame.
  assert.deepEqual([step?.uplinks, step?.downlinks, step?.unverified, step?.suspect], [1, 1, 1, 0]);
  const others = new Traffic(now);
  others.note([]);
  assert.deepEqual(others.recent(tenantId, now), []);
});
