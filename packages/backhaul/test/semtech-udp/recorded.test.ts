import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeDatagram, encodeDatagram, type DecodedDatagram } from "@lorats/backhaul";
import { fromHex, toHex } from "@lorats/base";
import { recorded } from "../fixtures/load.ts";

const dialogue = recorded("packet-forwarder.jsonl");

function decode(hex: string): DecodedDatagram {
  const datagram = decodeDatagram(fromHex(hex));
  assert.ok(datagram.ok, hex);
  return datagram.value;
}

function split(datagram: Uint8Array, bodyOffset: number): { head: string; json: unknown } {
  const body = new TextDecoder().decode(datagram.subarray(bodyOffset));
  return {
    head: toHex(datagram.subarray(0, bodyOffset)),
    json: body === "" ? undefined : JSON.parse(body),
  };
}

test("packet forwarder 4.0.1: every datagram of a session decodes, and encodes to the same again", () => {
  for (const { hex, dir } of dialogue) {
    const datagram = decode(hex!);
    const bodyOffset = dir === "gw->server" ? 12 : 4;
    assert.deepEqual(split(encodeDatagram(datagram), bodyOffset), split(fromHex(hex!), bodyOffset));
  }
});

test("packet forwarder 4.0.1: the session's kinds of datagram and nothing refused", () => {
  const datagrams = dialogue.map(({ hex }) => decode(hex!));
  const counts = Object.groupBy(datagrams, ({ type }) => type);
  assert.deepEqual(
    Object.fromEntries(Object.entries(counts).map(([type, list]) => [type, list.length])),
    {
      "pull-data": 9,
      "pull-ack": 9,
      "push-data": 14,
      "push-ack": 14,
      "pull-resp": 10,
      "tx-ack": 10,
    },
  );
  for (const datagram of datagrams) {
    if (datagram.type === "push-data") assert.deepEqual(datagram.refused, []);
    if (datagram.type === "tx-ack") assert.deepEqual(datagram.report, {});
  }
});

test("packet forwarder 4.0.1: a join-request and the accept that answers it", () => {
  const request = decode(dialogue[2]!.hex!);
  assert.equal(request.type, "push-data");
  assert.deepEqual(request.type === "push-data" && request.uplinks, [
    {
      phyPayload: fromHex("00181716151413121108070605040302010100ea3ca57c"),
      freqHz: 868_300_000,
      modulation: { kind: "lora", sf: 7, bwHz: 125_000, cr: 1 },
      crc: "ok",
      rssiDbm: -57,
      snrDb: 8.5,
      channel: 1,
      rfChain: 1,
      times: { counter: { kind: "tmst", us: 3_896_390_735 } },
      context: fromHex("e83e344f"),
    },
  ]);
  const accept = decode(dialogue[4]!.hex!);
  assert.equal(accept.type, "pull-resp");
  const item = accept.type === "pull-resp" ? accept.item : undefined;
  assert.deepEqual(item?.timing, { kind: "counter", us: 3_901_390_735 });
  assert.equal(item?.phyPayload.length, 33);
  assert.equal(item?.invertPolarization, true);
  assert.equal(item?.withCrc, false);
});

test("packet forwarder 4.0.1: a report on itself", () => {
  const line = dialogue.find(({ json }) => json?.includes('stat":{'));
  const datagram = decode(line!.hex!);
  assert.deepEqual(datagram.type === "push-data" && datagram.stats, {
    time: 1_795_245_698_000_000_000n,
    rxReceived: 2,
    rxOk: 2,
    rxForwarded: 2,
    ackPercent: 100,
    txReceived: 2,
    txEmitted: 2,
  });
});
