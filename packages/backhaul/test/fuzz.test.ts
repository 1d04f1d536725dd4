import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  annotatePushData,
  decodeConfigCommand,
  decodeConnState,
  decodeDatagram,
  decodeDiscoveryAnswer,
  decodeDiscoveryRequest,
  decodeDownlinkCommand,
  decodeRtlTcpCommand,
  decodeRtlTcpHeader,
  decodeServerMessage,
  decodeStationMessage,
  decodeStatsEvent,
  decodeTxAckEvent,
  decodeUplinkEvent,
  encodeConfigCommand,
  encodeConnState,
  encodeDatagram,
  encodeDownlinkCommand,
  encodeServerMessage,
  encodeStationMessage,
  encodeStatsEvent,
  encodeTxAckEvent,
  encodeUplinkEvent,
} from "@lorats/backhaul";
import { SeededRandom, concatBytes, fromHex, uniformInt, type Result } from "@lorats/base";
import { recorded } from "./fixtures/load.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const LTS = {
  onset: "2026-11-21T06:48:19.123456789Z",
  onsetSdNs: 140,
  biasHz: -21_003.2,
  biasSdHz: 1.6,
  driftHzPerS: 12,
  clockPpm: 0.1,
  clockSdPpm: 0.02,
  snrDb: -3,
  mac: "000102030405060708090a0b0c0d0e0f",
};
const SIGHTING = { ...LTS, freqHz: 868_100_000, sf: 7, bwHz: 125_000 };
/** Has every field that the decoder looks at. */
const RICH_PUSH_DATA = {
  rxpk: [
    {
      jver: 1,
      tmst: 3_512_348_611,
      time: "2026-11-21T09:30:52.592567Z",
      tmms: 1_479_288_670_592,
      ftime: 85_224_290,
      chan: 2,
      rfch: 0,
      brd: 0,
      ant: 1,
      freq: 868.5,
      mid: 3,
      stat: 1,
      modu: "LORA",
      datr: "SF7BW125",
      codr: "4/5",
      rssis: -36,
      lsnr: 5.1,
      foff: -3313,
      rssi: -35,
      size: 3,
      data: "QAEC",
      rsig: [
        { ant: 0, chan: 7, rssic: -95, rssis: -96, lsnr: 6.2, foff: 1, ftime: 5 },
        { ant: 1, chan: 23, rssic: -88, lsnr: 9.5 },
      ],
      meta: { a: "b" },
      lts: LTS,
    },
    { freq: 868.8, datr: 50_000, rssi: -75, data: "VEVT" },
    { freq: 868.8, modu: "LR-FHSS", datr: "M0CW137", codr: "2/6", hpw: 8, rssi: -75, data: "VEVT" },
  ],
  stat: { time: "2014-01-12 08:59:28 GMT", lati: 1, long: 2, alti: 3, rxnb: 2, ackr: 100, temp: 2 },
  lts: {
    orphans: [SIGHTING],
    pilots: [{ ...SIGHTING, source: "beacon", sentAt: LTS.onset, tmst: 7 }],
    sdr: { state: "ok", clock: "pps", gainDb: 20 },
  },
};

const datagrams = [
  ...recorded("packet-forwarder.jsonl").map(({ hex }) => fromHex(hex!)),
  concatBytes(fromHex("0249be00aa555a0000000101"), encoder.encode(JSON.stringify(RICH_PUSH_DATA))),
];
const stationTexts = [
  ...recorded("basics-station.jsonl").map(({ msg }) => msg!),
  '{"msgtype":"propdf","FRMPayload":"E0AABB","DR":5,"Freq":868300000,"upinfo":{"rctx":0,"xtime":61361545195119089,"gpstime":1479280906504123,"fts":17,"rssi":-61,"snr":7.75}}',
  '{"msgtype":"getxtime","MuxTime":1.5,"ustime":2.5,"UTCtime":1795245652.5,"xtimes":[61361545195119089,1]}',
  '{"msgtype":"timesync","txtime":3827793210,"gpstime":1479280906504123,"MuxTime":1.5}',
  '{"msgtype":"event","evcat":"gps","evmsg":{"evtype":"fix","lat":1,"lon":2,"alt":3,"satellites":7}}',
  '{"msgtype":"dnsched","schedule":[{"diid":1,"DR":0,"Freq":869525000,"gpstime":1479280906504123,"pdu":"60","priority":1}]}',
  '{"msgtype":"runcmd","command":"reboot","arguments":["-f"]}',
  '{"msgtype":"rmtsh","user":"root","start":0}',
  '{"router":"aabb:ccff:fedd:ee01","muxs":"::1","uri":"ws://host:80/x"}',
  JSON.stringify({ msgtype: "lts", ...RICH_PUSH_DATA.lts }),
];
const mqttTexts = Object.values(
  JSON.parse(
    readFileSync(new URL("fixtures/protobuf/gateway-messages.json", import.meta.url), "utf8"),
  ) as object,
).map((message) => JSON.stringify(message));

/** Values that like to break decoders. */
const HOSTILE: readonly unknown[] = [
  null,
  true,
  [],
  {},
  [[]],
  "",
  "0",
  "NaN",
  "\u0000",
  "ÿ",
  "=".repeat(40),
  "A".repeat(2000),
  0,
  -0.5,
  -1,
  1e308,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  1e21,
  { __proto__: null, toString: 1 },
  "9999-12-31T23:59:59-23:59",
  "0000-01-01T00:00:00+23:59",
  "2016-12-31T23:59:60Z",
  "-1s",
];

/** A copy of the JSON with one or two nodes replaced, removed or doubled. */
function mutateJson(random: SeededRandom, text: string): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return text;
  }
  const changes = 1 + uniformInt(random, 2);
  for (let i = 0; i < changes; i++) json = mutateNode(random, json);
  return JSON.stringify(json);
}

function mutateNode(random: SeededRandom, node: unknown): unknown {
  const isBranch = typeof node === "object" && node !== null;
  const keys = isBranch ? Object.keys(node) : [];
  if (keys.length === 0 || uniformInt(random, 12) === 0) {
    return HOSTILE[uniformInt(random, HOSTILE.length)];
  }
  const copy = Array.isArray(node) ? [...(node as unknown[])] : { ...(node as object) };
  const key = keys[uniformInt(random, keys.length)]!;
  const branch = copy as Record<string, unknown>;
  if (uniformInt(random, 10) === 0) delete branch[key];
  else branch[key] = mutateNode(random, branch[key]);
  return copy;
}

/** Flips, cuts, inserts and overwrites bytes. */
function mutateBytes(random: SeededRandom, bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  switch (uniformInt(random, 5)) {
    case 0:
      return copy.subarray(0, uniformInt(random, copy.length + 1));
    case 1:
      return concatBytes(copy, random.bytes(uniformInt(random, 20)));
    case 2:
      return random.bytes(uniformInt(random, 64));
    case 3: {
      const at = uniformInt(random, copy.length + 1);
      return concatBytes(copy.subarray(0, at), random.bytes(3), copy.subarray(at));
    }
    default:
      for (let i = 0; i < 3 && copy.length > 0; i++) {
        copy[uniformInt(random, copy.length)]! ^= 1 << uniformInt(random, 8);
      }
      return copy;
  }
}

const CODE = /^[A-Z]+_[A-Z_]+$/;

/** Counts what was accepted; a refusal must say why. */
function judge<T>(result: Result<T>): result is { ok: true; value: T } {
  if (result.ok) return true;
  assert.match(result.code, CODE);
  assert.ok(result.reason.length > 0);
  return false;
}

test("100,000 broken datagrams: no throw, every refusal has a code, what is accepted can be said again", () => {
  const random = new SeededRandom(1);
  let accepted = 0;
  for (let i = 0; i < 100_000; i++) {
    const original = datagrams[uniformInt(random, datagrams.length)]!;
    const offset = original[3] === 3 ? 4 : 12;
    const datagram =
      i % 2 === 0
        ? mutateBytes(random, original)
        : concatBytes(
            original.subarray(0, offset),
            encoder.encode(mutateJson(random, decoder.decode(original.subarray(offset)))),
          );
    judge(annotatePushData(datagram, []));
    const decoded = decodeDatagram(datagram);
    if (!judge(decoded)) continue;
    accepted++;
    if (decoded.value.type === "push-data") {
      for (const { code } of decoded.value.refused) assert.match(code, CODE);
    }
    const again = decodeDatagram(encodeDatagram(decoded.value));
    assert.ok(again.ok);
    assert.equal(again.value.type, decoded.value.type);
  }
  assert.ok(accepted > 20_000 && accepted < 95_000, `${accepted} accepted`);
});

function brokenText(random: SeededRandom, texts: readonly string[], i: number): string {
  const original = texts[uniformInt(random, texts.length)]!;
  return i % 4 === 0
    ? decoder.decode(mutateBytes(random, encoder.encode(original)))
    : mutateJson(random, original);
}

test("100,000 broken messages of Basics Station, in both directions", () => {
  const random = new SeededRandom(2);
  let accepted = 0;
  for (let i = 0; i < 100_000; i++) {
    const text = brokenText(random, stationTexts, i);
    const fromStation = decodeStationMessage(text);
    if (judge(fromStation)) {
      accepted++;
      assert.ok(decodeStationMessage(encodeStationMessage(fromStation.value)).ok, text);
    }
    const fromServer = decodeServerMessage(text);
    if (judge(fromServer)) {
      accepted++;
      assert.ok(decodeServerMessage(encodeServerMessage(fromServer.value)).ok, text);
    }
    judge(decodeDiscoveryRequest(text));
    judge(decodeDiscoveryAnswer(text));
  }
  assert.ok(accepted > 20_000 && accepted < 150_000, `${accepted} accepted`);
});

/** Whether it was accepted; then it can be said again. */
function survives<T>(
  text: string,
  decode: (text: string) => Result<T>,
  encode: (value: T) => string,
): boolean {
  const decoded = decode(text);
  if (!judge(decoded)) return false;
  assert.ok(decode(encode(decoded.value)).ok, text);
  return true;
}

test("100,000 broken messages of MQTT gateways", () => {
  const random = new SeededRandom(3);
  let accepted = 0;
  for (let i = 0; i < 100_000; i++) {
    const text = brokenText(random, mqttTexts, i);
    if (survives(text, decodeUplinkEvent, encodeUplinkEvent)) accepted++;
    if (survives(text, decodeDownlinkCommand, encodeDownlinkCommand)) accepted++;
    if (survives(text, decodeTxAckEvent, encodeTxAckEvent)) accepted++;
    if (survives(text, decodeStatsEvent, encodeStatsEvent)) accepted++;
    if (survives(text, decodeConnState, encodeConnState)) accepted++;
    if (survives(text, decodeConfigCommand, encodeConfigCommand)) accepted++;
  }
  assert.ok(accepted > 20_000, `${accepted} accepted`);
});

test("100,000 random headers and commands of rtl_tcp", () => {
  const random = new SeededRandom(4);
  for (let i = 0; i < 100_000; i++) {
    const bytes = random.bytes(uniformInt(random, 16));
    judge(decodeRtlTcpHeader(bytes));
    judge(decodeRtlTcpCommand(bytes));
  }
});
