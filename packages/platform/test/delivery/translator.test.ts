import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  MemoryEventLog,
  newEvent,
  type Cursor,
  type Delivery,
  type NewEvent,
} from "@lorats/events";
import { theThingsStack, topicOf } from "@lorats/platform";
import type { TenantId } from "@lorats/base";
import {
  assessment,
  CARD,
  downlink,
  GATEWAY,
  id,
  join,
  reception,
  T0,
  TENANT,
  translated,
  txAck,
  uplink,
  translator,
} from "./samples.ts";

describe("up", () => {
  it("is what ChirpStack v4 writes, with timing and trust", async () => {
    const log = new MemoryEventLog();
    const [position] = await log.append([reception()]);
    const up = uplink([position!]);
    const [message] = await translated(log, [up, assessment(up)]);
    assert.ok(message);
    assert.equal(
      topicOf(message),
      `application/${CARD.applicationId}/device/0101010101010101/event/up`,
    );
    const [rx] = message.json["rxInfo"] as [Record<string, unknown>];
    assert.equal(Number.isInteger(rx["uplinkId"]), true);
    assert.deepEqual(message.json, {
      deduplicationId: up.body.deduplicationId,
      time: "2026-11-21T06:48:19.093424000+00:00",
      deviceInfo: {
        tenantId: TENANT,
        tenantName: "Example",
        applicationId: CARD.applicationId,
        applicationName: "Greenhouse",
        deviceProfileId: CARD.deviceProfileId,
        deviceProfileName: "Class A",
        deviceName: "North",
        devEui: "0101010101010101",
        deviceClassEnabled: "CLASS_A",
        tags: { row: "7" },
      },
      devAddr: "00189440",
      adr: true,
      dr: 5,
      fPort: 2,
      data: "AWcBEA==",
      rxInfo: [
        {
          gatewayId: "0016c001ff10a235",
          uplinkId: rx["uplinkId"],
          gwTime: "2026-11-21T06:48:19.150000000+00:00",
          nsTime: "2026-11-21T06:48:19.200000000+00:00",
          timeSinceGpsEpoch: "1479278917.150s",
          fineTimeSinceGpsEpoch: "1479278917.149999123s",
          rssi: -36,
          snr: 10.5,
          context: "E3OWOQ==",
          metadata: {
            region_config_id: "eu868",
            region_common_name: "EU868",
            foff_hz: "-1234",
          },
          crcStatus: "CRC_OK",
        },
      ],
      txInfo: {
        frequency: 868_100_000,
        modulation: { lora: { bandwidth: 125_000, spreadingFactor: 7, codeRate: "CR_4_5" } },
      },
      regionConfigId: "eu868",
      timing: { time: "2026-11-21T06:48:19.093424000Z", sdNs: 1000, source: "gps" },
      trust: { verdict: "unverified", evidence: [] },
    });
  });

  it("says where the gateways of the device's own tenant stand, and of nobody else's", async () => {
    const log = new MemoryEventLog();
    const [position] = await log.append([reception()]);
    const up = uplink([position!]);
    await log.append([up, assessment(up)]);
    const { events } = await log.read({});
    const place = { latitudeDeg: 46.5, longitudeDeg: 0, altitudeM: 410 };
    const toldTo = async (tenantId: TenantId) => {
      const places = new Map([[GATEWAY, { tenantId, place }]]);
      const [message] = await translator(log, CARD, places).translate(events);
      return message!;
    };
    const ours = await toldTo(TENANT);
    const [rx] = ours.json["rxInfo"] as [Record<string, unknown>];
    assert.deepEqual(rx["location"], { latitude: 46.5, longitude: 0, altitude: 410 });
    const worded = theThingsStack(ours)!.json["uplink_message"] as {
      rx_metadata: { location?: unknown }[];
    };
    const source = "SOURCE_REGISTRY";
    const told = { latitude: 46.5, longitude: 0, altitude: 410, source };
    assert.deepEqual(worded.rx_metadata[0]!.location, told);
    const foreign = await toldTo(id<TenantId>());
    assert.equal("location" in (foreign.json["rxInfo"] as [object])[0], false);
  });

  it("derives the gateway's time from its GPS time when it gives no other", async () => {
    const log = new MemoryEventLog();
    const [position] = await log.append([reception({ gatewayTime: undefined })]);
    const up = uplink([position!]);
    const [message] = await translated(log, [up, assessment(up)]);
    const [rx] = message!.json["rxInfo"] as [Record<string, unknown>];
    assert.equal(rx["gwTime"], "2026-11-21T06:48:19.150000000+00:00");
  });

  it("carries the decoded object, or says why there is none", async () => {
    const card = { ...CARD, codec: { kind: "cayenne-lpp", source: "" } };
    const log = new MemoryEventLog();
    const [position] = await log.append([reception()]);
    const good = uplink([position!]);
    const bad = uplink([position!], { frmPayload: "AWcB" });
    const silent = uplink([position!], { fPort: undefined, frmPayload: "" });
    const messages = await translated(
      log,
      [good, assessment(good), bad, assessment(bad), silent, assessment(silent)],
      card,
    );
    assert.deepEqual(
      messages.map(({ kind }) => kind),
      ["up", "up", "log", "up"],
    );
    assert.deepEqual(messages[0]!.json["object"], { temperatureSensor: { 1: 27.2 } });
    assert.equal("object" in messages[1]!.json, false);
    assert.equal(messages[2]!.json["code"], "UPLINK_CODEC");
    assert.equal("object" in messages[3]!.json, false);
    assert.equal("fPort" in messages[3]!.json, false);
  });

  it("is published once and in full when late copies of its frame follow at once", async () => {
    const log = new MemoryEventLog();
    const [first, second, third] = await log.append([reception(), reception(), reception()]);
    const up = uplink([first!, second!]);
    const { deduplicationId } = up.body;
    const backhaul = uplink([third!], { deduplicationId, freshness: "late-backhaul" });
    const radio = uplink([third!], { deduplicationId, freshness: "late-radio" });
    for (const events of [
      [up, assessment(up), backhaul, radio],
      [up, backhaul, radio, assessment(up)],
    ]) {
      await log.append(events);
      const messages = await translator(log).translate(
        (await log.read({ after: third! })).events.slice(-events.length),
      );
      assert.deepEqual(
        messages.map(({ kind }) => kind),
        ["up"],
      );
      assert.equal((messages[0]!.json["rxInfo"] as unknown[]).length, 2);
    }
  });

  it("is found behind late copies of its frame after a restart", async () => {
    const log = new MemoryEventLog();
    const [position] = await log.append([reception()]);
    const up = uplink([position!]);
    const { deduplicationId } = up.body;
    const late = uplink([position!], { deduplicationId, freshness: "late-backhaul" });
    await log.append([up, late, assessment(up)]);
    const { events } = await log.read({ types: ["assessment"] });
    const messages = await translator(log).translate(events);
    assert.deepEqual(
      messages.map(({ kind }) => kind),
      ["up"],
    );
  });

  it("is found again when its uplink went by before this process began", async () => {
    const log = new MemoryEventLog();
    const [position] = await log.append([reception()]);
    const up = uplink([position!]);
    await log.append([up, assessment(up)]);
    const { events } = await log.read({ types: ["assessment"] });
    const messages = await translator(log).translate(events);
    assert.equal(messages.length, 1);
    assert.equal(messages[0]!.json["deduplicationId"], up.body.deduplicationId);
    assert.equal((messages[0]!.json["rxInfo"] as unknown[]).length, 1);
  });

  it("gives a frame that is kept without effects as a warning", async () => {
    const log = new MemoryEventLog();
    const [position] = await log.append([reception()]);
    const late = uplink([position!], { freshness: "late-radio" });
    const [message] = await translated(log, [late, assessment(late)]);
    assert.equal(message!.kind, "log");
    assert.equal(message!.json["code"], "UPLINK_F_CNT_RETRANSMISSION");
  });

  it("is followed by a revision when later evidence says otherwise", async () => {
    const log = new MemoryEventLog();
    const [position] = await log.append([reception()]);
    const up = uplink([position!]);
    const messages = await translated(log, [up, assessment(up), assessment(up, 1)]);
    assert.deepEqual(
      messages.map(({ kind }) => kind),
      ["up", "revision"],
    );
    assert.equal(messages[1]!.json["revision"], 1);
    assert.equal(messages[1]!.json["deduplicationId"], up.body.deduplicationId);
  });
});

it("tells of joins without naming a key", async () => {
  const joined = join();
  const [message] = await translated(new MemoryEventLog(), [joined]);
  assert.equal(message!.kind, "join");
  assert.equal(message!.json["devAddr"], "00189440");
  assert.equal(JSON.stringify(message!.json).includes(joined.body.keys.appSKey), false);
});

it("tells what became of downlinks", async () => {
  const sent = downlink();
  const refused = downlink();
  const own = downlink({ purpose: "mac", queueItemId: undefined });
  const events = [
    sent,
    txAck(sent, "OK"),
    own,
    txAck(own, "OK"),
    refused,
    txAck(refused, "TOO_LATE"),
  ];
  const [ok, late] = await translated(new MemoryEventLog(), events);
  assert.equal(ok!.kind, "txack");
  assert.equal(ok!.json["fCntDown"], 3);
  assert.equal(ok!.json["queueItemId"], sent.body.queueItemId);
  assert.deepEqual(ok!.json["txInfo"], {
    frequency: 868_100_000,
    power: 16,
    modulation: { lora: { bandwidth: 125_000, spreadingFactor: 7, codeRate: "CR_4_5" } },
    timing: { delay: {} },
    // 4,295,967,296 µs after 32 bits: 1,000,000.
    context: "AA9CQA==",
  });
  assert.equal(late!.kind, "log");
  assert.equal(late!.json["code"], "DOWNLINK_GATEWAY");
  assert.equal(late!.json["description"], "TOO_LATE");
});

it("tells the owner of a device why its frame was refused, and nobody of unknown ones", async () => {
  const at = { tenantId: TENANT, key: CARD.deviceId, time: T0 };
  const known = newEvent("refusal", at, {
    code: "NS_MIC_INVALID",
    reason: "no session's key gives this MIC",
    deviceId: CARD.deviceId,
    receptions: ["7" as Cursor],
  });
  const unknown = newEvent("refusal", at, { code: "NS_UNKNOWN", reason: "x", receptions: [] });
  const messages = await translated(new MemoryEventLog(), [known, unknown]);
  assert.equal(messages.length, 1);
  assert.equal(messages[0]!.json["code"], "UPLINK_MIC");
  assert.equal(messages[0]!.json["level"], "WARNING");
});

it("says nothing of devices that are gone", async () => {
  const other = { ...CARD, deviceId: CARD.applicationId as unknown as typeof CARD.deviceId };
  assert.deepEqual(await translated(new MemoryEventLog(), [join()], other), []);
});

it("tells whether a confirmed downlink was acknowledged, and why one was never sent", async () => {
  const at = { tenantId: TENANT, key: CARD.deviceId, time: T0 };
  const { deviceId, applicationId, devEui } = CARD;
  const of = (outcome: Delivery["outcome"]): NewEvent<"delivery"> =>
    newEvent("delivery", at, {
      queueItemId: deviceId,
      deviceId,
      applicationId,
      devEui,
      outcome,
      fCntDown: 9,
    });
  const outcomes = ["acknowledged", "not-acknowledged", "expired", "too-long"] as const;
  const messages = await translated(new MemoryEventLog(), outcomes.map(of));
  assert.deepEqual(
    messages.map(({ kind, json }) => [kind, json["acknowledged"], json["code"]]),
    [
      ["ack", true, undefined],
      ["ack", undefined, undefined],
      ["log", undefined, "EXPIRED"],
      ["log", undefined, "DOWNLINK_PAYLOAD_SIZE"],
    ],
  );
});

it("tells how a device is", async () => {
  const at = { tenantId: TENANT, key: CARD.deviceId, time: T0 };
  const { deviceId, applicationId, devEui } = CARD;
  const of = (battery: number, marginDb: number): NewEvent<"device-status"> =>
    newEvent("device-status", at, {
      deduplicationId: deviceId,
      deviceId,
      applicationId,
      devEui,
      battery,
      marginDb,
    });
  const messages = await translated(new MemoryEventLog(), [of(0, 7), of(255, -32), of(191, 0)]);
  const parts = messages.map(({ kind, json }) => ({
    kind,
    margin: json["margin"],
    external: json["externalPowerSource"],
    unavailable: json["batteryLevelUnavailable"],
    level: json["batteryLevel"],
  }));
  assert.deepEqual(parts, [
    { kind: "status", margin: 7, external: true, unavailable: undefined, level: undefined },
    { kind: "status", margin: -32, external: undefined, unavailable: true, level: undefined },
    { kind: "status", margin: undefined, external: undefined, unavailable: undefined, level: 75.2 },
  ]);
});
