import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decodeStationMessage,
  downlinkFromStation,
  downlinkToStation,
  encodeServerMessage,
  outcomeFromStation,
  stationContext,
  uplinkFromStation,
  uplinkToStation,
  type DownlinkItem,
  type GatewayDownlink,
  type StationDataRates,
} from "@lorats/backhaul";
import { fromHex } from "@lorats/base";
import { recorded } from "../fixtures/load.ts";

const EU868: StationDataRates = [
  ...[12, 11, 10, 9, 8, 7].map((sf) => ({
    modulation: { kind: "lora", sf, bwHz: 125_000, cr: 1 } as const,
  })),
  { modulation: { kind: "lora", sf: 7, bwHz: 250_000, cr: 1 } },
  { modulation: { kind: "fsk", bitrateBps: 50_000 } },
];
const dialogue = recorded("basics-station.jsonl");

const ITEM: DownlinkItem = {
  phyPayload: fromHex("604523012681000006911d43a1"),
  freqHz: 867_700_000,
  modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
  eirpDbm: 14,
  timing: {
    kind: "delay",
    delayUs: 1_000_000,
    context: stationContext({ rctx: 0n, xtime: 8_444_249_577_725_057n }),
  },
  invertPolarization: true,
  withCrc: false,
};
const RX2: DownlinkItem = {
  ...ITEM,
  freqHz: 869_525_000,
  modulation: { kind: "lora", sf: 12, bwHz: 125_000, cr: 1 },
  timing: { ...ITEM.timing, delayUs: 2_000_000 } as DownlinkItem["timing"],
};
const DOWNLINK: GatewayDownlink = {
  downlinkId: 2,
  devEui: "0102030405060708",
  items: [ITEM, RX2],
};

function code(result: { ok: boolean; code?: string }): string {
  return result.ok ? "accepted" : result.code!;
}

test("an uplink, in the common words and back", () => {
  const message = decodeStationMessage(dialogue[2]!.msg!);
  assert.ok(message.ok && message.value.type === "uplink");
  const uplink = uplinkFromStation(message.value, EU868);
  assert.ok(uplink.ok);
  assert.deepEqual(uplink.value.times, {
    counter: { kind: "xtime", xtime: 8_444_249_572_606_525n },
    host: 1_795_245_617_973_294_000n,
  });
  assert.deepEqual(uplink.value.modulation, { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 });
  assert.equal(uplink.value.crc, "ok");
  const back = uplinkToStation(uplink.value, EU868);
  assert.deepEqual(back.ok && back.value, message.value);
});

test("GPS time, the fine timestamp and an unknown data rate", () => {
  const message = decodeStationMessage(dialogue[2]!.msg!);
  assert.ok(message.ok && message.value.type === "uplink");
  const gps = { ...message.value, gpstimeUs: 1_479_280_906_504_123n, fineNs: 17 };
  const uplink = uplinkFromStation(gps, EU868);
  assert.ok(uplink.ok);
  assert.equal(uplink.value.times.gpsNs, 1_479_280_906_504_123_000n);
  assert.equal(uplink.value.times.gpsResolutionNs, 1000);
  assert.equal(uplink.value.fineNs, 17);
  assert.equal(code(uplinkFromStation({ ...gps, dr: 9 }, EU868)), "LNS_UNKNOWN_DR");
});

test("class A with RX1 and RX2 is the message that a station has transmitted from", () => {
  const { msg } = dialogue.find(({ msg }) => msg?.includes('"diid":2,"pdu"'))!;
  const message = downlinkToStation(DOWNLINK, EU868, { muxTimeS: 1_795_245_623.159 });
  assert.ok(message.ok);
  assert.deepEqual(JSON.parse(encodeServerMessage(message.value)), JSON.parse(msg!));
});

test("each class comes back as it was sent", () => {
  const now: GatewayDownlink = {
    ...DOWNLINK,
    deviceClass: "C",
    items: [{ ...RX2, timing: { kind: "immediately" } }],
  };
  const ping: GatewayDownlink = {
    ...DOWNLINK,
    deviceClass: "B",
    items: [{ ...RX2, timing: { kind: "gps", gpsNs: 1_479_280_960_120_000_000n } }],
  };
  for (const downlink of [{ ...DOWNLINK, deviceClass: "A" as const }, now, ping]) {
    const message = downlinkToStation(downlink, EU868);
    assert.ok(message.ok);
    const back = downlinkFromStation(message.value, EU868, 14);
    assert.deepEqual(back.ok && back.value, downlink);
  }
});

test("what a station cannot do is refused before it is sent", () => {
  const with1 = (change: Partial<DownlinkItem>) =>
    code(downlinkToStation({ ...DOWNLINK, items: [{ ...ITEM, ...change }] }, EU868));
  assert.equal(with1({ timing: { kind: "counter", us: 1 } }), "LNS_NOT_REPRESENTABLE");
  assert.equal(with1({ invertPolarization: false }), "LNS_NOT_REPRESENTABLE");
  assert.equal(
    with1({ timing: { kind: "delay", delayUs: 1_500_000, context: new Uint8Array(16) } }),
    "LNS_NOT_REPRESENTABLE",
  );
  assert.equal(
    with1({ timing: { kind: "delay", delayUs: 1_000_000, context: new Uint8Array(4) } }),
    "LNS_NOT_REPRESENTABLE",
  );
  assert.equal(
    with1({ modulation: { kind: "lora", sf: 7, bwHz: 500_000, cr: 1 } }),
    "LNS_UNKNOWN_DR",
  );
  const otherFrame = { ...RX2, phyPayload: fromHex("60") };
  const nameless = { ...DOWNLINK, devEui: "" };
  assert.equal(code(downlinkToStation(nameless, EU868)), "LNS_NOT_REPRESENTABLE");
  const items = [ITEM, otherFrame];
  assert.equal(code(downlinkToStation({ ...DOWNLINK, items }, EU868)), "LNS_NOT_REPRESENTABLE");
  assert.equal(code(downlinkToStation({ ...DOWNLINK, items: [] }, EU868)), "LNS_NOT_REPRESENTABLE");
});

test("a group without a DevEUI gets a placeholder, since stations stay silent towards zero", () => {
  const { devEui: _, ...group } = DOWNLINK;
  const message = downlinkToStation(group, EU868);
  assert.equal(message.ok && message.value.devEui, "0101010101010101");
});

test("dntxed means sent", () => {
  const { msg } = dialogue.find(({ msg }) => msg?.includes("dntxed"))!;
  const message = decodeStationMessage(msg!);
  assert.ok(message.ok && message.value.type === "dntxed");
  assert.deepEqual(outcomeFromStation(message.value), {
    downlinkId: 1,
    statuses: ["OK"],
    stage: "sent",
    times: { counter: { kind: "xtime", xtime: 8_444_249_577_606_525n } },
  });
});
