import assert from "node:assert/strict";
import { test } from "node:test";
import {
  NO_REMOTE_SHELL,
  decodeServerMessage,
  decodeStationMessage,
  encodeServerMessage,
  encodeStationMessage,
  takePhyPayloadApart,
} from "@lorats/backhaul";
import { CallerError, fromHex } from "@lorats/base";

const UPDF = {
  msgtype: "updf",
  MHdr: 64,
  DevAddr: -1,
  FCtrl: 0,
  FCnt: 1,
  FOpts: "",
  FPort: -1,
  FRMPayload: "",
  MIC: -2,
  RefTime: 0,
  DR: 5,
  Freq: 868_100_000,
  upinfo: { rctx: 0, xtime: 1, gpstime: 0, fts: -1, rssi: -61, snr: 7.75, rxtime: 1 },
};

function code(message: unknown): string {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  const decoded = decodeStationMessage(text);
  return decoded.ok ? "accepted" : decoded.code;
}

test("xtime keeps all 64 bits, where JSON.parse would round it", () => {
  const xtime = "30962247727408557";
  assert.notEqual(String(JSON.parse(xtime)), xtime);
  const text = JSON.stringify(UPDF).replace('"xtime":1', `"xtime":${xtime}`);
  const decoded = decodeStationMessage(text);
  assert.ok(decoded.ok && decoded.value.type === "uplink");
  assert.equal(decoded.value.xtime, BigInt(xtime));
  assert.ok(encodeStationMessage(decoded.value).includes(`"xtime":${xtime},`));
});

test("a frame without FPort and with signed numbers", () => {
  const decoded = decodeStationMessage(JSON.stringify(UPDF));
  assert.ok(decoded.ok && decoded.value.type === "uplink");
  assert.deepEqual(decoded.value.phyPayload, fromHex("40ffffffff000100feffffff"));
});

test("messages with defects are refused with a code", () => {
  assert.equal(code("{"), "LNS_BAD_JSON");
  assert.equal(code("[]"), "LNS_BAD_JSON");
  assert.equal(code({}), "LNS_BAD_FIELD");
  assert.equal(code({ msgtype: "toString" }), "LNS_UNKNOWN_MSGTYPE");
  assert.equal(code({ msgtype: "__proto__" }), "LNS_UNKNOWN_MSGTYPE");
  const wrong: object[] = [
    { MHdr: 0x60 },
    { MHdr: 256 },
    { DevAddr: 2 ** 32 },
    { DevAddr: 0.5 },
    { FCnt: 65_536 },
    { FOpts: "0" },
    { FOpts: "zz" },
    { FPort: 256 },
    { FRMPayload: 7 },
    { MIC: null },
    { DR: 16 },
    { Freq: 0 },
    { upinfo: null },
    { upinfo: { ...UPDF.upinfo, xtime: 1.5 } },
    { upinfo: { ...UPDF.upinfo, xtime: 2 ** 64 } },
    { upinfo: { ...UPDF.upinfo, rssi: "loud" } },
  ];
  for (const change of wrong) {
    assert.equal(code({ ...UPDF, ...change }), "LNS_BAD_FIELD", JSON.stringify(change));
  }
  assert.equal(code({ ...UPDF, FCtrl: 1 }), "LNS_BAD_FRAME");
  assert.equal(code({ ...UPDF, FRMPayload: "00" }), "LNS_BAD_FRAME");
});

test("a malformed lts costs the lts, not the frame", () => {
  const upinfo = { ...UPDF.upinfo, lts: { onset: 7 } };
  const decoded = decodeStationMessage(JSON.stringify({ ...UPDF, upinfo }));
  assert.ok(decoded.ok && decoded.value.type === "uplink");
  assert.equal(decoded.value.lts, undefined);
  assert.equal(decoded.value.ltsRefusal?.code, "LTS_BAD_REPORT");
});

test("frames that stations drop are refused here too: rejoin, downlink, other versions, too short", () => {
  for (const hex of [
    "c0000102030405060708090a0b0c0d0e0f1011",
    "604523012600010002b596aabbccdd",
    "414523012600010002b596aabbccdd",
    "40452301260001aabbccdd",
    "4045230126050001aabbccdd",
    "00",
    "",
  ]) {
    const parts = takePhyPayloadApart(fromHex(hex));
    assert.equal(parts.ok ? "accepted" : parts.code, "LNS_NOT_LORAWAN", hex);
  }
  const uplink = decodeStationMessage(JSON.stringify(UPDF));
  assert.ok(uplink.ok && uplink.value.type === "uplink");
  const message = { ...uplink.value, phyPayload: fromHex("6045") };
  assert.throws(() => encodeStationMessage(message), CallerError);
});

test("an asked-for shell is refused by saying that none runs", () => {
  const asked = decodeServerMessage('{"msgtype":"rmtsh","user":"root","term":"xterm","start":0}');
  assert.deepEqual(asked.ok && asked.value, {
    type: "rmtsh",
    user: "root",
    term: "xterm",
    start: 0,
  });
  assert.equal(encodeStationMessage(NO_REMOTE_SHELL), '{"msgtype":"rmtsh","rmtsh":[]}');
});

test("older servers write seqno, DevEUI and ontime", () => {
  const decoded = decodeServerMessage(
    '{"msgtype":"dnmsg","DevEUI":"01-02-03-04-05-06-07-08","dC":0,"seqno":7,"pdu":"60","RxDelay":1,"RX1DR":5,"RX1Freq":868100000,"xtime":9}',
  );
  assert.ok(decoded.ok && decoded.value.type === "dnmsg");
  assert.equal(decoded.value.diid, 7);
  const schedule = decodeServerMessage(
    '{"msgtype":"dnsched","schedule":[{"DR":0,"Freq":869525000,"ontime":1479280960,"pdu":"60"}]}',
  );
  assert.ok(schedule.ok && schedule.value.type === "dnsched");
  assert.equal(schedule.value.schedule[0]?.gpstimeUs, 1_479_280_960_000_000n);
});

test("JoinEUI ranges are numbers of 64 bits", () => {
  const text = encodeServerMessage({
    type: "router_config",
    region: "EU868",
    hwspec: "sx1301/1",
    freqRangeHz: [863_000_000, 870_000_000],
    dataRates: [],
    upchannels: [],
    boards: [{ radios: [], multiSf: [] }],
    joinEuiRanges: [["f0000000000000ff", "ffffffffffffffff"]] as never,
  });
  assert.ok(text.includes('"JoinEui":[[17293822569102704895,18446744073709551615]]'), text);
});
