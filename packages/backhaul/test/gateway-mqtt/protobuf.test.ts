import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  decodeConfigCommand,
  decodeConnState,
  decodeDownlinkCommand,
  decodeStatsEvent,
  decodeTxAckEvent,
  decodeUplinkEvent,
  encodeConfigCommand,
  encodeConnState,
  encodeDownlinkCommand,
  encodeStatsEvent,
  encodeTxAckEvent,
  encodeUplinkEvent,
} from "@lorats/backhaul";
import { fromHex, parseInstant, type Result } from "@lorats/base";

const messages = JSON.parse(
  readFileSync(new URL("../fixtures/protobuf/gateway-messages.json", import.meta.url), "utf8"),
) as Record<string, unknown>;

function replay<T>(
  name: string,
  decode: (text: string) => Result<T>,
  encode: (value: T) => string,
): T {
  const decoded = decode(JSON.stringify(messages[name]));
  assert.ok(decoded.ok, decoded.ok ? "" : decoded.reason);
  assert.deepEqual(JSON.parse(encode(decoded.value)), messages[name]);
  return decoded.value;
}

test("UplinkFrame, LoRa with every field", () => {
  const uplink = replay("uplinkLora", decodeUplinkEvent, encodeUplinkEvent);
  assert.deepEqual(uplink, {
    gatewayEui: "0102030405060708",
    uplinkId: 4242,
    phyPayload: fromHex("40aabbccdd000100017b0dd5a1b2c3d4"),
    freqHz: 868_300_000,
    modulation: { kind: "lora", sf: 9, bwHz: 125_000, cr: 1 },
    crc: "ok",
    rssiDbm: -97,
    snrDb: -7.25,
    fineNs: 212_345_678,
    channel: 3,
    rfChain: 1,
    board: 0,
    antenna: 1,
    times: {
      counter: { kind: "tmst", us: 0xe83d1b8f },
      utc: parseInstant("2026-11-21T07:21:28.504123Z"),
      gpsNs: 1_479_280_906_504_000_000n,
      gpsResolutionNs: 1e6,
    },
    context: fromHex("e83d1b8f"),
    location: { latitudeDeg: 1.3483, longitudeDeg: 103.6831, altitudeM: 44.5 },
    metadata: { region: "eu868" },
    lts: {
      onset: parseInstant("2026-11-21T06:48:19.123456789Z"),
      onsetSdNs: 140,
      biasHz: -21_003.2,
      biasSdHz: 1.6,
      mac: fromHex("000102030405060708090a0b0c0d0e0f"),
    },
  });
});

test("UplinkFrame, FSK with a bad CRC: what is left out is zero, and FSK has no SNR", () => {
  const uplink = replay("uplinkFsk", decodeUplinkEvent, encodeUplinkEvent);
  assert.equal(uplink.crc, "bad");
  assert.equal(uplink.snrDb, undefined);
  assert.equal(uplink.antenna, 0);
  assert.deepEqual(uplink.times.counter, { kind: "tmst", us: 0 });
});

test("UplinkFrame, LR-FHSS through a station: the context holds rctx and xtime", () => {
  const uplink = replay("uplinkLrFhss", decodeUplinkEvent, encodeUplinkEvent);
  assert.equal(uplink.crc, "none");
  assert.deepEqual(uplink.times.counter, { kind: "xtime", xtime: 0x0070_0000_0000_0001n });
  assert.deepEqual(uplink.modulation, {
    kind: "lr-fhss",
    ocwHz: 137_000,
    codingRate: "2/6",
    gridSteps: 8,
  });
});

test("DownlinkFrame of class A, B and C", () => {
  const classA = replay("downlinkClassA", decodeDownlinkCommand, encodeDownlinkCommand).downlink;
  assert.deepEqual(
    classA.items.map(({ timing }) => timing),
    [1e6, 2e6].map((delayUs) => ({ kind: "delay", delayUs, context: fromHex("e83d1b8f") })),
  );
  assert.equal(classA.items[0]?.withCrc, false);
  const classB = replay("downlinkClassB", decodeDownlinkCommand, encodeDownlinkCommand).downlink;
  assert.deepEqual(classB.items[0]?.timing, { kind: "gps", gpsNs: 1_479_280_960_120_000_000n });
  assert.equal(classB.items[0]?.modulation.kind === "lora" && classB.items[0].modulation.cr, 7);
  const classC = replay("downlinkClassC", decodeDownlinkCommand, encodeDownlinkCommand).downlink;
  assert.deepEqual(classC.items[0]?.timing, { kind: "immediately" });
  assert.equal(classC.items[0]?.eirpDbm, 0);
});

test("DownlinkTxAck: an absent status means ignored", () => {
  const { outcome } = replay("txAck", decodeTxAckEvent, encodeTxAckEvent);
  assert.deepEqual(outcome, {
    downlinkId: 77,
    statuses: ["TOO_LATE", "OK", "IGNORED"],
    stage: "queued",
  });
});

test("GatewayStats: the counts, not the tables", () => {
  const decoded = decodeStatsEvent(JSON.stringify(messages["stats"]));
  assert.ok(decoded.ok);
  assert.deepEqual(decoded.value, {
    gatewayEui: "0102030405060708",
    configVersion: "7",
    stats: {
      time: 1_795_245_698_000_000_000n,
      location: { latitudeDeg: -1.5, longitudeDeg: 0.25 },
      rxReceived: 12,
      rxOk: 10,
      txReceived: 3,
      txEmitted: 2,
      metadata: { model: "rak7268" },
    },
  });
  const { rxPacketsPerFrequency, dutyCycleStats, ...rest } = messages["stats"] as Record<
    string,
    unknown
  >;
  assert.ok(rxPacketsPerFrequency && dutyCycleStats);
  assert.deepEqual(JSON.parse(encodeStatsEvent(decoded.value)), rest);
});

test("ConnState and GatewayConfiguration", () => {
  assert.equal(replay("online", decodeConnState, encodeConnState).state, "ONLINE");
  const offline = decodeConnState(JSON.stringify(messages["offline"]));
  assert.equal(offline.ok && offline.value.state, "OFFLINE");
  const config = replay("config", decodeConfigCommand, encodeConfigCommand);
  assert.equal(config.statsIntervalNs, 30_000_000_000n);
  assert.equal(config.channels[1]?.bitrateBps, 50_000);
});
