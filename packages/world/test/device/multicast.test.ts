import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { instantToGps, type DevAddr } from "@lorats/base";
import {
  AesKey,
  Ciphers,
  deriveMcKeKey,
  deriveMcRootKey,
  deriveMulticastSessionKeys,
  deviceTimeFromGps,
  encodePhyPayload,
  encryptFrmPayload,
  MULTICAST_SETUP_DOWNLINKS,
  MULTICAST_SETUP_UPLINKS,
  signDownlink,
  wrapMcKey,
  type MulticastSetupDownlink,
} from "@lorats/lorawan";
import { nodeAes } from "@lorats/base/node";
import { newGroup } from "../../src/device/multicast.ts";
import { TestNetwork } from "../support/test-network.ts";

const GROUP = "01ffffff" as DevAddr;
const MC_KEY = AesKey.fromHex("f0e0d0c0b0a090807060504030201000");
const RADIO = { freqHz: 869_525_000, sf: 12 };

function toGroup(ciphers: Ciphers, fCnt: number, payload: string, fPort = 20): Uint8Array {
  const { mcNetSKey, mcAppSKey } = deriveMulticastSessionKeys(ciphers, MC_KEY, GROUP);
  const phyPayload = encodePhyPayload({
    mType: "unconfirmed-data-down",
    devAddr: GROUP,
    fCtrl: { adr: false, ack: false, fPending: false },
    fCnt,
    fOpts: new Uint8Array(0),
    fPort,
    frmPayload: encryptFrmPayload(
      ciphers,
      mcAppSKey,
      { direction: "down", devAddr: GROUP, fCnt },
      Uint8Array.fromHex(payload),
    ),
    mic: new Uint8Array(4),
  });
  signDownlink(ciphers, { version: "1.0", nwkSKey: mcNetSKey }, phyPayload, { fCnt });
  return phyPayload;
}

describe("multicast", () => {
  it("is heard by a device with the group burnt in, once a counter", () => {
    const group = newGroup(new Ciphers(nodeAes), {
      id: 0,
      addr: GROUP,
      mcKey: MC_KEY,
      window: { class: "C", fromGpsS: 0, freqHz: RADIO.freqHz, dataRate: 0 },
    });
    const member = new TestNetwork({ groups: [group], intervalS: 120 });
    member.runUntil(() => member.uplinks.length === 1, 60);
    member.clock.advance(5_000);
    for (const [fCnt, payload] of [
      [4, "aa"],
      [4, "ab"],
      [3, "ac"],
      [5, "ad"],
    ] as const) {
      member.sendBytes(toGroup(member.ciphers, fCnt, payload), { kind: "immediately" }, RADIO);
      member.clock.advance(4_000);
    }
    assert.deepEqual(member.received("multicast"), ["aa", "ad"]);
  });

  it("TS005: is set up over the air, and class C listens in its session only", () => {
    const network = new TestNetwork({ intervalS: 15 });
    const { ciphers, clock, identity } = network;
    const order = (command: MulticastSetupDownlink, afterUplink: number): void => {
      network.runUntil(() => network.uplinks.length > afterUplink, 60);
      const { counterUs, transmission } = network.uplinks.at(-1)!.reception;
      const payload = MULTICAST_SETUP_DOWNLINKS.encode([command]).toHex();
      const us = (counterUs + 1_000_000) % 2 ** 32;
      network.send(payload, { kind: "counter", us }, transmission, { fPort: 200 });
    };
    const said = (): unknown[] =>
      network.uplinks
        .filter(({ fPort }) => fPort === 200)
        .flatMap(
          ({ payload }) => MULTICAST_SETUP_UPLINKS.parse(Uint8Array.fromHex(payload)).commands,
        );
    const keKey = deriveMcKeKey(ciphers, deriveMcRootKey(ciphers, "1.0", identity.appKey));
    order(
      {
        command: "McGroupSetupReq",
        mcGroupId: 1,
        mcAddr: GROUP,
        mcKeyEncrypted: wrapMcKey(ciphers, keKey, MC_KEY),
        minMcFCount: 10,
        maxMcFCount: 20,
      },
      0,
    );
    network.runUntil(() => said().length === 1, 60);
    assert.deepEqual(said()[0], { command: "McGroupSetupAns", mcGroupId: 1, idError: false });

    // With a group, the device wants to know the time.
    network.answer = ({ commands, reception }) => {
      const ended = clock.now() - (clock.monotonic() - reception.transmission.endNs);
      return commands.some(({ command }) => command === "DeviceTimeReq")
        ? { commands: [deviceTimeFromGps(instantToGps(ended))] }
        : undefined;
    };
    const before = network.uplinks.length;
    network.runUntil(() => network.uplinks.length >= before + 2, 60);
    const sessionTime = Number(network.gpsNs / 1_000_000_000n) + 60;
    order(
      {
        command: "McClassCSessionReq",
        mcGroupId: 1,
        sessionTime,
        sessionTimeOut: 6,
        dlFreqHz: RADIO.freqHz,
        dataRate: 0,
      },
      network.uplinks.length,
    );
    network.runUntil(() => said().length === 2, 60);
    const answer = said()[1] as { command: string; timeToStart: number; startMissed: boolean };
    assert.equal(answer.command, "McClassCSessionAns");
    assert.ok(!answer.startMissed && answer.timeToStart > 20 && answer.timeToStart <= 60);

    const group = (fCnt: number, payload: string): void => {
      network.sendBytes(toGroup(ciphers, fCnt, payload), { kind: "immediately" }, RADIO);
      clock.advance(4_000);
    };
    group(11, "e1");
    assert.deepEqual(network.received("multicast"), [], "before the session");
    network.runUntil(() => Number(network.gpsNs / 1_000_000_000n) > sessionTime, 70);
    // A class A device that happens to send is deaf for that moment: twice is safe.
    for (const fCnt of [12, 13]) group(fCnt, "e2");
    group(25, "e3");
    clock.advance(70_000);
    group(14, "e4");
    assert.deepEqual([...new Set(network.received("multicast"))], ["e2"]);
  });
});
