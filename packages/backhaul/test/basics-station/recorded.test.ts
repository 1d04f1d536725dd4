import assert from "node:assert/strict";
import { test } from "node:test";
import {
  buildPhyPayload,
  decodeDatagram,
  decodeServerMessage,
  decodeStationMessage,
  encodeServerMessage,
  encodeStationMessage,
  takePhyPayloadApart,
} from "@lorats/backhaul";
import { fromHex, toHex } from "@lorats/base";
import { recorded } from "../fixtures/load.ts";

const dialogue = recorded("basics-station.jsonl");

function encodedAgain(dir: string, text: string): string {
  if (dir === "station->lns") {
    const message = decodeStationMessage(text);
    assert.ok(message.ok, text);
    return encodeStationMessage(message.value);
  }
  const message = decodeServerMessage(text);
  assert.ok(message.ok, text);
  return encodeServerMessage(message.value);
}

/** Numbers stay text, so that not a digit may change; only `1.50` and `1.5` count as the same. */
function digits(text: string): unknown {
  const numbersAsText = text.replace(/(?<=[:[,])(-?\d+)(\.\d+?)?0*(?=[,}\]])/g, '"$1$2"');
  return JSON.parse(numbersAsText.replaceAll('."', '"').replaceAll('.0"', '"'));
}

test("Basics Station 2.0.6: every message of a session decodes, and encodes to the same again", () => {
  assert.equal(dialogue.length, 31);
  assert.notDeepEqual(digits('{"x":9007199254740993}'), digits('{"x":9007199254740992}'));
  for (const { dir, msg } of dialogue) {
    assert.deepEqual(digits(encodedAgain(dir, msg!)), digits(msg!));
  }
});

test("Basics Station 2.0.6: a join-request put together again", () => {
  const message = decodeStationMessage(dialogue[2]!.msg!);
  assert.ok(message.ok && message.value.type === "uplink");
  const { phyPayload, rxtime, ...rest } = message.value;
  assert.equal(toHex(phyPayload), "00181716151413121108070605040302010100ea3ca57c");
  assert.equal(rxtime, 1_795_245_617_973_294_000n);
  assert.deepEqual(rest, {
    type: "uplink",
    dr: 5,
    freqHz: 868_300_000,
    refTimeS: 0,
    rctx: 0n,
    xtime: 8_444_249_572_606_525n,
    gpstimeUs: 0n,
    rssiDbm: -61,
    snrDb: 7.75,
  });
});

test("Basics Station 2.0.6: a data frame with a negative MIC and FOpts", () => {
  const message = decodeStationMessage(dialogue[8]!.msg!);
  assert.ok(message.ok && message.value.type === "uplink");
  const { phyPayload } = message.value;
  // DevAddr 0x26012345, FCtrl 0x83, FCnt 2, FOpts 06FE07, FPort 2, payload B596, MIC −1818483645 = 0x939c2443.
  assert.deepEqual(phyPayload, fromHex("40 45230126 83 0200 06fe07 02 b596 43249c93"));
});

test("both recordings hear the same device: the frames are the same, byte for byte", () => {
  const throughStation = dialogue.flatMap(({ dir, msg }) => {
    if (dir !== "station->lns") return [];
    const message = decodeStationMessage(msg!);
    return message.ok && message.value.type === "uplink" ? [toHex(message.value.phyPayload)] : [];
  });
  const throughForwarder = recorded("packet-forwarder.jsonl").flatMap(({ dir, hex }) => {
    if (dir !== "gw->server") return [];
    const datagram = decodeDatagram(fromHex(hex!));
    if (!datagram.ok || datagram.value.type !== "push-data") return [];
    return datagram.value.uplinks.map(({ phyPayload }) => toHex(phyPayload));
  });
  assert.equal(throughStation.length, 10);
  assert.deepEqual(throughStation, throughForwarder);
});

test("every recorded frame, taken apart and put together, is the same frame", () => {
  for (const { dir, msg } of dialogue) {
    const message = decodeStationMessage(msg!);
    if (dir !== "station->lns" || !message.ok || message.value.type !== "uplink") continue;
    const parts = takePhyPayloadApart(message.value.phyPayload);
    assert.ok(parts.ok);
    const again = buildPhyPayload(parts.value.type, parts.value.fields);
    assert.deepEqual(again.ok && again.value, message.value.phyPayload);
  }
});
