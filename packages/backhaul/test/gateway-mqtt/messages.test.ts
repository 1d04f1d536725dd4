import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decodeConfigCommand,
  decodeConnState,
  decodeDownlinkCommand,
  decodeStatsEvent,
  decodeTxAckEvent,
  decodeUplinkEvent,
  encodeUplinkEvent,
  formatGatewayTopic,
  parseGatewayTopic,
} from "@lorats/backhaul";
import { CallerError, type Eui64 } from "@lorats/base";

const gatewayId = "0102030405060708";
const UP = {
  phyPayload: "QKq7zN0AAQABew3VobLD1A==",
  txInfo: {
    frequency: 868_300_000,
    modulation: { lora: { bandwidth: 125_000, spreadingFactor: 9, codeRate: "CR_4_5" } },
  },
  rxInfo: { gatewayId, rssi: -97, snr: -7.25, crcStatus: "CRC_OK", context: "6D0bjw==" },
};

function code(change: object): string {
  const decoded = decodeUplinkEvent(JSON.stringify({ ...UP, ...change }));
  return decoded.ok ? "accepted" : decoded.code;
}

test("topics of ChirpStack's gateways", () => {
  const gatewayEui = gatewayId as Eui64;
  assert.deepEqual(parseGatewayTopic(`eu868/gateway/${gatewayId}/event/up`), {
    prefix: "eu868",
    gatewayEui,
    message: "up",
  });
  assert.equal(
    formatGatewayTopic({ prefix: "eu868", gatewayEui, message: "conn" }),
    `eu868/gateway/${gatewayId}/state/conn`,
  );
  assert.equal(
    formatGatewayTopic({ prefix: "", gatewayEui, message: "down" }),
    `gateway/${gatewayId}/command/down`,
  );
  assert.equal(parseGatewayTopic(`gateway/${gatewayId}/event/conn`)?.message, "conn");
  for (const topic of [
    `gateway/${gatewayId}/event/down`,
    `gateway/${gatewayId}/command/up`,
    `gateway/${gatewayId}/state/up`,
    `gateway/${gatewayId}/event/up/`,
    `xgateway/${gatewayId}/event/up`,
    "gateway/0102/event/up",
    "",
  ]) {
    assert.equal(parseGatewayTopic(topic), undefined, topic);
  }
});

test("protobuf's JSON takes enums by number, numbers as text, null for absent", () => {
  const decoded = decodeUplinkEvent(
    JSON.stringify({
      ...UP,
      txInfo: {
        frequency: "868300000",
        modulation: { lora: { bandwidth: "125000", spreadingFactor: 9, codeRate: 1 } },
      },
      rxInfo: { ...UP.rxInfo, crcStatus: 2, uplinkId: null, gwTime: null },
    }),
  );
  const plain = decodeUplinkEvent(new TextEncoder().encode(JSON.stringify(UP)));
  assert.ok(plain.ok && decoded.ok);
  assert.deepEqual(decoded, plain);
});

test("uplinks with defects are refused with a code", () => {
  assert.equal(decodeUplinkEvent(new Uint8Array([0x0a, 0x17])).ok, false);
  assert.equal(decodeUplinkEvent("{").ok, false);
  const wrong: object[] = [
    { phyPayload: "" },
    { phyPayload: "?" },
    { txInfo: null },
    { txInfo: { ...UP.txInfo, frequency: -1 } },
    { txInfo: { ...UP.txInfo, modulation: {} } },
    { txInfo: { ...UP.txInfo, modulation: { lora: { bandwidth: 125_000, spreadingFactor: 4 } } } },
    { txInfo: { ...UP.txInfo, modulation: { lrFhss: { operatingChannelWidth: 137_000 } } } },
    { rxInfo: { ...UP.rxInfo, gatewayId: "x" } },
    { rxInfo: { ...UP.rxInfo, crcStatus: "MAYBE" } },
    { rxInfo: { ...UP.rxInfo, context: "?" } },
    { rxInfo: { ...UP.rxInfo, rssi: "loud" } },
  ];
  assert.equal(code({}), "accepted");
  for (const change of wrong) assert.equal(code(change), "GWM_BAD_FIELD", JSON.stringify(change));
});

test("the other messages refuse what they cannot read", () => {
  for (const decode of [
    decodeConfigCommand,
    decodeConnState,
    decodeDownlinkCommand,
    decodeStatsEvent,
    decodeTxAckEvent,
  ]) {
    for (const text of ["", "[]", "{}", `{"gatewayId":7}`]) assert.equal(decode(text).ok, false);
  }
  const down = (txInfo: object) =>
    decodeDownlinkCommand(JSON.stringify({ gatewayId, items: [{ phyPayload: "YA==", txInfo }] }));
  const good = { ...UP.txInfo, timing: { immediately: {} } };
  assert.equal(down(good).ok, true);
  for (const timing of [{}, { delay: {} }, { delay: { delay: "-1s" } }, { gpsEpoch: {} }]) {
    assert.equal(down({ ...good, timing }).ok, false, JSON.stringify(timing));
  }
});

test("lts travels as text inside the metadata; as an object it is understood, too", () => {
  const lts = { onset: "2026-11-21T06:48:19.123456789Z", onsetSdNs: 1, biasHz: 2, biasSdHz: 3 };
  for (const value of [lts, JSON.stringify(lts)]) {
    const metadata = { lts: value, foff: "-3313" };
    const decoded = decodeUplinkEvent(
      JSON.stringify({ ...UP, rxInfo: { ...UP.rxInfo, metadata } }),
    );
    assert.ok(decoded.ok);
    assert.equal(decoded.value.lts?.biasHz, 2);
    assert.equal(decoded.value.foffHz, -3313);
    assert.equal(decoded.value.metadata, undefined);
    const again = JSON.parse(encodeUplinkEvent(decoded.value)) as typeof UP & {
      rxInfo: { metadata: Record<string, unknown> };
    };
    assert.equal(typeof again.rxInfo.metadata["lts"], "string");
  }
  const metadata = { lts: "{}" };
  const bad = decodeUplinkEvent(JSON.stringify({ ...UP, rxInfo: { ...UP.rxInfo, metadata } }));
  assert.equal(bad.ok && bad.value.ltsRefusal?.code, "LTS_BAD_REPORT");
});

test("a modulation without a name is the caller's fault", () => {
  const decoded = decodeUplinkEvent(JSON.stringify(UP));
  assert.ok(decoded.ok);
  const modulation = { kind: "lora", sf: 7, bwHz: 125_000, cr: 9 } as const;
  assert.throws(() => encodeUplinkEvent({ ...decoded.value, modulation }), CallerError);
});
