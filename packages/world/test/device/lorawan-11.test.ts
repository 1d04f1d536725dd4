import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TestNetwork } from "../support/test-network.ts";

function joined11(): TestNetwork {
  const network = new TestNetwork({}, true);
  network.runUntil(() => network.uplinks.length >= 1, 60);
  return network;
}

describe("device of LoRaWAN 1.1", () => {
  it("§6.2: joins under NwkKey and JSIntKey, and says RekeyInd until it is confirmed", () => {
    const network = joined11();
    network.runUntil(() => network.uplinks.length >= 3, 120);
    assert.deepEqual(network.requests, ["join"]);
    for (const { commands, micOk } of network.uplinks) {
      assert.ok(micOk, "both halves of the MIC, with data rate and channel");
      assert.deepEqual(commands, [{ command: "RekeyInd", minor: 1 }]);
    }
    network.answer = () => ({ commands: [{ command: "RekeyConf", minor: 1 }] });
    const before = network.uplinks.length;
    network.runUntil(() => network.uplinks.length >= before + 2, 120);
    assert.deepEqual(network.uplinks.at(-1)!.commands, []);
  });

  it("§4.4.2: signs a repeat for the channel it is sent on", () => {
    const network = joined11();
    network.answer = ({ frame }) =>
      frame.fCnt < 4
        ? {
            commands: [
              { command: "RekeyConf", minor: 1 },
              {
                command: "LinkADRReq",
                dataRate: 5,
                txPower: 0,
                chMask: 7,
                chMaskCntl: 0,
                nbTrans: 3,
              },
            ],
          }
        : undefined;
    network.runUntil(() => network.uplinks.at(-1)!.frame.fCnt > 12, 900);
    const repeats = network.uplinks.filter(({ frame }) => frame.fCnt > 4 && frame.fCnt < 12);
    const channels = new Map<number, Set<number>>();
    for (const { frame, reception, micOk } of repeats) {
      assert.ok(micOk);
      const used = channels.get(frame.fCnt) ?? new Set();
      channels.set(frame.fCnt, used.add(reception.transmission.freqHz));
    }
    assert.ok(
      [...channels.values()].some(({ size }) => size > 1),
      "some frame changed channel",
    );
  });

  it("§4.3.1.6: counts application and network downlinks apart, and signs what it acknowledges", () => {
    const network = joined11();
    network.answer = () => ({ commands: [{ command: "RekeyConf", minor: 1 }] });
    network.runUntil(() => network.uplinks.length >= 3, 120);
    network.answer = () => undefined;
    const { reception } = network.uplinks.at(-1)!;
    const next = network.uplinks.length;
    network.runUntil(() => network.uplinks.length > next, 60);
    const { counterUs, transmission } = network.uplinks.at(-1)!.reception;
    assert.notEqual(reception.counterUs, counterUs);
    const timing = { kind: "counter", us: (counterUs + 1_000_000) % 2 ** 32 } as const;
    network.send("c0ffee", timing, transmission, { confirmed: true });
    network.runUntil(() => network.uplinks.some(({ frame }) => frame.fCtrl.ack), 60);
    assert.deepEqual(network.received("data").at(-1), "c0ffee");
    const acknowledging = network.uplinks.find(({ frame }) => frame.fCtrl.ack)!;
    assert.ok(acknowledging.micOk, "ConfFCnt is under the MIC");
    const { session } = network.device.state;
    assert.equal(session!.aFCntDown, 0);
    assert.ok(session!.fCntDown >= 1);
  });

  it("§5.13: rejoins when it is forced to, keeps its session until then, and takes new keys", () => {
    for (const rejoinType of [0, 2] as const) {
      const network = joined11();
      const oldAddress = network.devAddr;
      network.answer = ({ frame }) =>
        frame.fCnt === 1 && network.devAddr === oldAddress
          ? {
              commands: [
                { command: "RekeyConf", minor: 1 },
                { command: "RXTimingSetupReq", delay: 3 },
                { command: "ForceRejoinReq", period: 0, maxRetries: 2, rejoinType, dataRate: 3 },
              ],
            }
          : undefined;
      network.acceptsRejoins = false;
      network.runUntil(() => network.requests.length === 2, 120);
      assert.equal(network.device.state.session!.devAddr, oldAddress, "no answer: it goes on");
      network.acceptsRejoins = true;
      network.runUntil(() => network.devAddr !== oldAddress, 200);
      const count = network.uplinks.length;
      network.runUntil(() => network.uplinks.length > count, 100);
      assert.deepEqual(network.requests, ["join", `rejoin-${rejoinType}`, `rejoin-${rejoinType}`]);
      const { frame, micOk, commands } = network.uplinks.at(-1)!;
      assert.ok(micOk && frame.devAddr === network.devAddr);
      assert.equal(commands[0]!.command, "RekeyInd");
      const kept = rejoinType === 2 ? 3 : 1;
      assert.equal(network.device.state.session!.rx1DelayS, kept, `type ${rejoinType}`);
    }
  });

  it("§5.14: rejoins by itself after so many uplinks", () => {
    const network = joined11();
    network.answer = ({ frame }) =>
      frame.fCnt === 1
        ? { commands: [{ command: "RejoinParamSetupReq", maxTimeN: 15, maxCountN: 0 }] }
        : undefined;
    network.runUntil(() => network.requests.length === 2, 900);
    assert.equal(network.requests[1], "rejoin-0");
    assert.ok(network.uplinks.length >= 15 && network.uplinks.length <= 18);
  });

  it("§6.2.4.2: looks for a network that lost its session by rejoin-requests of type 1", () => {
    const network = new TestNetwork({ rejoin1EveryS: 300 }, true);
    network.runUntil(() => network.uplinks.length >= 1, 60);
    const oldAddress = network.devAddr;
    network.acceptsRejoins = false;
    network.runUntil(() => network.requests.length === 2, 400);
    assert.equal(network.requests[1], "rejoin-1");
    assert.equal(network.device.state.rjCount1, 1, "its counter never repeats");
    assert.equal(network.device.state.session!.devAddr, oldAddress, "no answer: it goes on");
    network.acceptsRejoins = true;
    network.runUntil(() => network.devAddr !== oldAddress, 400);
    const count = network.uplinks.length;
    network.runUntil(() => network.uplinks.length > count, 100);
    const { frame, micOk, commands } = network.uplinks.at(-1)!;
    assert.ok(micOk && frame.devAddr === network.devAddr && frame.fCnt === 0);
    assert.equal(commands[0]!.command, "RekeyInd");
    assert.deepEqual(network.requests, ["join", "rejoin-1", "rejoin-1"]);
    assert.equal(network.device.state.rjCount1, 2);
  });
});
