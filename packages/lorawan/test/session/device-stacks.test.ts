import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromHex, toHex } from "@lorats/base";
import {
  decodePhyPayload,
  decryptJoinAccept,
  deriveJoinServerKeys,
  deriveSessionKeys10,
  deriveSessionKeys11,
  directionOf,
  encodeJoinAccept,
  encodePhyPayload,
  encryptFOpts,
  encryptFrmPayload,
  frmPayloadKey,
  isUplink,
  macCommandSet,
  revealKey,
  verifyDownlinkMic,
  verifyJoinMic,
  verifyUplinkMic,
  type DataFrame,
  type JoinAcceptProtection,
  type SessionKeys,
} from "@lorats/lorawan";
import { ciphers, fixture, key } from "../support.ts";

interface RecordedFrame {
  readonly dir: "up" | "down";
  readonly kind?: "join-request" | "join-accept";
  readonly v: "1.0" | "1.1";
  readonly phy: string;
  readonly plain: string;
  readonly rootKey: string;
  readonly appKey: string;
  readonly joinEui: never;
  readonly devEui: never;
  readonly devNonce: number;
  readonly joinNonce: number;
  readonly netId: number;
  readonly devAddr: string;
  readonly fcnt: number;
  readonly fopts: string;
  readonly fport: number | null;
  readonly frm: string;
  readonly freq: number;
  readonly datr: string;
  readonly ack?: boolean;
  readonly confirmed?: boolean;
  readonly confFCnt: number;
  readonly keys: { fnint: string; snint: string; nsenc: string; apps: string };
}

/** EU868's three default channels, then the CFList of these sessions. */
const CHANNELS = [868.1, 868.3, 868.5, 867.1, 867.3, 867.5, 867.7, 867.9];

/**
 * RadioLib acknowledges a confirmed downlink of the network's counter (5 here) with its last application counter (0)
 * in the MIC; 1.1 §4.4.2 asks for the counter of the frame that is acknowledged. A server that wants such devices
 * must try both.
 */
const RADIOLIB_ACK = "4045230126a30700f617b3020849a02b66d7";

function sessionKeys({ v, keys }: RecordedFrame): SessionKeys {
  const appSKey = key(keys.apps);
  if (v === "1.0") return { version: "1.0", nwkSKey: key(keys.fnint), appSKey };
  return {
    version: "1.1",
    fNwkSIntKey: key(keys.fnint),
    sNwkSIntKey: key(keys.snint),
    nwkSEncKey: key(keys.nsenc),
    appSKey,
  };
}

function checkJoinAccept(record: RecordedFrame): void {
  const root = key(record.rootKey);
  const { joinEui, devEui, devNonce, joinNonce, netId } = record;
  const request = { type: "join", joinEui, nonce: devNonce } as const;
  const protection: JoinAcceptProtection =
    record.v === "1.0"
      ? { version: "1.0", rootKey: root }
      : {
          version: "1.1",
          encryptionKey: root,
          jsIntKey: deriveJoinServerKeys(ciphers, root, devEui).jsIntKey,
          request,
        };
  const opened = decryptJoinAccept(ciphers, fromHex(record.phy), protection);
  assert.ok(opened.ok);
  assert.equal(toHex(opened.value.plain), record.plain);
  assert.equal(opened.value.joinAccept.devAddr, record.devAddr);
  assert.equal(toHex(encodeJoinAccept(ciphers, opened.value.joinAccept, protection)), record.phy);
  const derived =
    record.v === "1.0"
      ? deriveSessionKeys10(ciphers, root, { joinNonce, netId, devNonce })
      : deriveSessionKeys11(ciphers, root, key(record.appKey), { joinNonce, joinEui, devNonce });
  const hexes = Object.entries(derived).map(([name, value]) =>
    typeof value === "string" ? [name, value] : [name, toHex(revealKey(value))],
  );
  const expected = Object.entries(sessionKeys(record)).map(([name, value]) =>
    typeof value === "string" ? [name, value] : [name, toHex(revealKey(value))],
  );
  assert.deepEqual(Object.fromEntries(hexes), Object.fromEntries(expected));
}

function checkDataFrame(record: RecordedFrame, frame: DataFrame, lastConfirmed: number): void {
  const phy = fromHex(record.phy);
  const keys = sessionKeys(record);
  const { fcnt: fCnt } = record;
  const acknowledged = record.phy === RADIOLIB_ACK ? 0 : lastConfirmed;
  const confFCnt = record.dir === "down" ? record.confFCnt : acknowledged;
  const txDr = 12 - Number(/^SF(\d+)/.exec(record.datr ?? "SF7")![1]);
  const txCh = CHANNELS.indexOf(record.freq);
  const verified = isUplink(frame)
    ? verifyUplinkMic(ciphers, keys, phy, { fCnt, confFCnt, txDr, txCh })
    : verifyDownlinkMic(ciphers, keys, phy, { fCnt, confFCnt });
  assert.ok(verified, `MIC of ${record.phy}`);
  const stream = { direction: directionOf(frame), devAddr: frame.devAddr, fCnt };
  const app = record.dir === "down" && (frame.fPort ?? 0) > 0;
  const fOpts =
    keys.version === "1.1"
      ? encryptFOpts(ciphers, keys.nwkSEncKey, stream, app, frame.fOpts)
      : frame.fOpts;
  assert.equal(toHex(fOpts), record.fopts);
  assert.equal(frame.fPort, record.fport);
  const secret = frmPayloadKey(keys, frame.fPort ?? 1);
  const plain = encryptFrmPayload(ciphers, secret, stream, frame.frmPayload);
  assert.equal(toHex(plain), record.frm);
  const commands = frame.fPort === 0 ? plain : fOpts;
  const set = macCommandSet(record.dir);
  const parsed = set.parse(commands);
  assert.equal(parsed.stop, undefined);
  assert.equal(toHex(set.encode(parsed.commands)), toHex(commands));
}

for (const [title, file] of [
  ["LoRaMac-node 4.7, LoRaWAN 1.0.4", "loramac-node-1.0.4.jsonl"],
  ["RadioLib, LoRaWAN 1.1", "radiolib-1.1.jsonl"],
] as const) {
  describe(`a whole session of ${title}`, () => {
    let lastConfirmed = 0;
    const records = fixture(`device-stacks/${file}`)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as RecordedFrame);
    for (const [i, record] of records.entries()) {
      it(`frame ${i}: ${record.kind ?? `${record.dir} ${record.fcnt}`}`, () => {
        const decoded = decodePhyPayload(fromHex(record.phy));
        assert.ok(decoded.ok);
        assert.equal(toHex(encodePhyPayload(decoded.value)), record.phy);
        switch (decoded.value.mType) {
          case "join-request":
            assert.ok(verifyJoinMic(ciphers, key(record.rootKey), fromHex(record.phy)));
            break;
          case "join-accept":
            checkJoinAccept(record);
            break;
          case "rejoin-request":
          case "proprietary":
            assert.fail("these sessions have none");
            break;
          case "unconfirmed-data-up":
          case "unconfirmed-data-down":
          case "confirmed-data-up":
          case "confirmed-data-down":
            checkDataFrame(record, decoded.value, lastConfirmed);
            if (record.confirmed === true) lastConfirmed = record.fcnt;
        }
      });
    }
    it("had frames in both directions", () => {
      assert.ok(records.filter((record) => record.dir === "up").length > 10);
      assert.ok(records.filter((record) => record.dir === "down").length > 10);
    });
  });
}
