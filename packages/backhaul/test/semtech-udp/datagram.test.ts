import assert from "node:assert/strict";
import { test } from "node:test";
import {
  annotatePushData,
  decodeDatagram,
  decodeHeader,
  decodeStat,
  encodeDatagram,
  encodeTxpk,
  tmstContext,
  txAckOutcome,
  type DownlinkItem,
  type LtsReport,
} from "@lorats/backhaul";
import { CallerError, concatBytes, fromHex, type Eui64 } from "@lorats/base";

const text = (value: string) => new TextEncoder().encode(value);

function code(datagram: Uint8Array): string {
  const decoded = decodeDatagram(datagram);
  return decoded.ok ? "accepted" : decoded.code;
}

test("the header alone tells who asks for what, before any JSON is read", () => {
  const header = decodeHeader(concatBytes(fromHex("0267c600aa555a0000000101"), text("{broken")));
  assert.deepEqual(header.ok && header.value, {
    type: "push-data",
    version: 2,
    token: 0xc667,
    gatewayEui: "aa555a0000000101",
    bodyOffset: 12,
  });
});

test("an acknowledgement repeats version and token bit for bit", () => {
  const question = fromHex("0167c602aa555a0000000101");
  const header = decodeHeader(question);
  assert.ok(header.ok);
  const { version, token } = header.value;
  assert.deepEqual(encodeDatagram({ type: "pull-ack", version, token }), fromHex("0167c604"));
});

test("what is no datagram is refused with a code", () => {
  assert.equal(code(new Uint8Array(0)), "UDP_TOO_SHORT");
  assert.equal(code(fromHex("0267c602aa555a00000001")), "UDP_TOO_SHORT");
  assert.equal(code(fromHex("0367c602aa555a0000000101")), "UDP_BAD_VERSION");
  assert.equal(code(fromHex("0267c606")), "UDP_BAD_TYPE");
  assert.equal(code(fromHex("0267c600aa555a0000000101")), "UDP_BAD_JSON");
  assert.equal(code(concatBytes(fromHex("0267c600aa555a0000000101"), text("[]"))), "UDP_BAD_JSON");
  assert.equal(code(concatBytes(fromHex("0267c603"), text("{}"))), "UDP_BAD_TXPK");
  const noTime = '{"txpk":{"freq":868.1,"data":"QAEC","datr":"SF7BW125","codr":"4/5"}}';
  assert.equal(code(concatBytes(fromHex("0267c603"), text(noTime))), "UDP_BAD_TIMING");
  const deep = `{"rxpk":${"[".repeat(30_000)}${"]".repeat(30_000)}}`;
  assert.equal(code(concatBytes(fromHex("0267c600aa555a0000000101"), text(deep))), "accepted");
});

test("TX_ACK: nothing, NONE, an error, a warning, a name that is new", () => {
  const outcome = (body: string) => {
    const decoded = decodeDatagram(concatBytes(fromHex("02010005aa555a0000000101"), text(body)));
    assert.ok(decoded.ok && decoded.value.type === "tx-ack");
    return txAckOutcome(decoded.value.token, decoded.value.report);
  };
  const accepted = { downlinkId: 1, statuses: ["OK"], stage: "queued" };
  assert.deepEqual(outcome(""), accepted);
  assert.deepEqual(outcome("\0\n"), accepted);
  assert.deepEqual(outcome('{"txpk_ack":{"error":"NONE"}}'), accepted);
  assert.deepEqual(outcome('{"txpk_ack":{"warn":"TX_POWER","value":20}}'), {
    ...accepted,
    reducedToDbm: 20,
  });
  assert.deepEqual(outcome('{"txpk_ack":{"warn":"TX_POWER","value":"20"}}'), {
    ...accepted,
    reducedToDbm: 20,
  });
  assert.deepEqual(outcome('{"txpk_ack":{"error":"TOO_LATE"}}'), {
    downlinkId: 1,
    statuses: ["TOO_LATE"],
    stage: "refused",
  });
  assert.deepEqual(outcome('{"txpk_ack":{"error":"ANTENNA_STOLEN"}}'), {
    downlinkId: 1,
    statuses: ["UNKNOWN"],
    stage: "refused",
    reason: "ANTENNA_STOLEN",
  });
});

const ITEM: DownlinkItem = {
  phyPayload: fromHex("600102"),
  freqHz: 869_525_000,
  modulation: { kind: "lora", sf: 12, bwHz: 125_000, cr: 1 },
  eirpDbm: 26.9,
  timing: { kind: "delay", delayUs: 2_000_000, context: tmstContext(4_294_000_000) },
  invertPolarization: true,
  withCrc: false,
};

test("txpk: a delay is added to the counter of the uplink, which wraps", () => {
  assert.equal(encodeTxpk(ITEM)["tmst"], 4_294_000_000 + 2_000_000 - 2 ** 32);
});

test("txpk: power is rounded down, GPS time to the nearest millisecond", () => {
  const timing = { kind: "gps", gpsNs: 1_479_280_960_119_500_000n } as const;
  const txpk = encodeTxpk({ ...ITEM, timing });
  assert.equal(txpk["powe"], 26);
  assert.equal(txpk["tmms"], 1_479_280_960_120);
  assert.equal(txpk["ncrc"], true);
  assert.equal(txpk["ipol"], true);
});

test("what the protocol cannot say is the caller's fault", () => {
  const wrong: Partial<DownlinkItem>[] = [
    { freqHz: 868_100_000.5 },
    { phyPayload: new Uint8Array(256) },
    { modulation: { kind: "lora", sf: 4, bwHz: 125_000, cr: 1 } },
    { timing: { kind: "delay", delayUs: 1e6, context: new Uint8Array(16) } },
    { timing: { kind: "delay", delayUs: 0.5, context: tmstContext(0) } },
    { eirpDbm: NaN },
  ];
  for (const change of wrong) {
    assert.throws(() => encodeTxpk({ ...ITEM, ...change }), CallerError);
  }
  assert.throws(() => encodeDatagram({ type: "push-ack", version: 2, token: 65_536 }), CallerError);
});

test("stat: time in Semtech's own form, place zero is no place, further fields are kept", () => {
  const decoded = decodeStat({
    time: "2014-01-12 08:59:28 GMT",
    lati: 0,
    long: 0,
    alti: 0,
    rxnb: 2,
    ackr: 100,
    lpps: 3,
    meta: { model: "x" },
  });
  assert.deepEqual(decoded.ok && decoded.value, {
    time: 1_389_517_168_000_000_000n,
    rxReceived: 2,
    rxOk: 0,
    ackPercent: 100,
    txReceived: 0,
    txEmitted: 0,
    metadata: { lpps: "3", model: "x" },
  });
});

test("a proxy adds lts and leaves the rest alone", () => {
  const head = fromHex("0267c600aa555a0000000101");
  const body = { rxpk: [{ tmst: 1, odd: [1] }, { tmst: 2 }], stat: { x: 1 }, more: true };
  const report: LtsReport = {
    onset: 1_795_243_699n * 10n ** 9n,
    onsetSdNs: 140,
    biasHz: 1,
    biasSdHz: 2,
  };
  const out = annotatePushData(concatBytes(head, text(JSON.stringify(body))), [undefined, report], {
    orphans: [],
    pilots: [],
    sdr: { state: "ok", clock: "pps" },
  });
  assert.ok(out.ok);
  assert.deepEqual(out.value.subarray(0, 12), head);
  assert.deepEqual(JSON.parse(new TextDecoder().decode(out.value.subarray(12))), {
    ...body,
    rxpk: [
      body.rxpk[0],
      {
        tmst: 2,
        lts: { onset: "2026-11-21T06:48:19.000000000Z", onsetSdNs: 140, biasHz: 1, biasSdHz: 2 },
      },
    ],
    lts: { sdr: { state: "ok", clock: "pps" } },
  });
  const pull = encodeDatagram({
    type: "pull-data",
    version: 2,
    token: 0,
    gatewayEui: "00".repeat(8) as Eui64,
  });
  assert.equal(annotatePushData(pull, []).ok, false);
});
