import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fromHex, type DevAddr } from "@lorats/base";
import {
  APPLICATION_PACKAGES,
  encodePhyPayload,
  encryptFrmPayload,
  explainPhyPayload,
  type FrameExplanation,
} from "@lorats/lorawan";
import { ciphers, key } from "../support.ts";
import { checkPlaces, find } from "./nodes.ts";

describe("explaining application-layer packages", () => {
  const appSKey = key("02".repeat(16));
  const devAddr = "26012345" as DevAddr;
  const sent = (fPort: number, hex: string): FrameExplanation => {
    const stream = { direction: "down", devAddr, fCnt: 1 } as const;
    const phy = encodePhyPayload({
      mType: "unconfirmed-data-down",
      devAddr,
      fCtrl: { adr: false, ack: false, fPending: false },
      fCnt: 1,
      fOpts: new Uint8Array(0),
      fPort,
      frmPayload: encryptFrmPayload(ciphers, appSKey, stream, fromHex(hex)),
      mic: new Uint8Array(4),
    });
    return explainPhyPayload(phy, { ciphers, appSKey });
  };

  it("the version of TS004 is told by the length of its commands", () => {
    const v1 = sent(201, "02350102ff2c8101020304");
    const v2 = sent(201, "02310004800d4001020304800001020304");
    assert.match(find(v1.tree, "FRMPayload").meaning, /TS004 fragmentation, version 1/);
    assert.match(find(v2.tree, "FRMPayload").meaning, /TS004 fragmentation, version 2/);
    assert.equal(find(v2.tree, "nbFrag").value, 1024);
    checkPlaces(v2);
  });

  it("what is no package command is a payload like any other", () => {
    assert.match(find(sent(202, "ff00").tree, "FRMPayload").meaning, /^decrypted$/);
  });

  it("every package has its port", () => {
    assert.deepEqual(
      [...new Set(APPLICATION_PACKAGES.map(({ fPort }) => fPort))].toSorted((a, b) => a - b),
      [200, 201, 202, 203],
    );
  });
});

describe("explaining what a relay forwards (FPort 226)", () => {
  const nwkSKey = key("01".repeat(16));
  const devAddr = "26012345" as DevAddr;
  const sent = (direction: "up" | "down", plain: Uint8Array): FrameExplanation => {
    const stream = { direction, devAddr, fCnt: 1 } as const;
    const common = {
      devAddr,
      fCnt: 1,
      fOpts: new Uint8Array(0),
      fPort: 226,
      frmPayload: encryptFrmPayload(ciphers, nwkSKey, stream, plain),
      mic: new Uint8Array(4),
    };
    const flags = { adr: false, adrAckReq: false, ack: false, classB: false, fPending: false };
    const phy = encodePhyPayload(
      direction === "up"
        ? { mType: "unconfirmed-data-up", fCtrl: flags, ...common }
        : { mType: "unconfirmed-data-down", fCtrl: flags, ...common },
    );
    return explainPhyPayload(phy, { ciphers, networkKeys: { version: "1.0", nwkSKey } });
  };

  it("an uplink: how the relay heard it, and the frame itself, under the network's key", () => {
    const explained = sent("up", fromHex("d5bf01 287684 4045230126800100022b729e673b79"));
    assert.match(find(explained.tree, "UplinkMetadata").meaning, /DR5, 9 dB SNR, -110 dBm/);
    assert.equal(find(explained.tree, "Freq").value, 868_100_000);
    assert.match(find(explained.tree, "PHYPayload").meaning, /unconfirmed-data-up/);
    checkPlaces(explained);
  });

  it("a downlink: a frame alone", () => {
    const explained = sent("down", fromHex("604523012681000006911d43a1"));
    assert.match(find(explained.tree, "PHYPayload").meaning, /unconfirmed-data-down/);
    checkPlaces(explained);
  });

  it("what is too short to be either", () => {
    assert.match(find(sent("up", fromHex("d5bf01")).tree, "FRMPayload").meaning, /six bytes/);
  });
});
